"""Delete who asked about practices when it is kept no longer, or say how many it would be."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from municipalities.command import PortalCommand
from tracks.services.enquiries import purge_enquiries


class Command(PortalCommand):
    help = (
        "Delete enquiries about practices with their addresses and letters: unconfirmed after a week, all after twelve "
        "months; the worker does so every hour. Says numbers, never names."
    )
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="only say how many it would be")

    def handle(self, *args: Any, **options: Any) -> None:
        count = purge_enquiries(now=timezone.now(), dry_run=options["dry_run"])
        if options["dry_run"]:
            text = ngettext("%(n)d enquiry would be deleted.", "%(n)d enquiries would be deleted.", count)
        else:
            text = ngettext("%(n)d enquiry is deleted.", "%(n)d enquiries are deleted.", count)
        self.report({"deleted": count, "dry_run": options["dry_run"]}, text % {"n": count}, as_json=options["json"])
