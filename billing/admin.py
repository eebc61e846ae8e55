"""Finance's work: seller settings, fee years, runs and the invoices themselves."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import FeeYear, Invoice, InvoiceLine, InvoiceRun, InvoiceRunResult, InvoiceSeries, Seller
from billing.services.fee_years import preview_invoices
from billing.services.readiness import NotReady
from billing.services.runs import request_run
from municipalities.readonly import ReadOnly
from partnership.models import Agreement, Person
from partnership.text import kroner


@admin.register(Seller)
class SellerAdmin(admin.ModelAdmin):
    """The one row of seller settings."""

    list_display = ("name", "cvr", "payment_method", "lacks")
    fieldsets = (
        (None, {"fields": ("name", "cvr", "street", "building_number", "postal_code", "city")}),
        (gettext_lazy("Contact"), {"fields": ("contact_name", "email", "phone")}),
        (
            gettext_lazy("Payment"),
            {
                "fields": (
                    "payment_method",
                    "creditor_number",
                    "registration_number",
                    "account_number",
                    "iban",
                    "payment_term_days",
                )
            },
        ),
    )

    @admin.display(description=gettext_lazy("still missing"))
    def lacks(self, seller: Seller) -> str:
        return ", ".join(seller.missing()) or _("nothing")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Seller.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Seller | None = None) -> bool:
        return False


@admin.register(FeeYear)
class FeeYearAdmin(admin.ModelAdmin):
    """Fee years; issuing goes through a page that says what would happen."""

    list_display = ("partnership", "number", "starts_on", "last_day", "issue_on", "issued_of_active")
    list_filter = ("partnership",)
    list_select_related = ("partnership",)
    change_form_template = "admin/billing/feeyear/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FeeYear]:
        active = Q(partnership__agreements__status=Agreement.Status.ACTIVE)
        issued = Q(invoices__status=Invoice.Status.ISSUED)
        return (
            super()
            .get_queryset(request)
            .annotate(
                active_count=Count("partnership__agreements", filter=active, distinct=True),
                issued_count=Count("invoices", filter=issued, distinct=True),
            )
        )

    @admin.display(description=gettext_lazy("last day"))
    def last_day(self, fee_year: FeeYear) -> object:
        return fee_year.last_day

    @admin.display(description=gettext_lazy("issued"))
    def issued_of_active(self, fee_year: FeeYear) -> str:
        counts = {"issued": getattr(fee_year, "issued_count", 0), "active": getattr(fee_year, "active_count", 0)}
        return _("%(issued)d of %(active)d") % counts

    def get_urls(self) -> list[URLPattern]:
        issue = self.admin_site.admin_view(self.issue)
        return [path("<int:pk>/issue/", issue, name="billing_feeyear_issue"), *super().get_urls()]

    def issue(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what an issuing would do; ask for it on POST, and let a worker do it."""
        fee_year = get_object_or_404(FeeYear.objects.select_related("partnership"), pk=pk)
        if not request.user.has_perm("billing.add_invoicerun"):
            raise PermissionDenied
        now = timezone.now()
        try:
            if request.method == "POST":
                by = request.user if isinstance(request.user, Person) else None
                run, created = request_run(fee_year, by=by, now=now)
                text = _("The invoices are being issued.") if created else _("The invoices are already being issued.")
                self.message_user(request, text, messages.SUCCESS)
                return redirect("admin:billing_invoicerun_change", run.pk)
            report = preview_invoices(fee_year, now=now)
        except NotReady as refusal:
            self.message_user(request, f"{refusal} " + _("No number was drawn."), messages.ERROR)
            return redirect("admin:billing_feeyear_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Issue invoices"),
            "fee_year": fee_year,
            "report": report,
            "counts": {outcome: report.count(outcome) for outcome in ("issued", "skipped", "failed")},
            "sum": kroner(sum((row.total for row in report.rows if row.outcome == "issued"), Decimal())),
            "opts": self.model._meta,
        }
        return render(request, "admin/billing/feeyear/issue.html", context)


class InvoiceRunResultInline(ReadOnly, admin.TabularInline):
    model = InvoiceRunResult
    fields = ("agreement", "outcome", "invoice", "detail")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[InvoiceRunResult]:
        rows = super().get_queryset(request)
        return rows.select_related("agreement__municipality", "agreement__partnership", "invoice")


@admin.register(InvoiceRun)
class InvoiceRunAdmin(ReadOnly, admin.ModelAdmin):
    """Runs and what they did, row by row."""

    list_display = ("fee_year", "requested_by", "requested_at", "finished_at", "progress")
    list_select_related = ("fee_year__partnership", "requested_by")
    fields = ("fee_year", "requested_by", "requested_at", "finished_at", "progress")
    inlines = (InvoiceRunResultInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InvoiceRun]:
        active = Q(fee_year__partnership__agreements__status=Agreement.Status.ACTIVE)
        return (
            super()
            .get_queryset(request)
            .annotate(
                done_count=Count("results", distinct=True),
                active_count=Count("fee_year__partnership__agreements", filter=active, distinct=True),
            )
        )

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, run: InvoiceRun) -> str:
        return _("%(done)d of %(all)d") % {
            "done": getattr(run, "done_count", 0),
            "all": getattr(run, "active_count", 0),
        }


class InvoiceLineInline(ReadOnly, admin.TabularInline):
    model = InvoiceLine
    fields = ("number", "description", "quantity", "unit_price", "net", "vat_rate", "vat")
    extra = 0


@admin.register(Invoice)
class InvoiceAdmin(ReadOnly, admin.ModelAdmin):
    """Invoices are read here; they are issued from the fee year, and never edited."""

    list_display = ("__str__", "municipality", "fee_year", "amount", "status", "due_on", "pdf")
    list_filter = ("status", "fee_year")
    list_select_related = ("agreement__municipality", "agreement__partnership", "fee_year__partnership")
    search_fields = ("number", "agreement__municipality__name", "agreement__case_id", "agreement__municipality_case_no")
    fields = (
        "number",
        "municipality",
        "fee_year",
        "status",
        "net",
        "vat",
        "total",
        "issued_on",
        "due_on",
        "payment_id",
        "pdf",
    )
    inlines = (InvoiceLineInline,)

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


@admin.register(InvoiceSeries)
class InvoiceSeriesAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("prefix", "last_number")
