"""How the fees stand, for the secretariat and finance: a page with filters and charts, files, and postings by period."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.charts import along, longest, stacked
from billing.models import FeeYear, Invoice, LedgerAccount
from billing.services.economy import Economy, Sums, economy, economy_sheets, invoices_sheet
from billing.services.postings import AccountsLacking, imbalance, postings, postings_sheet, total_debit
from municipalities.models import Municipality
from partnership.fields import DateField
from partnership.models import Partnership
from partnership.spreadsheet import CSV, XLSX, CsvVariant, Sheet, csv_bytes, file_name, xlsx_bytes

FORMATS = {"xlsx": None, "danish": CsvVariant.DANISH_EXCEL, "plain": CsvVariant.PLAIN}
#: How many posting lines the page shows; the file has all.
SHOWN = 60


class EconomyForm(forms.Form):
    """Which invoices, and as of which day."""

    partnership = forms.ModelChoiceField(
        label=gettext_lazy("Partnership"),
        queryset=Partnership.objects.newest_first(),
        required=False,
        empty_label=gettext_lazy("all partnerships"),
    )
    fee_year = forms.ModelChoiceField(
        label=gettext_lazy("Fee year"),
        queryset=FeeYear.objects.select_related("partnership").order_by("-starts_on", "partnership"),
        required=False,
        empty_label=gettext_lazy("all fee years"),
    )
    on = DateField(label=gettext_lazy("As of"), required=False)
    municipality = forms.ModelChoiceField(
        queryset=Municipality.objects.all(), to_field_name="code", required=False, widget=forms.HiddenInput
    )

    def asked(self) -> Economy:
        """Return the invoices that are asked about: all of them, as of today, for a wrong question."""
        values = self.cleaned_data if self.is_valid() else {}
        municipality = values.get("municipality")
        return economy(
            on=values.get("on") or timezone.localdate(),
            partnership=values.get("partnership"),
            fee_year=values.get("fee_year"),
            code=municipality.code if municipality else "",
        )


class PeriodForm(forms.Form):
    """From when to when; both days belong to it."""

    first = DateField(label=gettext_lazy("From"))
    last = DateField(label=gettext_lazy("Up to and including"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("Choose a day that is not before the first."))
        return values


class EconomyMixin:
    """Gives the invoices' admin the page, the postings and the files of both."""

    model: type[Invoice]
    admin_site: admin.AdminSite

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("economy/", site(self.economy), name="billing_economy"),
            path("economy/file/<slug:form>/", site(self.economy_file), name="billing_economy_file"),
            path("postings/", site(self.postings), name="billing_postings"),
            path("postings/file/<slug:form>/", site(self.postings_file), name="billing_postings_file"),
            *super().get_urls(),
        ]

    def economy(self, request: HttpRequest) -> HttpResponse:
        """Show sums by fee year and municipality, or one municipality's invoices."""
        self._refuse_without_right(request)
        form = EconomyForm(request.GET)
        asked = form.asked()
        municipality = form.cleaned_data.get("municipality")
        without = request.GET.copy()
        without.pop("municipality", None)
        context = {
            "form": form,
            "asked": asked,
            "municipality": municipality,
            "by_fee_year": _with_bars(asked.by_fee_year()),
            "by_municipality": [] if municipality else _with_bars(asked.by_municipality()),
            "ages": _bars_of_ages(asked.total),
            "query": request.GET.urlencode(),
            "without_municipality": without.urlencode(),
            "first_year": None if asked.rows else _first_year(),
        }
        return self._economy_page(request, "economy", _("Economy"), context)

    def economy_file(self, request: HttpRequest, form: str) -> HttpResponse:
        """Hand out what the page shows: a workbook of three lists, or the invoices as CSV."""
        self._refuse_without_right(request)
        asked = EconomyForm(request.GET).asked()
        sheets = economy_sheets(asked) if form == "xlsx" else [invoices_sheet(asked)]
        return _download(sheets, form, "oekonomi", asked.on)

    def postings(self, request: HttpRequest) -> HttpResponse:
        """Show the postings of a period, last month's to begin with."""
        self._refuse_without_right(request)
        form, lines, refusal = self._postings_of(request)
        context = {
            "form": form,
            "lines": lines[:SHOWN],
            "count": len(lines),
            "debit": total_debit(lines),
            "refusal": refusal,
            "query": request.GET.urlencode(),
            "accounts": LedgerAccount.objects.exists(),
        }
        return self._economy_page(request, "postings", _("Postings for the finance system"), context)

    def postings_file(self, request: HttpRequest, form: str) -> HttpResponse:
        """Hand out the postings of a period; back to the page when there is something wrong with the question."""
        self._refuse_without_right(request)
        period, lines, refusal = self._postings_of(request)
        if refusal or period.errors:
            return self.postings(request)
        return _download([postings_sheet(lines)], form, "posteringer", period.cleaned_data["last"])

    def _postings_of(self, request: HttpRequest) -> tuple[PeriodForm, list[Any], str]:
        end = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
        last_month = {"first": end.replace(day=1).isoformat(), "last": end.isoformat()}
        form = PeriodForm(request.GET if "first" in request.GET else last_month)
        if not form.is_valid():
            return form, [], ""
        try:
            lines = postings(first=form.cleaned_data["first"], last=form.cleaned_data["last"])
        except AccountsLacking as lacking:
            return form, [], str(lacking)
        if wrong := imbalance(lines):
            return form, [], _("These vouchers do not balance: %(vouchers)s.") % {"vouchers": ", ".join(wrong)}
        return form, lines, ""

    def _refuse_without_right(self, request: HttpRequest) -> None:
        if not request.user.has_perm("billing.view_invoice"):
            raise PermissionDenied

    def _economy_page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "title": title, "opts": self.model._meta, **context}
        return render(request, f"admin/billing/invoice/{template}.html", whole)


def _first_year() -> FeeYear | None:
    """Return the fee year that is invoiced first, as long as nothing has been issued at all."""
    if Invoice.objects.issued().exists():
        return None
    return FeeYear.objects.select_related("partnership").order_by("issue_on", "pk").first()


def _with_bars(groups: list[Sums]) -> list[dict[str, Any]]:
    """Return the groups, each with a bar: paid, left and not due, overdue, and credited."""
    whole = longest(group.invoiced + group.charged for group in groups)
    return [
        {
            "sums": group,
            "pieces": stacked(
                [
                    ("paid", group.paid),
                    ("due", group.left - group.overdue),
                    ("overdue", group.overdue),
                    ("rest", group.credited),
                ],
                whole,
            ),
        }
        for group in groups
    ]


def _bars_of_ages(total: Sums) -> list[tuple[str, Any, int]]:
    ages = total.ages()
    whole = longest(amount for _label, amount in ages)
    return [(label, amount, along(amount, whole)) for label, amount in ages]


def _download(sheets: list[Sheet], form: str, subject: str, on: dt.date) -> HttpResponse:
    variant = FORMATS.get(form)
    if variant is None:
        response = HttpResponse(xlsx_bytes(sheets), content_type=XLSX)
        name = file_name(subject, on=on)
    else:
        response = HttpResponse(csv_bytes(sheets[0], variant=variant), content_type=CSV)
        name = file_name(subject, on=on, suffix="csv")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
