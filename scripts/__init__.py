"""What is run from the command line: set up, start, test, translate."""
