"""Delete accounts that no longer must be kept: whole cases only, in the order that the guards allow, with their files.

What belongs together goes together: an invoice with its credit notes, payments, reminders, and those that it replaces or shares a
bank entry with, once all of it is past. Number series stay, so that no number is ever used again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import connection, models, transaction
from django.db.models import Q

from billing.models import (
    BankEntry,
    BankFile,
    CreditNote,
    Dispute,
    Expense,
    FeeYear,
    Invoice,
    InvoiceDocument,
    Payment,
    PaymentReminder,
    Receipt,
    SettingAside,
    Transmission,
    TransmissionEvent,
)
from partnership.models import LogbookEntry, StoredDocument
from partnership.retention import first_kept
from partnership.services.logbook import log


@dataclass(frozen=True)
class Purged:
    """How much was deleted, or would be: what is dated before `before`."""

    before: dt.date
    invoices: int = 0
    credit_notes: int = 0
    payments: int = 0
    reminders: int = 0
    expenses: int = 0
    bank_files: int = 0
    files: int = 0

    @property
    def is_nothing(self) -> bool:
        return not any(value for name, value in asdict(self).items() if name != "before")


def purge_accounts(*, now: dt.datetime, dry_run: bool = False) -> Purged:
    """Delete what is past, log the counts, and return them; a dry run does it all and takes it back, the files untouched.

    Files go last, before the commit: a crash leaves rows whose files the next run no longer needs. Raises IntegrityError when the
    database's clock disagrees, and ProtectedError when something unknown still refers to a row; nothing is deleted then.
    """
    # The guards ask the database's clock, which runs in UTC.
    before = first_kept(now.astimezone(dt.UTC).date())
    with transaction.atomic():
        for fee_year in FeeYear.objects.order_by("pk").values_list("pk", flat=True):
            FeeYear.objects.lock(fee_year)
        invoices = _past_invoices(before)
        expenses = _past_expenses(before)
        documents: set[int] = set()
        counts = {
            "reminders": _delete_reminders(invoices, documents),
            "payments": _delete_payments(invoices),
            "credit_notes": _delete_credit_notes(invoices, documents),
            "invoices": _delete_invoices(invoices, documents),
            "expenses": _delete_expenses(expenses, documents),
            "bank_files": _delete_bank_files(before, documents),
        }
        files = list(StoredDocument.objects.filter(pk__in=documents).order_by("pk"))
        StoredDocument.objects.filter(pk__in=documents).delete()
        connection.check_constraints()
        purged = Purged(before, files=len(files), **counts)
        if dry_run:
            transaction.set_rollback(True)
        elif not purged.is_nothing:
            said = {**asdict(purged), "before": before.isoformat()}
            log(LogbookEntry.Kind.ACCOUNTS_PURGED, actor=None, now=now, data=said)
            for document in files:
                document.file.unlink(missing_ok=True)
    return purged


def _past_invoices(before: dt.date) -> set[int]:
    """Return the issued invoices of cases of which nothing must be kept."""
    moment = _moment(before)
    kept = (
        Q(issued_on__gte=before)
        | Q(document__stored_at__gte=moment)
        | Q(credit_notes__issued_on__gte=before)
        | Q(credit_notes__document__stored_at__gte=moment)
        | Q(reminders__issued_on__gte=before)
        | Q(reminders__document__stored_at__gte=moment)
        | Q(payments__paid_on__gte=before)
        | Q(payments__made_at__gte=moment)
        | Q(disputes__made_at__gte=moment)
        | Q(e_documents__transmission__evidence_file__stored_at__gte=moment)
        | Q(credit_notes__e_documents__transmission__evidence_file__stored_at__gte=moment)
        | Q(reminders__e_documents__transmission__evidence_file__stored_at__gte=moment)
    )
    issued = Invoice.objects.issued().order_by()
    past = set(issued.values_list("pk", flat=True)) - set(issued.filter(kept).values_list("pk", flat=True))
    joined = list(issued.exclude(replaces=None).values_list("pk", "replaces"))
    joined += _sharing_an_entry()
    while torn := {pk for pair in joined if len(past.intersection(pair)) == 1 for pk in pair} & past:
        past -= torn
    return past


def _sharing_an_entry() -> list[tuple[int, int]]:
    """Return pairs of invoices that one bank entry pays."""
    first: dict[int, int] = {}
    pairs = []
    for entry, invoice in Payment.objects.exclude(entry=None).order_by("pk").values_list("entry", "invoice"):
        pairs.append((first.setdefault(entry or 0, invoice), invoice))
    return [pair for pair in pairs if pair[0] != pair[1]]


def _past_expenses(before: dt.date) -> set[int]:
    moment = _moment(before)
    rows = Expense.objects.order_by()
    kept = Q(spent_on__gte=before) | Q(entered_at__gte=moment) | Q(receipts__document__stored_at__gte=moment)
    past = set(rows.values_list("pk", flat=True)) - set(rows.filter(kept).values_list("pk", flat=True))
    for pair in rows.exclude(reverses=None).values_list("pk", "reverses"):
        if not past.issuperset(pair):
            past -= set(pair)
    return past


def _delete_reminders(invoices: set[int], documents: set[int]) -> int:
    rows = PaymentReminder.objects.filter(invoice__in=invoices)
    _delete_electronic(InvoiceDocument.objects.filter(reminder__in=rows), documents)
    documents.update(rows.values_list("document", flat=True))
    Dispute.objects.filter(invoice__in=invoices).delete()
    return rows.delete()[1].get(PaymentReminder._meta.label, 0)


def _delete_payments(invoices: set[int]) -> int:
    rows = Payment.objects.filter(invoice__in=invoices)
    count = rows.count()
    rows.exclude(reverses=None).delete()
    rows.delete()
    return count


def _delete_credit_notes(invoices: set[int], documents: set[int]) -> int:
    rows = CreditNote.objects.filter(invoice__in=invoices)
    _delete_electronic(InvoiceDocument.objects.filter(credit_note__in=rows), documents)
    documents.update(rows.values_list("document", flat=True))
    return rows.delete()[1].get(CreditNote._meta.label, 0)


def _delete_invoices(invoices: set[int], documents: set[int]) -> int:
    rows = Invoice.objects.filter(pk__in=invoices)
    _delete_electronic(InvoiceDocument.objects.filter(invoice__in=rows), documents)
    documents.update(pk for pk in rows.values_list("document", flat=True) if pk is not None)
    # The one that replaces another is the younger.
    for invoice in rows.order_by("-pk"):
        invoice.delete()
    return len(invoices)


def _delete_electronic(rows: models.QuerySet[InvoiceDocument], documents: set[int]) -> None:
    documents.update(rows.values_list("document", flat=True))
    transmissions = Transmission.objects.filter(document__in=rows)
    documents.update(pk for pk in transmissions.values_list("evidence_file", flat=True) if pk is not None)
    TransmissionEvent.objects.filter(transmission__in=transmissions).delete()
    transmissions.delete()
    rows.delete()


def _delete_expenses(expenses: set[int], documents: set[int]) -> int:
    receipts = Receipt.objects.filter(expense__in=expenses)
    documents.update(receipts.values_list("document", flat=True))
    receipts.delete()
    rows = Expense.objects.filter(pk__in=expenses)
    rows.exclude(reverses=None).delete()
    rows.delete()
    return len(expenses)


def _delete_bank_files(before: dt.date, documents: set[int]) -> int:
    """Delete bank files of which nothing must be kept and nothing belongs to an invoice that is kept."""
    moment = _moment(before)
    past = BankFile.objects.filter(imported_at__lt=moment, document__stored_at__lt=moment)
    needed = BankEntry.objects.filter(
        Q(booked_on__gte=before)
        | Q(payments__isnull=False)
        | Q(parts__payments__isnull=False)
        | Q(marks__made_at__gte=moment)
    )
    files = list(past.exclude(pk__in=needed.values("bank_file")).values_list("pk", flat=True))
    # An entry may be told in parts by a later file.
    strangers = BankEntry.objects.filter(parent__bank_file__in=files).exclude(bank_file__in=files)
    files = [pk for pk in files if pk not in set(strangers.values_list("parent__bank_file", flat=True))]
    rows = BankFile.objects.filter(pk__in=files)
    entries = BankEntry.objects.filter(bank_file__in=files)
    SettingAside.objects.filter(entry__in=entries).delete()
    entries.exclude(parent=None).delete()
    entries.delete()
    documents.update(rows.values_list("document", flat=True))
    rows.delete()
    return len(files)


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
