"""Invoices and their number series: read here, written by services alone."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from billing.admin.corrections import CorrectionsMixin
from billing.admin.economy import EconomyMixin
from billing.admin.pages import sending_link
from billing.admin.payments import PaymentsMixin
from billing.documents.checks import missing_for_e_invoice
from billing.models import FeeYear, Invoice, InvoiceLine, InvoiceSeries, Transmission
from municipalities.readonly import ReadOnly
from partnership.text import kroner


class InvoiceLineInline(ReadOnly, admin.StackedInline):
    model = InvoiceLine
    fields = ("number", "description", "quantity", "unit_price", "net", "vat_rate", "vat")
    extra = 0


class FeeYearFilter(admin.SimpleListFilter):
    """Fee years by name, in one query."""

    title = gettext_lazy("fee year")
    parameter_name = "fee_year"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        fee_years = FeeYear.objects.select_related("partnership").order_by("-starts_on", "partnership")
        return [(str(fee_year.pk), str(fee_year)) for fee_year in fee_years]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invoice]) -> QuerySet[Invoice]:
        value = self.value()
        return queryset.filter(fee_year=value) if value and value.isdecimal() else queryset


@admin.register(Invoice)
class InvoiceAdmin(EconomyMixin, PaymentsMixin, CorrectionsMixin, ReadOnly, admin.ModelAdmin):
    """Invoices are issued from the fee year, and never edited; credit notes correct them."""

    list_display = ("__str__", "municipality", "fee_year", "amount", "payment_state", "due_on", "pdf")
    date_hierarchy = "issued_on"
    list_filter = ("status", FeeYearFilter)
    list_select_related = ("agreement__municipality", "agreement__partnership", "fee_year__partnership")
    search_fields = (
        "number",
        "agreement__municipality__name",
        "agreement__case_id",
        "agreement__municipality_case_no",
        "agreement__partnership__case_id",
    )
    search_help_text = gettext_lazy("Search for number, municipality or case id.")
    fields = (
        "number",
        "municipality",
        "fee_year",
        "status",
        "net",
        "vat",
        "total",
        "credited",
        "balance",
        "payment_state",
        "dispute",
        "issued_on",
        "due_on",
        "payment_id",
        "replaces",
        "pdf",
        "e_invoice",
        "sending",
        "credit_notes_of",
        "statement",
        "reminders_of",
    )
    change_form_template = "admin/partnership/change_form_with_steps.html"
    inlines = (InvoiceLineInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invoice]:
        return Invoice.objects.with_balance()

    @admin.display(description=gettext_lazy("municipality"), ordering="agreement__municipality__sort_key")
    def municipality(self, invoice: Invoice) -> str:
        return invoice.agreement.municipality.name

    @admin.display(description=gettext_lazy("amount incl. VAT"), ordering="total")
    def amount(self, invoice: Invoice) -> str:
        return kroner(invoice.total)

    @admin.display(description=gettext_lazy("PDF"))
    def pdf(self, invoice: Invoice) -> str | SafeString:
        if not invoice.number:
            return "–"
        return format_html('<a href="{}">{}.pdf</a>', reverse("billing:pdf", args=[invoice.pk]), invoice.number)

    @admin.display(description=gettext_lazy("e-invoice"))
    def e_invoice(self, invoice: Invoice) -> str | SafeString:
        """The XML that was made and what it was held to, or what was missing for it."""
        if not invoice.number:
            return "–"
        links = [
            (
                reverse("billing:xml", args=[invoice.pk, row.format]),
                row.get_format_display(),
                row.rule_set,
            )
            for row in invoice.e_documents.order_by("format")
        ]
        made = format_html_join(", ", '<a href="{}">{} ({})</a>', links)
        return made or " ".join(missing_for_e_invoice(invoice.said().buyer))

    @admin.display(description=gettext_lazy("sending of the e-invoice"))
    def sending(self, invoice: Invoice) -> str | SafeString:
        """Where the e-invoice is, and why it was not taken."""
        return sending_link(Transmission.objects.filter(document__invoice=invoice).first())

    @admin.display(description=gettext_lazy("statement of account"))
    def statement(self, invoice: Invoice) -> SafeString:
        municipality = invoice.agreement.municipality
        return format_html(
            '<a href="{}">{}</a>', reverse("billing:statement", args=[municipality.code]), municipality.name
        )

    @admin.display(description=gettext_lazy("credit notes"))
    def credit_notes_of(self, invoice: Invoice) -> str | SafeString:
        links = [
            (reverse("admin:billing_creditnote_change", args=[row.pk]), row.number, kroner(row.total))
            for row in invoice.credit_notes.order_by("pk")
        ]
        return format_html_join(", ", '<a href="{}">{} ({})</a>', links) or "–"


@admin.register(InvoiceSeries)
class InvoiceSeriesAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("prefix", "last_number")
