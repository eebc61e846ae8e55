"""Read what banks export: bytes in, entries out. Knows no database."""
