"""Credit notes: read here, issued from the invoice."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from billing.admin.pages import sending_link
from billing.models import CreditNote, CreditNoteLine, Transmission
from municipalities.readonly import ReadOnly
from partnership.text import kroner


class CreditNoteLineInline(ReadOnly, admin.TabularInline):
    model = CreditNoteLine
    fields = ("invoice_line", "net", "vat")
    extra = 0


@admin.register(CreditNote)
class CreditNoteAdmin(ReadOnly, admin.ModelAdmin):
    """Nobody edits a credit note, as nobody edits an invoice."""

    list_display = ("number", "invoice", "municipality", "amount", "cause", "issued_on", "pdf")
    list_filter = ("cause",)
    list_select_related = ("invoice__agreement__municipality",)
    search_fields = ("number", "invoice__number", "invoice__agreement__municipality__name")
    search_help_text = gettext_lazy("Search for number, invoice or municipality.")
    date_hierarchy = "issued_on"
    fields = ("number", "invoice", "cause", "reason", "net", "vat", "total", "issued_on", "issued_by", "pdf", "sending")
    inlines = (CreditNoteLineInline,)

    @admin.display(description=gettext_lazy("municipality"), ordering="invoice__agreement__municipality__sort_key")
    def municipality(self, credit_note: CreditNote) -> str:
        return credit_note.invoice.agreement.municipality.name

    @admin.display(description=gettext_lazy("amount incl. VAT"), ordering="total")
    def amount(self, credit_note: CreditNote) -> str:
        return kroner(credit_note.total)

    @admin.display(description=gettext_lazy("PDF"))
    def pdf(self, credit_note: CreditNote) -> SafeString:
        url = reverse("billing:credit-note-pdf", args=[credit_note.pk])
        return format_html('<a href="{}">{}.pdf</a>', url, credit_note.number)

    @admin.display(description=gettext_lazy("sending of the e-invoice"))
    def sending(self, credit_note: CreditNote) -> str | SafeString:
        """Where the electronic credit note is, and why it was not taken."""
        return sending_link(Transmission.objects.filter(document__credit_note=credit_note).first())
