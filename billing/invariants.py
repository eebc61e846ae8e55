"""What must always be true of invoices and their numbers."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Count, Q

from billing.models import Invoice, InvoiceSeries
from billing.services.issuing import letter_key
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
    """Each issued invoice's snapshot adds up and holds its amounts, number and dates."""
    wrong = []
    invoices = list(Invoice.objects.issued())
    for invoice in invoices:
        snapshot = invoice.said()
        said = (snapshot.number, snapshot.net, snapshot.vat, snapshot.total, snapshot.issued_on, snapshot.due_on)
        held = (invoice.number, invoice.net, invoice.vat, invoice.total, invoice.issued_on, invoice.due_on)
        try:
            check_totals(snapshot)
        except TotalsDiffer as difference:
            wrong.append(str(difference))
        if said != held:
            wrong.append(invoice.number)
    return verdict("issued invoices say what they hold", wrong, checked=len(invoices))


def every_issued_invoice_has_a_letter() -> Invariant:
    """Each issued invoice was written to somebody."""
    keys = Letter.objects.filter(Q(kind="invoice")).values_list("key", flat=True)
    written = {key.rsplit(":", 1)[0] for key in keys}
    invoices = list(Invoice.objects.issued())
    silent = [invoice for invoice in invoices if letter_key(invoice.pk, 0).rsplit(":", 1)[0] not in written]
    return verdict("every issued invoice has its letter", silent, checked=len(invoices))


INVARIANTS: list[Callable[[], Invariant]] = [
    one_standing_invoice,
    series_without_gaps,
    invoices_say_what_they_hold,
    every_issued_invoice_has_a_letter,
]
