"""Credit an invoice, or answer a returned one: first what would happen, then the press that does it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.forms import CreditForm, ReturnForm
from billing.models import Invoice
from billing.services.credit_notes import credit_invoice, left_of, proof_of_credit
from billing.services.returns import REFUSALS, plan_return, return_invoice
from partnership.models import Person


class CorrectionsMixin:
    """Gives the invoices' admin the two pages, for those who may issue credit notes."""

    model: type[Invoice]
    admin_site: admin.AdminSite

    def get_urls(self) -> list[URLPattern]:
        credit, back = self.admin_site.admin_view(self.credit), self.admin_site.admin_view(self.take_back)
        return [
            path("<int:pk>/credit/", credit, name="billing_invoice_credit"),
            path("<int:pk>/return/", back, name="billing_invoice_return"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        invoice = Invoice.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        steps = list((extra_context or {}).get("steps", []))
        if invoice and invoice.status == Invoice.Status.ISSUED and self._may_correct(request):
            steps += [
                (reverse("admin:billing_invoice_credit", args=[invoice.pk]), _("Credit")),
                (reverse("admin:billing_invoice_return", args=[invoice.pk]), _("Returned by the municipality")),
            ]
        context = {**(extra_context or {}), "steps": steps}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def credit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask what is credited and why; show it; issue the credit note when that is confirmed."""
        invoice = self._issued(request, pk)
        now = timezone.now()
        form = CreditForm(request.POST or None, left=left_of(invoice))
        proof = None
        if request.method == "POST" and form.is_valid():
            reason, amounts = form.cleaned_data["reason"], form.amounts()
            try:
                proof = proof_of_credit(invoice, reason=reason, now=now, amounts=amounts)
                if "confirm" in request.POST:
                    credit_note = credit_invoice(
                        invoice,
                        reason=reason,
                        amounts=amounts,
                        by=_person(request),
                        now=now,
                        left_before=_amount(request.POST.get("left_before", "")),
                        proof=proof,
                    )
                    text = _("Credit note %(number)s is issued.") % {"number": credit_note.number}
                    self.message_user(request, text, messages.SUCCESS)  # type: ignore[attr-defined]
                    return redirect("admin:billing_creditnote_change", credit_note.pk)
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
                proof = None
        context = {"invoice": invoice, "form": form, "snapshot": proof.snapshot if proof else None}
        return self._page(request, "admin/billing/invoice/credit.html", _("Credit"), context)

    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why the invoice came back; show credit note and new invoice; issue both when that is confirmed."""
        invoice = self._issued(request, pk)
        now = timezone.now()
        form = ReturnForm(request.POST or None)
        plan = None
        if request.method == "POST" and form.is_valid():
            cause = form.cleaned_data["cause"]
            try:
                plan = plan_return(invoice, cause=cause, now=now)
                if "confirm" in request.POST:
                    returned = return_invoice(invoice, cause=cause, by=_person(request), now=now, plan=plan)
                    text = _("Credit note %(credit_note)s and the new invoice %(invoice)s are issued.") % {
                        "credit_note": returned.credit_note.number,
                        "invoice": returned.invoice.number,
                    }
                    self.message_user(request, text, messages.SUCCESS)  # type: ignore[attr-defined]
                    return redirect("admin:billing_invoice_change", returned.invoice.pk)
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
                plan = None
        context = {
            "invoice": invoice,
            "form": form,
            "credit": plan.credit.snapshot if plan else None,
            "new": plan.invoice.snapshot if plan else None,
            "code": invoice.agreement.municipality.code,
        }
        return self._page(request, "admin/billing/invoice/return.html", _("Returned by the municipality"), context)

    def _issued(self, request: HttpRequest, pk: int) -> Invoice:
        related = ("agreement__municipality", "agreement__partnership", "fee_year__partnership")
        invoice = get_object_or_404(Invoice.objects.issued().select_related(*related), pk=pk)
        if not self._may_correct(request):
            raise PermissionDenied
        return invoice

    def _may_correct(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("billing.add_creditnote"))

    def _page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "title": title, "opts": self.model._meta, **context}
        return render(request, template, whole)


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _amount(text: str) -> Decimal | None:
    """Return an amount that one of our own pages wrote; None, which compares with nothing, for anything else."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
