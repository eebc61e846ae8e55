"""Fee years, and issuing their invoices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import FeeYear
from billing.services.fee_years import preview_invoices
from billing.services.readiness import NotReady, ready_seller
from billing.services.run_requests import RunRefused, Seen, request_run
from partnership.authentication import fresh_log_in_required
from partnership.models import Person
from partnership.text import day


@admin.register(FeeYear)
class FeeYearAdmin(admin.ModelAdmin):
    """Issuing goes through a page that says what would happen."""

    list_display = ("partnership", "number", "starts_on", "last_day", "issue_day", "issued")
    list_display_links = ("number",)
    list_filter = ("partnership",)
    list_select_related = ("partnership",)
    autocomplete_fields = ("partnership",)
    change_form_template = "admin/billing/feeyear/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FeeYear]:
        return FeeYear.objects.with_progress().order_by("-starts_on", "partnership")

    def get_list_display(self, request: HttpRequest) -> tuple[str | Callable[..., Any], ...]:
        columns = tuple(self.list_display)
        return (*columns, "issue_link") if self._may_issue(request) else columns

    @admin.display(description=gettext_lazy("last day"), ordering="ends_on")
    def last_day(self, fee_year: FeeYear) -> dt.date:
        return fee_year.last_day

    @admin.display(description=gettext_lazy("invoices are issued on"), ordering="issue_on")
    def issue_day(self, fee_year: FeeYear) -> str:
        text = day(fee_year.issue_on)
        return _("%(day)s, by itself") % {"day": text} if fee_year.automatic else text

    @admin.display(description=gettext_lazy("issued"))
    def issued(self, fee_year: FeeYear) -> str:
        counts = {"issued": getattr(fee_year, "issued_count", 0), "active": getattr(fee_year, "active_count", 0)}
        return _("%(issued)d of %(active)d") % counts

    @admin.display(description=gettext_lazy("next step"))
    def issue_link(self, fee_year: FeeYear) -> SafeString:
        url = reverse("admin:billing_feeyear_issue", args=[fee_year.pk])
        return format_html('<a href="{}">{}</a>', url, _("Issue invoices"))

    def get_urls(self) -> list[URLPattern]:
        issue = self.admin_site.admin_view(fresh_log_in_required(self.issue))
        return [path("<int:pk>/issue/", issue, name="billing_feeyear_issue"), *super().get_urls()]

    def issue(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what an issuing would do; ask for it on POST, and let a worker do it. Takes a fresh log-in."""
        fee_year = get_object_or_404(FeeYear.objects.select_related("partnership"), pk=pk)
        if not self._may_issue(request):
            raise PermissionDenied
        now = timezone.now()
        try:
            if request.method == "POST":
                return self._request_run(request, fee_year, now)
            report = preview_invoices(fee_year, now=now)
            second = ready_seller().second_approval
        except NotReady as refusal:
            self.message_user(request, f"{refusal} " + _("No number was drawn."), messages.ERROR)
            return redirect("admin:billing_seller_changelist")
        except RunRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return redirect("admin:billing_feeyear_issue", fee_year.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Issue invoices"),
            "fee_year": fee_year,
            "report": report,
            "second": second,
            "opts": self.model._meta,
        }
        return render(request, "admin/billing/feeyear/issue.html", context)

    def _request_run(self, request: HttpRequest, fee_year: FeeYear, now: dt.datetime) -> HttpResponse:
        by = request.user if isinstance(request.user, Person) else None
        run, created = request_run(fee_year, by=by, now=now, seen=seen_in(request))
        if run.awaits_approval:
            text = _("The run is prepared. Nothing is issued before somebody else has approved it.")
        else:
            text = _("The invoices are being issued.") if created else _("The invoices are already being issued.")
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:billing_invoicerun_change", run.pk)

    def _may_issue(self, request: HttpRequest) -> bool:
        # The page shows agreements and amounts, and asks for the run: both take the right to ask for one.
        return bool(request.user.has_perm("billing.add_invoicerun"))


def seen_in(request: HttpRequest) -> Seen | None:
    """Return what the page that was sent had shown; None where it does not say."""
    try:
        return Seen(int(request.POST["seen_count"]), Decimal(request.POST["seen_total"]))
    except (KeyError, ValueError, InvalidOperation):
        return None
