"""Invoices as the municipality's coordinators see them."""

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.models import Invoice
from partnership.models import Person

logger = logging.getLogger(__name__)


@require_safe
def invoice_list(request: HttpRequest) -> HttpResponse:
    """List the invoices that the person may see; the municipality is named where there are several."""
    invoices = Invoice.objects.visible_to(_person(request)).issued()
    rows = list(invoices.select_related("agreement__municipality", "fee_year__partnership"))
    several = len({row.agreement.municipality_id for row in rows}) > 1
    return render(request, "billing/list.html", {"invoices": rows, "several": several})


@require_safe
def invoice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one invoice."""
    invoices = Invoice.objects.visible_to(_person(request)).issued().select_related("fee_year__partnership")
    invoice = get_object_or_404(invoices, pk=pk)
    context = {"invoice": invoice, "snapshot": invoice.said()}
    return render(request, "billing/invoice.html", context)


@require_safe
def invoice_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """Give the invoice's stored PDF; a browser that opens it all the same runs nothing in it."""
    invoices = Invoice.objects.visible_to(_person(request)).issued().select_related("document")
    invoice = get_object_or_404(invoices, pk=pk)
    assert invoice.document is not None  # noqa: S101 -- a CHECK holds it for issued invoices
    try:
        file = invoice.document.file.open("rb")
    except OSError as error:
        logger.exception("The PDF of invoice %s cannot be read", invoice.pk)
        raise Http404(_("The file is not there.")) from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{invoice.number}.pdf",
        content_type="application/pdf",
        headers={
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    return request.user
