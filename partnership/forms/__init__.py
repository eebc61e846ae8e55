"""What people fill in about the partnership."""
