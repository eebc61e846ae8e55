"""Delete and anonymise what is known of people and kept no longer, or tell what that would be."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from partnership.config.forgetting import forget_people


class Command(PortalCommand):
    help = "Delete and anonymise what is known of people and kept no longer. Beat does it nightly. Says numbers, never names."
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be deleted")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        counts = forget_people(now=timezone.now(), dry_run=dry_run)
        text = _(
            "%(people)d people anonymised; deleted: the text of %(letters)d letters, %(invitations)d unanswered invitations, "
            "%(needs)d people's needs, %(local_contacts)d local contacts, %(links)d personal links, %(digests)d weeks looked at, "
            "%(login_attempts)d log-in attempts, %(admin_log)d lines of the admin's log, %(logbook)d logbook entries."
        )
        verb = _("Would be done:") if dry_run else _("Done:")
        self.report({**counts, "dry_run": dry_run}, f"{verb} {text % counts}", as_json=options["json"])
