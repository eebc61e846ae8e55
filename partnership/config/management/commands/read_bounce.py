"""Read one returned mail from a file or standard input, as a mail server's alias pipes it."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from partnership.bounces import LARGEST
from partnership.services.bounces import Outcome, record_bounce


class Command(PortalCommand):
    help = "Record what a returned mail on standard input says about one of the portal's letters."
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="a file with the mail; without it, standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        content = options["file"].read_bytes() if options["file"] else sys.stdin.buffer.read(LARGEST)
        outcome = record_bounce(content[:LARGEST], now=timezone.now())
        said = {
            Outcome.RECORDED: _("A letter came back; it is recorded."),
            Outcome.KNOWN: _("This mail has been read before."),
            Outcome.NO_REPORT: _("The mail does not say that a letter could not be delivered."),
            Outcome.FOREIGN: _("The mail was not sent to the address of one of our letters."),
        }
        self.report({"outcome": outcome.value}, said[outcome], as_json=options["json"])
