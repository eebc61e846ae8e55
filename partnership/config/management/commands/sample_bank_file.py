"""Write a bank file to try the payments with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import BankAccount
from municipalities.command import PortalCommand
from partnership.config.demonstration.bank_file import sample_bank_file


class Command(PortalCommand):
    help = "Write a CAMT.053 file in which the unpaid invoices but two are paid: one in part, one payment that is for none."
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="where the file is written")

    def handle(self, *, path: Path, **options: Any) -> None:
        account = BankAccount.objects.first()
        if account is None:
            raise CommandError(_("Enter the bank account first, so that files of others can be refused."))
        path.write_bytes(sample_bank_file(account, today=timezone.localdate()))
        self.report({"path": str(path)}, str(path), as_json=options["json"])
