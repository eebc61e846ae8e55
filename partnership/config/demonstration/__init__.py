"""A partnership with fictional people, to look at, to train with and to test against."""
