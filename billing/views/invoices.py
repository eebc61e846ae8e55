"""Invoices as the municipality's coordinators see them."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing.documents.checks import missing_for_e_invoice
from billing.forms import ForwardForm
from billing.models import CreditNote, Invoice, InvoiceDocument, Transmission
from billing.services.forwarding import ForwardRefused, forward_invoice
from billing.views.files import person_of, stored_file
from municipalities.models import Municipality


@require_safe
def invoice_list(request: HttpRequest) -> HttpResponse:
    """List the invoices and credit notes that the person may see; the municipality is named where there are several."""
    person = person_of(request)
    invoices = Invoice.objects.visible_to(person).issued().with_balance()
    rows = list(
        invoices.select_related("agreement__municipality", "fee_year__partnership").prefetch_related("e_documents")
    )
    credit_notes = CreditNote.objects.visible_to(person).select_related("invoice__agreement__municipality")
    municipalities = Municipality.objects.coordinated_by(person, on=timezone.localdate())
    several = len({row.agreement.municipality_id for row in rows}) > 1
    context = {
        "invoices": rows,
        "credit_notes": credit_notes,
        "several": several,
        "municipalities": municipalities,
        "today": timezone.localdate(),
    }
    return render(request, "billing/list.html", context)


@require_safe
def invoice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one invoice, what was credited and paid of it, what it was reminded of, and what keeps it from being electronic."""
    return _page(request, pk, ForwardForm())


@require_POST
def invoice_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invoice on to a colleague, with its PDF and XML; only coordinators write on a municipality's pages."""
    person = person_of(request)
    if person.is_staff:
        raise Http404
    invoice = get_object_or_404(Invoice.objects.visible_to(person).issued(), pk=pk)
    form = ForwardForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            new = forward_invoice(invoice, to_email=email, by=person, now=timezone.now())
        except ForwardRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            text = (
                _("The invoice is sent to %(email)s.") if new else _("The invoice was sent to %(email)s today already.")
            )
            messages.success(request, text % {"email": email})
            return redirect("billing:invoice", invoice.pk)
    return _page(request, pk, form)


def _page(request: HttpRequest, pk: int, form: ForwardForm) -> HttpResponse:
    related = ("agreement__municipality", "fee_year__partnership", "replaces")
    invoices = Invoice.objects.visible_to(person_of(request)).issued().with_balance().with_dispute()
    invoices = invoices.select_related(*related)
    invoice = get_object_or_404(invoices, pk=pk)
    snapshot = invoice.said()
    context = {
        "form": form,
        "may_forward": not person_of(request).is_staff,
        "invoice": invoice,
        "snapshot": snapshot,
        "documents": invoice.e_documents.all(),
        "missing": missing_for_e_invoice(snapshot.buyer),
        "credit_notes": invoice.credit_notes.all(),
        "transmission": Transmission.objects.filter(document__invoice=invoice).first(),
        "payments": invoice.payments.standing(),
        "reminders": invoice.reminders.order_by("sequence").prefetch_related("e_documents__transmission"),
        "today": timezone.localdate(),
        "replaced_by": Invoice.objects.issued().filter(replaces=invoice).first(),
    }
    return render(request, "billing/invoice.html", context, status=422 if form.errors else 200)


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
