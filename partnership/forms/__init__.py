"""What people fill in on the portal's own pages."""
