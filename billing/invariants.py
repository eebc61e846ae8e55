"""What must always be true of invoices, credit notes and their numbers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from billing.bank_invariants import BANK_INVARIANTS
from billing.documents.checks import missing_for_e_invoice
from billing.formats import Format
from billing.models import CreditNote, Invoice, InvoiceDocument, InvoiceSeries, PaymentReminder, Transmission
from billing.services.credit_notes import credit_letter_key
from billing.services.issuing import letter_key
from billing.services.snapshots import line_of
from billing.snapshot import InvoiceSnapshot, TotalsDiffer, check_totals, sum_of
from partnership.invariants import Invariant, verdict
from partnership.models import Letter
from partnership.retention import first_kept


def one_standing_invoice() -> Invariant:
    """One standing invoice at most per agreement and fee year."""
    doubled = (
        Invoice.objects.order_by().standing().values("agreement", "fee_year").annotate(n=Count("pk")).filter(n__gt=1)
    )
    return verdict("one standing invoice per agreement and year", doubled, checked=Invoice.objects.standing().count())


def series_without_gaps() -> Invariant:
    """The numbers of each series are 1, 2, 3 ... up to its counter, as long as they are kept."""
    used: dict[int | None, list[int]] = defaultdict(list)
    for vouchers in (Invoice.objects.issued(), CreditNote.objects.all()):
        for series_id, sequence in vouchers.order_by().values_list("series", "sequence"):
            used[series_id].append(sequence or 0)
    for reminder in PaymentReminder.objects.order_by():
        used[reminder.series_id].append(reminder.series_number)
    series = list(InvoiceSeries.objects.all())
    wrong = [row for row in series if not _is_without_gaps(row, used[row.pk])]
    return verdict("series without gaps", wrong, checked=len(series))


def invoices_say_what_they_hold() -> Invariant:
    """Each issued invoice's snapshot adds up and holds the row's amounts, number, dates and lines."""
    wrong = []
    invoices = Invoice.objects.issued().order_by("pk").prefetch_related("lines")
    for invoice in invoices:
        snapshot = invoice.said()
        said = (snapshot.number, snapshot.net, snapshot.vat, snapshot.total, snapshot.issued_on, snapshot.due_on)
        held = (invoice.number, invoice.net, invoice.vat, invoice.total, invoice.issued_on, invoice.due_on)
        lines = tuple(line_of(row) for row in sorted(invoice.lines.all(), key=lambda row: row.number))
        wrong += _difference(snapshot)
        if (said, snapshot.lines, snapshot.payment.payment_id) != (held, lines, invoice.payment_id):
            wrong.append(invoice.number)
    return verdict("issued invoices say what they hold", wrong, checked=len(invoices))


def credit_notes_say_what_they_hold() -> Invariant:
    """Each credit note's snapshot adds up, names its invoice and holds the row's amounts, number, date and lines."""
    wrong = []
    credit_notes = CreditNote.objects.order_by("pk").select_related("invoice").prefetch_related("lines__invoice_line")
    for note in credit_notes:
        snapshot = note.said()
        said = (snapshot.number, snapshot.net, snapshot.vat, snapshot.total, snapshot.issued_on, snapshot.reason)
        held = (note.number, note.net, note.vat, note.total, note.issued_on, note.reason)
        rows = sorted(note.lines.all(), key=lambda row: row.invoice_line.number)
        lines = [(row.net, row.vat) for row in rows]
        named = snapshot.preceding.number if snapshot.preceding else ""
        wrong += _difference(snapshot)
        if said != held or [(line.net, line.vat) for line in snapshot.lines] != lines or named != note.invoice.number:
            wrong.append(note.number)
    return verdict("credit notes say what they hold", wrong, checked=len(credit_notes))


def no_more_credited_than_asked_for() -> Invariant:
    """The credit notes of each invoice come to what it counts as credited, which is no more than its total."""
    wrong = []
    invoices = Invoice.objects.order_by("pk").prefetch_related("credit_notes", "lines__credit_lines")
    for invoice in invoices:
        credited = sum_of(note.total for note in invoice.credit_notes.all())
        is_over = credited > invoice.total or any(
            sum_of(taken.net for taken in line.credit_lines.all()) > line.net for line in invoice.lines.all()
        )
        if is_over or credited != invoice.credited or not _has_right_status(invoice, credited):
            wrong.append(str(invoice))
    return verdict("no more credited than asked for", wrong, checked=len(invoices))


def every_voucher_has_its_pdf() -> Invariant:
    """Each voucher's file bears its number; whether the bytes are whole is asked of all stored files."""
    invoices = list(Invoice.objects.issued().order_by("pk").select_related("document"))
    credit_notes = list(CreditNote.objects.order_by("pk").select_related("document"))
    vouchers: list[Invoice | CreditNote] = [*invoices, *credit_notes]
    wrong = [row for row in vouchers if row.document is None or not row.document.path.endswith(f"/{row.number}.pdf")]
    return verdict("every issued invoice has its PDF", wrong, checked=len(vouchers))


def every_e_invoice_has_its_xml() -> Invariant:
    """Each voucher whose data is complete has one XML of each format, and each other voucher none."""
    made: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in InvoiceDocument.objects.filter(reminder=None).order_by("format"):
        made["invoice" if row.invoice_id else "credit_note", row.invoice_id or row.credit_note_id or 0].append(
            row.format
        )
    wrong = []
    for kind, vouchers in (("invoice", Invoice.objects.issued()), ("credit_note", CreditNote.objects.all())):
        for voucher in vouchers.order_by("pk"):
            complete = not missing_for_e_invoice(voucher.said().buyer)
            if made[kind, voucher.pk] != (sorted(Format.values) if complete else []):
                wrong.append(voucher.number)
    return verdict("every e-invoice has its XML", wrong, checked=sum(map(len, made.values())))


def every_voucher_has_a_letter() -> Invariant:
    """Each issued voucher was written to somebody."""
    keys = Letter.objects.filter(kind__in=["invoice", "credit_note"]).values_list("key", flat=True)
    written = {key.rpartition(":")[0] for key in keys}
    vouchers = {letter_key(row.pk, 0): row.number for row in Invoice.objects.issued().order_by("pk")}
    vouchers |= {credit_letter_key(row.pk, 0): row.number for row in CreditNote.objects.order_by("pk")}
    silent = [number for key, number in vouchers.items() if key.rpartition(":")[0] not in written]
    return verdict("every issued invoice has its letter", silent, checked=len(vouchers))


def _is_without_gaps(series: InvoiceSeries, used: list[int]) -> bool:
    """Tell whether each number was used once; of a year that is kept no longer some or all may have been deleted since."""
    if _is_past(series):
        return len(set(used)) == len(used) and max(used, default=0) <= series.last_number
    return sorted(used) == list(range(1, series.last_number + 1))


def _is_past(series: InvoiceSeries) -> bool:
    year = series.prefix[1:-1]
    return year.isdecimal() and dt.date(int(year), 1, 1) < first_kept(timezone.now().date())


def _difference(snapshot: InvoiceSnapshot) -> list[str]:
    try:
        check_totals(snapshot)
    except TotalsDiffer as difference:
        return [str(difference)]
    return []


def _has_right_status(invoice: Invoice, credited: Decimal) -> bool:
    return (invoice.status == Invoice.Status.CREDITED) == (credited == invoice.total)


def every_sent_document_is_the_stored_one() -> Invariant:
    """What is on its way bears the hash of what was issued."""
    rows = Transmission.objects.select_related("document__document")
    wrong = [row for row in rows if row.sha256 != row.document.document.sha256]
    return verdict("e-invoices on their way are those that were issued", wrong, checked=len(rows))


INVARIANTS: list[Callable[[], Invariant]] = [
    every_sent_document_is_the_stored_one,
    one_standing_invoice,
    series_without_gaps,
    invoices_say_what_they_hold,
    credit_notes_say_what_they_hold,
    no_more_credited_than_asked_for,
    every_voucher_has_its_pdf,
    every_e_invoice_has_its_xml,
    every_voucher_has_a_letter,
    *BANK_INVARIANTS,
]
