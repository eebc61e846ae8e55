"""Load the municipalities and their dated regions."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from municipalities.services.loading import load_municipalities
from municipalities.services.reading import SHIPPED, FileRefused


class Command(PortalCommand):
    help = (
        "Load the municipalities and their dated regions from a CSV file. Repeating it changes nothing; a municipality "
        "that is not in the file is kept and named; a file with a fault is refused whole."
    )
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=SHIPPED, help="CSV in UTF-8 (default: the shipped one)"
        )

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            loaded = load_municipalities(file)
        except OSError as error:
            message = _("%(file)s cannot be read: %(reason)s.")
            raise CommandError(message % {"file": file, "reason": error.strerror}) from error
        except FileRefused as error:
            if options["json"]:
                faults = [asdict(fault) for fault in error.faults]
                report = {"created": 0, "updated": 0, "unchanged": 0, "missing": [], "faults": faults}
                self.report(report, "", as_json=True)
            raise CommandError(_("Nothing was loaded.") + f"\n{error}") from error
        text = _("%(created)d created, %(updated)d updated, %(unchanged)d unchanged.") % asdict(loaded)
        if loaded.missing:
            text += "\n" + _("Not in the file, and kept: %(codes)s.") % {"codes": ", ".join(loaded.missing)}
        self.report({**asdict(loaded), "faults": []}, text, as_json=options["json"])
