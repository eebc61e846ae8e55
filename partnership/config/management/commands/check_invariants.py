"""Check what must always be true of the data."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext as _

from billing.invariants import INVARIANTS as BILLING
from events.invariants import INVARIANTS as EVENTS
from municipalities.command import PortalCommand
from partnership.config.apps import ALL_GUARDS
from partnership.config.merging import stragglers
from partnership.guards import missing_guards
from partnership.invariants import INVARIANTS as PARTNERSHIP
from partnership.invariants import Invariant, verdict
from partnership.models import Person


def guards_are_in_place() -> Invariant:
    """Every database trigger that holds a rule is there."""
    return verdict("guards in place", missing_guards(connection, ALL_GUARDS), checked=len(ALL_GUARDS))


def merged_records_are_empty() -> Invariant:
    """Nothing names a record that was merged into another, but what cannot change. Merging the two again puts it right."""
    merged = Person.objects.filter(merged_into__isnull=False).count()
    return verdict("merged records are empty", stragglers(), checked=merged)


class Command(PortalCommand):
    help = "Check what must always be true of the data; exit status 1 on a breach."
    reports = True

    def handle(self, *args: Any, **options: Any) -> None:
        results = [rule() for rule in [*PARTNERSHIP, *EVENTS, *BILLING, merged_records_are_empty, guards_are_in_place]]
        lines = (f"{'ok    ' if result.ok else 'BREACH'} {result.invariant}: {result.detail}" for result in results)
        self.report([asdict(result) for result in results], "\n".join(lines), as_json=options["json"])
        if not all(result.ok for result in results):
            raise CommandError(_("The data breaks a rule that must always hold."))
