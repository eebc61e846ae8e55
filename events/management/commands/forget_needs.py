"""Delete dietary and access needs that are for no event any more, or say how many it would be."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from events.services.needs import forget_needs
from municipalities.command import PortalCommand


class Command(PortalCommand):
    help = "Delete needs whose last event was over two weeks ago; the worker does so every hour. Says numbers, never names."
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="only say how many it would be")

    def handle(self, *args: Any, **options: Any) -> None:
        count = forget_needs(now=timezone.now(), dry_run=options["dry_run"])
        if options["dry_run"]:
            text = ngettext("%(n)d person's needs would be deleted.", "%(n)d people's needs would be deleted.", count)
        else:
            text = ngettext("%(n)d person's needs are deleted.", "%(n)d people's needs are deleted.", count)
        self.report({"forgotten": count, "dry_run": options["dry_run"]}, text % {"n": count}, as_json=options["json"])
