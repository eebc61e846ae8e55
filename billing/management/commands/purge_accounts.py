"""Delete accounts whose five years are over, or tell what that would be."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from billing.services.purging import purge_accounts
from municipalities.command import PortalCommand
from partnership.text import day


class Command(PortalCommand):
    help = (
        "Delete accounts that are kept no longer: five years after the end of the financial year. Beat does it nightly."
    )
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be deleted")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        purged = purge_accounts(now=timezone.now(), dry_run=dry_run)
        counts = asdict(purged)
        text = _(
            "Dated before %(before)s: %(invoices)d invoices, %(credit_notes)d credit notes, %(payments)d payments, "
            "%(reminders)d payment reminders, %(expenses)d expenses, %(bank_files)d bank files, %(files)d files."
        ) % {**counts, "before": day(purged.before)}
        verb = _("Would be deleted.") if dry_run else _("Deleted.")
        data = {**counts, "before": purged.before.isoformat(), "dry_run": dry_run}
        self.report(data, f"{verb} {text}", as_json=options["json"])
