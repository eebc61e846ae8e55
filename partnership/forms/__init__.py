"""What people fill in about the partnership and its people."""
