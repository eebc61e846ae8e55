"""Payment reminders as the municipality's coordinators fetch them; the invoice's page lists them."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from billing.models import InvoiceDocument, PaymentReminder
from billing.views.files import person_of, stored_file


@require_safe
def reminder_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """Give the reminder's stored PDF."""
    reminders = PaymentReminder.objects.visible_to(person_of(request)).select_related("document")
    reminder = get_object_or_404(reminders, pk=pk)
    return stored_file(reminder.document, filename=f"{reminder.number}.pdf")


@require_safe
def reminder_xml(request: HttpRequest, pk: int) -> FileResponse:
    """Give the reminder's stored OIOUBL document."""
    reminder = get_object_or_404(PaymentReminder.objects.visible_to(person_of(request)), pk=pk)
    document = get_object_or_404(InvoiceDocument.objects.select_related("document"), reminder=reminder)
    return stored_file(document.document, filename=f"{reminder.number}.xml")
