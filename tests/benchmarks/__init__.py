"""Ratios that are measured by hand, never asserted: `python -m tests.benchmarks documents`."""
