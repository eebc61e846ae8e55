"""Payments in three screens: choose the bank's file, see what would happen, read the receipt."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.admin.pages import page, person_at, refuse_without
from billing.bank.entries import BankFileRefused
from billing.bank_forms import BankFileForm, ColumnsForm
from billing.models import BankAccount, BankEntry, BankFile
from billing.services.bank_import import ColumnsUnknown, import_bank_file
from billing.services.confirming import confirm_proposals, receipt_of
from billing.services.matching import propose
from municipalities.readonly import ReadOnly

ADD_PAYMENT = "billing.add_payment"


@admin.register(BankFile)
class BankFileAdmin(ReadOnly, admin.ModelAdmin):
    """Files are read by the portal alone; their page is the receipt."""

    list_display = ("name", "account", "format", "period_from", "period_to", "new_count", "imported_at")
    list_filter = ("account", "format")
    list_select_related = ("account",)
    fields = (
        "name",
        "account",
        "format",
        "period_from",
        "period_to",
        "new_count",
        "known_count",
        "left_out_count",
        "imported_at",
        "imported_by",
    )
    change_form_template = "admin/billing/bankfile/change_form.html"
    change_list_template = "admin/billing/bankfile/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            path("upload/", self.admin_site.admin_view(self.upload), name="billing_bankfile_upload"),
            path("<int:pk>/match/", self.admin_site.admin_view(self.match), name="billing_bankfile_match"),
            path("unmatched/", self.admin_site.admin_view(self.unmatched), name="billing_bankfile_unmatched"),
            *super().get_urls(),
        ]

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Take a bank file; ask once what the columns of a CSV file mean; go on to what would happen."""
        refuse_without(request, ADD_PAYMENT)
        if not BankAccount.objects.exists():
            self.message_user(
                request, _("Enter the bank account first, so that files of others can be refused."), messages.WARNING
            )
            return redirect("admin:billing_bankaccount_add")
        form = BankFileForm(request.POST or None, request.FILES or None)
        columns: ColumnsForm | None = None
        if request.method == "POST":
            columns = self._columns(request)
            if columns is not None and columns.is_valid():
                answer, columns = self._import(
                    request, form, columns.bytes, columns.cleaned_data["name"], columns.cleaned_data["account"], columns
                )
            elif columns is None and form.is_valid():
                chosen = form.cleaned_data["file"]
                answer, columns = self._import(
                    request, form, chosen.read(), chosen.name or "", form.cleaned_data["account"], None
                )
            else:
                answer = None
            if answer is not None:
                return answer
        context = {"form": form, "columns": columns}
        failed = request.method == "POST"
        return page(
            request,
            self,
            "admin/billing/bankfile/upload.html",
            _("Fetch payments from a bank file"),
            context,
            status=422 if failed else 200,
        )

    def match(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what each entry of a file would pay; count what is ticked on POST."""
        refuse_without(request, ADD_PAYMENT)
        file = get_object_or_404(BankFile.objects.select_related("account"), pk=pk)
        entries = BankEntry.objects.of_file(file.pk)
        return self._match(request, entries, file, reverse("admin:billing_bankfile_change", args=[file.pk]))

    def unmatched(self, request: HttpRequest) -> HttpResponse:
        """The same for every entry that belongs to no invoice yet, of whatever file."""
        refuse_without(request, ADD_PAYMENT)
        return self._match(request, BankEntry.objects.all(), None, reverse("admin:billing_bankfile_unmatched"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the receipt: what became of each entry."""
        file = BankFile.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        rows = receipt_of(file) if file else []
        unmatched = sum(row.is_unmatched for row in rows)
        context = {**(extra_context or {}), "rows": rows, "unmatched": unmatched}
        return super().change_view(request, object_id, form_url, context)

    def _match(self, request: HttpRequest, entries: Any, file: BankFile | None, done: str) -> HttpResponse:
        if request.method == "POST":
            outcome = confirm_proposals(request.POST.getlist("match"), by=person_at(request), now=timezone.now())
            if outcome.matched:
                text = ngettext("%(n)d payment is counted.", "%(n)d payments are counted.", outcome.matched)
                self.message_user(request, text % {"n": outcome.matched}, messages.SUCCESS)
            for refusal in outcome.refusals:
                self.message_user(request, refusal, messages.WARNING)
            if not outcome.matched and not outcome.refusals:
                self.message_user(request, _("Nothing was ticked, so nothing was counted."), messages.INFO)
            return redirect(done)
        proposals = propose(list(entries.unmatched().order_by("booked_on", "pk")))
        context = {
            "file": file,
            "certain": [row for row in proposals if row.is_certain],
            "possible": [row for row in proposals if row.portions and not row.is_certain],
            "unknown": [row for row in proposals if not row.portions],
        }
        return page(request, self, "admin/billing/bankfile/match.html", _("What the payments are for"), context)

    def _columns(self, request: HttpRequest) -> ColumnsForm | None:
        """Return the form with the columns' meaning, where that is what was sent."""
        if "content" not in request.POST:
            return None
        try:
            content = base64.b64decode(request.POST["content"], validate=True)
        except binascii.Error:
            content = b""
        return ColumnsForm(request.POST, content=content)

    def _import(
        self,
        request: HttpRequest,
        form: BankFileForm,
        content: bytes,
        name: str,
        account: BankAccount,
        columns: ColumnsForm | None,
    ) -> tuple[HttpResponse | None, ColumnsForm | None]:
        """Import and go on to the next screen; or return the form to ask for the columns; or tell why not."""
        try:
            file, is_new = import_bank_file(
                content,
                name=name,
                account=account,
                by=person_at(request),
                now=timezone.now(),
                columns=columns.meaning() if columns else None,
            )
        except ColumnsUnknown as unknown:
            initial = {**unknown.guessed, "account": account.pk, "name": name}
            return None, ColumnsForm(None, content=content, table=unknown.table, initial=initial)
        except BankFileRefused as refusal:
            form.add_error(None, str(refusal)) if columns is None else columns.add_error(None, str(refusal))
            return None, columns
        if not is_new:
            text = _("The same file was imported already, on %(day)s. Nothing was counted twice.")
            self.message_user(request, text % {"day": timezone.localdate(file.imported_at)}, messages.INFO)
        return redirect("admin:billing_bankfile_match", file.pk), None
