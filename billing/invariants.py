"""What must always be true of invoices and their numbers."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Count

from billing.models import Invoice, InvoiceSeries
from billing.services.issuing import letter_key
from billing.services.snapshots import line_of
from billing.snapshot import TotalsDiffer, check_totals
from partnership.invariants import Invariant, verdict
from partnership.models import Letter


def one_standing_invoice() -> Invariant:
    """One standing invoice at most per agreement and fee year."""
    doubled = (
        Invoice.objects.order_by().standing().values("agreement", "fee_year").annotate(n=Count("pk")).filter(n__gt=1)
    )
    return verdict("one standing invoice per agreement and year", doubled, checked=Invoice.objects.standing().count())


def series_without_gaps() -> Invariant:
    """The numbers of each series are 1, 2, 3 ... up to its counter."""
    used: dict[int | None, list[int | None]] = defaultdict(list)
    for series_id, sequence in Invoice.objects.issued().order_by("sequence").values_list("series", "sequence"):
        used[series_id].append(sequence)
    series = list(InvoiceSeries.objects.all())
    wrong = [row for row in series if used[row.pk] != list(range(1, row.last_number + 1))]
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
        try:
            check_totals(snapshot)
        except TotalsDiffer as difference:
            wrong.append(str(difference))
        if (said, snapshot.lines, snapshot.payment.payment_id) != (held, lines, invoice.payment_id):
            wrong.append(invoice.number)
    return verdict("issued invoices say what they hold", wrong, checked=len(invoices))


def every_issued_invoice_has_its_pdf() -> Invariant:
    """Each issued invoice's file bears its number; whether the bytes are whole is asked of all stored files."""
    invoices = Invoice.objects.issued().order_by("pk").select_related("document")
    wrong = [row for row in invoices if row.document is None or not row.document.path.endswith(f"/{row.number}.pdf")]
    return verdict("every issued invoice has its PDF", wrong, checked=len(invoices))


def every_issued_invoice_has_a_letter() -> Invariant:
    """Each issued invoice was written to somebody."""
    keys = Letter.objects.filter(kind="invoice").values_list("key", flat=True)
    written = {key.rpartition(":")[0] for key in keys}
    invoices = list(Invoice.objects.issued().order_by("pk"))
    silent = [invoice for invoice in invoices if letter_key(invoice.pk, 0).rpartition(":")[0] not in written]
    return verdict("every issued invoice has its letter", silent, checked=len(invoices))


INVARIANTS: list[Callable[[], Invariant]] = [
    one_standing_invoice,
    series_without_gaps,
    invoices_say_what_they_hold,
    every_issued_invoice_has_its_pdf,
    every_issued_invoice_has_a_letter,
]
