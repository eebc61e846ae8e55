"""Credit notes as the municipality's coordinators see them."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from billing.models import CreditNote, InvoiceDocument, Transmission
from billing.views.files import person_of, stored_file


@require_safe
def credit_note_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one credit note."""
    credit_notes = CreditNote.objects.visible_to(person_of(request)).select_related("invoice__fee_year__partnership")
    credit_note = get_object_or_404(credit_notes, pk=pk)
    context = {
        "credit_note": credit_note,
        "snapshot": credit_note.said(),
        "documents": credit_note.e_documents.all(),
        "transmission": Transmission.objects.filter(document__credit_note=credit_note).first(),
    }
    return render(request, "billing/credit_note.html", context)


@require_safe
def credit_note_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """Give the credit note's stored PDF."""
    credit_notes = CreditNote.objects.visible_to(person_of(request)).select_related("document")
    credit_note = get_object_or_404(credit_notes, pk=pk)
    return stored_file(credit_note.document, filename=f"{credit_note.number}.pdf")


@require_safe
def credit_note_xml(request: HttpRequest, pk: int, format: str) -> FileResponse:  # noqa: A002 -- as in the address
    """Give the credit note's stored XML in one format."""
    credit_note = get_object_or_404(CreditNote.objects.visible_to(person_of(request)), pk=pk)
    document = get_object_or_404(
        InvoiceDocument.objects.select_related("document"), credit_note=credit_note, format=format
    )
    return stored_file(document.document, filename=f"{credit_note.number}.{format}.xml")
