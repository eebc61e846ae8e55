"""What people of this room fill in."""
