"""Run a benchmark by name, or all of them."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module

import django

from partnership.config.processes import spare_what_is_loaded

BENCHMARKS = ("documents", "invitations", "kills", "login", "rush")


def main() -> None:
    """Set the portal up in a folder of its own, measure, and print a table of ratios."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="name")
    names = parser.parse_args().names or BENCHMARKS
    with tempfile.TemporaryDirectory(prefix="portal-benchmarks-") as folder:
        os.environ["PORTAL_DATA"] = folder
        os.environ.setdefault("SECRET_KEY", "a key for a portal that lives as long as one measurement, nothing more")
        os.environ["DJANGO_SETTINGS_MODULE"] = "partnership.config.settings"
        django.setup()
        spare_what_is_loaded()  # as every web process does
        for name in names:
            for line in import_module(f"tests.benchmarks.{name}").measure():
                sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
