"""Draft and issue the invoices of a fee year."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import FeeYear, Seller
from billing.services.fee_years import IssueReport, issue_invoices, preview_invoices
from billing.services.readiness import NotReady
from municipalities.command import PortalCommand
from partnership.text import kroner


class Command(PortalCommand):
    help = "Draft and issue the invoices of a fee year: one per active agreement; repeating it issues nothing."
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fee_year", help="id of the fee year, or short name of the partnership and year: demo/1")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be issued")

    def handle(self, *, fee_year: str, dry_run: bool, **options: Any) -> None:
        found = self._fee_year(fee_year)
        now = timezone.now()
        if not dry_run and Seller.objects.filter(second_approval=True).exists():
            raise CommandError(
                _(
                    "Invoice runs take a second person's approval. Ask for the run in the admin site, or switch it off there."
                )
            )
        try:
            report = preview_invoices(found, now=now) if dry_run else issue_invoices(found, now=now)
        except NotReady as refusal:
            if options["json"]:
                empty = {"issued": 0, "skipped": 0, "failed": 0, "rows": [], "missing": refusal.missing}
                self.report(empty, "", as_json=True)
            raise CommandError(f"{refusal} " + _("No number was drawn.")) from refusal
        self.report(_as_data(report), _as_text(report, dry_run), as_json=options["json"])
        if report.failed:
            raise CommandError(_("Not all invoices could be issued; the rows say why."))

    def _fee_year(self, name: str) -> FeeYear:
        fee_years = FeeYear.objects.select_related("partnership")
        slug, _slash, number = name.rpartition("/")
        if _is_number(name):
            found = fee_years.filter(pk=name).first()
        elif _is_number(number):
            found = fee_years.filter(partnership__slug=slug, number=number).first()
        else:
            found = None
        if found is None:
            raise CommandError(_("There is no fee year “%(name)s”.") % {"name": name})
        return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _as_data(report: IssueReport) -> dict[str, Any]:
    rows = [
        {
            "code": row.code,
            "name": row.name,
            "outcome": row.outcome,
            "number": row.number,
            "net": str(row.net),
            "vat": str(row.vat),
            "total": str(row.total),
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "detail": row.detail,
            "e_invoice_missing": list(row.e_invoice_missing),
        }
        for row in report.rows
    ]
    return {**report.counts, "rows": rows}


def _as_text(report: IssueReport, dry_run: bool) -> str:
    lines = [
        f"{row.code} {row.name:<20} {row.number or '-':<12} {kroner(row.total):>15}  "
        f"{' '.join([row.detail, *row.e_invoice_missing]).strip()}"
        for row in report.rows
    ]
    summary = _("%(issued)d issued, %(skipped)d already issued, %(failed)d not issued.")
    if dry_run:
        summary = _("%(issued)d would be issued, %(skipped)d are already issued, %(failed)d cannot be issued.")
    return "\n".join([*lines, summary % report.counts])
