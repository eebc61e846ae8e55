"""The programme of a partnership as a file, and how it becomes a partnership with real dates."""
