"""What people fill in about the partnership's people."""
