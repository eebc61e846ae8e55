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
from partnership.guards import missing_guards
from partnership.invariants import INVARIANTS as PARTNERSHIP
from partnership.invariants import Invariant, verdict


def guards_are_in_place() -> Invariant:
    """Every database trigger that holds a rule is there."""
    return verdict("guards in place", missing_guards(connection, ALL_GUARDS), checked=len(ALL_GUARDS))


class Command(PortalCommand):
    help = "Check what must always be true of the data; exit status 1 on a breach."
    reports = True

    def handle(self, *args: Any, **options: Any) -> None:
        results = [rule() for rule in [*PARTNERSHIP, *EVENTS, *BILLING, guards_are_in_place]]
        lines = (f"{'ok    ' if result.ok else 'BREACH'} {result.invariant}: {result.detail}" for result in results)
        self.report([asdict(result) for result in results], "\n".join(lines), as_json=options["json"])
        if not all(result.ok for result in results):
            raise CommandError(_("The data breaks a rule that must always hold."))
