"""Invoices as the municipality's coordinators see them."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.documents.checks import missing_for_e_invoice
from billing.models import CreditNote, Invoice, InvoiceDocument
from billing.views.files import person_of, stored_file


@require_safe
def invoice_list(request: HttpRequest) -> HttpResponse:
    """List the invoices and credit notes that the person may see; the municipality is named where there are several."""
    person = person_of(request)
    invoices = Invoice.objects.visible_to(person).issued().with_balance()
    rows = list(
        invoices.select_related("agreement__municipality", "fee_year__partnership").prefetch_related("e_documents")
    )
    credit_notes = CreditNote.objects.visible_to(person).select_related("invoice__agreement__municipality")
    several = len({row.agreement.municipality_id for row in rows}) > 1
    context = {"invoices": rows, "credit_notes": credit_notes, "several": several, "today": timezone.localdate()}
    return render(request, "billing/list.html", context)


@require_safe
def invoice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one invoice, what was credited and paid of it, what it was reminded of, and what keeps it from being electronic."""
    related = ("agreement__municipality", "fee_year__partnership", "replaces")
    invoices = Invoice.objects.visible_to(person_of(request)).issued().with_balance().with_dispute()
    invoices = invoices.select_related(*related)
    invoice = get_object_or_404(invoices, pk=pk)
    snapshot = invoice.said()
    context = {
        "invoice": invoice,
        "snapshot": snapshot,
        "documents": invoice.e_documents.all(),
        "missing": missing_for_e_invoice(snapshot.buyer),
        "credit_notes": invoice.credit_notes.all(),
        "payments": invoice.payments.standing(),
        "reminders": invoice.reminders.order_by("sequence").prefetch_related("e_documents"),
        "today": timezone.localdate(),
        "replaced_by": Invoice.objects.issued().filter(replaces=invoice).first(),
    }
    return render(request, "billing/invoice.html", context)


@require_safe
def invoice_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """Give the invoice's stored PDF."""
    invoices = Invoice.objects.visible_to(person_of(request)).issued().select_related("document")
    invoice = get_object_or_404(invoices, pk=pk)
    assert invoice.document is not None  # noqa: S101 -- a CHECK holds it for issued invoices
    return stored_file(invoice.document, filename=f"{invoice.number}.pdf")


@require_safe
def invoice_xml(request: HttpRequest, pk: int, format: str) -> FileResponse:  # noqa: A002 -- the word of the address
    """Give the invoice's stored XML in one format."""
    invoice = get_object_or_404(Invoice.objects.visible_to(person_of(request)).issued(), pk=pk)
    document = get_object_or_404(InvoiceDocument.objects.select_related("document"), invoice=invoice, format=format)
    return stored_file(document.document, filename=f"{invoice.number}.{format}.xml")
