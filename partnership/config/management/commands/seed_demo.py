"""Make the demonstration partnership."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from municipalities.command import PortalCommand
from partnership.config.arguments import iso_date
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
            "--start", type=iso_date, help="first day of the partnership (default: the first of this month)"
        )

    def handle(self, *, municipalities: int, start: dt.date | None, **options: Any) -> None:
        now = timezone.now()
        first_day = start or timezone.localdate(now).replace(day=1)
        try:
            partnership = seed_demonstration(municipalities=municipalities, start=first_day, now=now)
        except SeedingRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        report = demonstration_report(partnership)
        self.report(report, demonstration_summary(report), as_json=options["json"])


def _up_to_98(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 98:
        raise ArgumentTypeError(f"{value!r} is not a whole number from 1 to 98")
    return int(value)
