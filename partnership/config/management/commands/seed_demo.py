"""Make the demonstration partnership."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from partnership.config.arguments import iso_date
from partnership.config.demonstration.course.story import play_through
from partnership.config.demonstration.joining import SeedingRefused
from partnership.config.demonstration.report import demonstration_report, demonstration_summary
from partnership.config.demonstration.seeding import seed_demonstration


class Command(PortalCommand):
    help = (
        "Make a demonstration partnership with fictional people, or let more municipalities join the one that is there. "
        "Repeating it changes nothing. Prints accounts, personal links and ids."
    )
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--municipalities", type=_up_to_98, default=32, help="how many take part, 1 to 98 (default: 32)"
        )
        parser.add_argument(
            "--start",
            type=iso_date,
            help="first day of the partnership (default: the first of this month; played through: so that all events are over)",
        )
        parser.add_argument(
            "--played-through",
            action="store_true",
            help="a partnership that has run its course, from invitation to closing report; in a database of its own",
        )
        parser.add_argument(
            "--without-documents",
            action="store_true",
            help="play through without invoices, signed agreements and reports, whose documents take half the time",
        )

    def handle(self, *, municipalities: int, start: dt.date | None, played_through: bool, **options: Any) -> None:
        now = timezone.now()
        if options["without_documents"] and not played_through:
            raise CommandError(_("--without-documents belongs to --played-through."))
        try:
            if played_through:
                with_documents = not options["without_documents"]
                partnership = play_through(
                    municipalities=municipalities, start=start, now=now, with_documents=with_documents
                )
            else:
                first_day = start or timezone.localdate(now).replace(day=1)
                partnership = seed_demonstration(municipalities=municipalities, start=first_day, now=now)
        except SeedingRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        report = demonstration_report(partnership)
        self.report(report, demonstration_summary(report), as_json=options["json"])


def _up_to_98(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 98:
        raise ArgumentTypeError(f"{value!r} is not a whole number from 1 to 98")
    return int(value)
