"""Invoices as the municipality's coordinators see them."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from billing.models import Invoice
from partnership.models import Person


@require_safe
def invoice_list(request: HttpRequest) -> HttpResponse:
    """List the invoices that the person may see."""
    invoices = Invoice.objects.visible_to(_person(request)).issued()
    return render(
        request,
        "billing/list.html",
        {"invoices": invoices.select_related("agreement__municipality", "fee_year__partnership")},
    )


@require_safe
def invoice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one invoice."""
    invoices = Invoice.objects.visible_to(_person(request)).issued().select_related("fee_year__partnership")
    invoice = get_object_or_404(invoices, pk=pk)
    context = {"invoice": invoice, "snapshot": invoice.said()}
    return render(request, "billing/invoice.html", context)


@require_safe
def invoice_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """Give the invoice's stored PDF."""
    invoices = Invoice.objects.visible_to(_person(request)).issued().select_related("document")
    invoice = get_object_or_404(invoices, pk=pk)
    assert invoice.document is not None  # noqa: S101 -- a CHECK holds it for issued invoices
    return FileResponse(
        invoice.document.file.open("rb"),
        as_attachment=True,
        filename=f"{invoice.number}.pdf",
        content_type="application/pdf",
        headers={"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-store"},
    )


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    return request.user
