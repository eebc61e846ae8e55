"""What an invoice's page offers about money: a payment entered by hand, a dispute, and what has come in."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.pages import amount_of, page, person_at, refuse_without
from billing.bank_forms import ManualPaymentForm, NoteForm
from billing.models import Dispute, Invoice, Payment
from billing.services.disputes import DisputeRefused, dispute_invoice, lift_dispute
from billing.services.payments import PaymentRefused, enter_payment, take_back_payment
from partnership.text import day, kroner


class PaymentsMixin:
    """Gives the invoices' admin the page, for those who may enter payments, and the columns for everybody."""

    model: type[Invoice]
    admin_site: admin.AdminSite

    def get_urls(self) -> list[URLPattern]:
        money = self.admin_site.admin_view(self.money)
        return [path("<int:pk>/payments/", money, name="billing_invoice_payments"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = extra_context or {}
        steps = list(context.get("steps", []))
        invoice = Invoice.objects.issued().filter(pk=object_id).first() if object_id.isdecimal() else None
        if invoice and request.user.has_perm("billing.add_payment"):
            steps.append((reverse("admin:billing_invoice_payments", args=[invoice.pk]), _("Payments and disputes")))
        response: HttpResponse = super().change_view(request, object_id, form_url, {**context, "steps": steps})
        return response

    def money(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what has come in; enter a payment, take one back, note a dispute or how it ended."""
        refuse_without(request, "billing.add_payment")
        related = ("agreement__municipality", "agreement__partnership", "fee_year__partnership")
        invoice = get_object_or_404(Invoice.objects.issued().with_balance().select_related(*related), pk=pk)
        pressed = next((name for name in ("pay", "take_back", "dispute", "lift") if name in request.POST), "")
        payment_form = ManualPaymentForm(request.POST if pressed == "pay" else None, initial=self._expected(invoice))
        note_form = NoteForm(request.POST if pressed in {"take_back", "dispute", "lift"} else None)
        form = payment_form if pressed == "pay" else note_form
        if pressed and form.is_valid():
            try:
                text = self._act(request, invoice, pressed, form.cleaned_data)
            except (PaymentRefused, DisputeRefused) as refusal:
                form.add_error(None, str(refusal))
            else:
                self.message_user(request, text, messages.SUCCESS)  # type: ignore[attr-defined]
                return redirect("admin:billing_invoice_payments", invoice.pk)
        payments = invoice.payments.select_related("entry", "made_by", "reverses", "reversed_by").order_by(
            "paid_on", "pk"
        )
        context = {
            "invoice": invoice,
            "state": invoice.payment_state().label,
            "payments": payments,
            "disputes": invoice.disputes.select_related("made_by", "lifted_by").order_by("-made_at"),
            "open_dispute": invoice.disputes.filter(lifted_at=None).first(),
            "payment_form": payment_form,
            "note_form": note_form,
            "pressed": pressed,
        }
        title = _("Payments and disputes")
        assert isinstance(self, admin.ModelAdmin)  # noqa: S101 -- it is mixed into one
        return page(
            request, self, "admin/billing/invoice/payments.html", title, context, status=422 if pressed else 200
        )

    @admin.display(description=gettext_lazy("payment"))
    def payment_state(self, invoice: Invoice) -> str:
        """How the invoice stands, in a word."""
        return str(invoice.payment_state().label) if invoice.number else "–"

    @admin.display(description=gettext_lazy("left to pay"))
    def balance(self, invoice: Invoice) -> str:
        """What is left of it and of the charges of reminders; below 0 when too much came in."""
        return kroner(invoice.owed)

    @admin.display(description=gettext_lazy("payment reminders"))
    def reminders_of(self, invoice: Invoice) -> str | SafeString:
        """The reminders that were sent, each with its PDF."""
        links = [
            (reverse("billing:reminder-pdf", args=[row.pk]), row.number, day(row.issued_on))
            for row in invoice.reminders.order_by("sequence")
        ]
        return format_html_join(", ", '<a href="{}">{}</a> ({})', links) or "–"

    @admin.display(description=gettext_lazy("dispute"))
    def dispute(self, invoice: Invoice) -> str | SafeString:
        """What the municipality objects to, while it does."""
        standing = Dispute.objects.filter(invoice=invoice, lifted_at=None).first()
        return format_html("<strong>{}</strong>", standing.note) if standing else "–"

    def _expected(self, invoice: Invoice) -> dict[str, Any]:
        return {"amount": invoice.owed, "paid_on": timezone.localdate()}

    def _act(self, request: HttpRequest, invoice: Invoice, pressed: str, filled_in: dict[str, Any]) -> str:
        """Do what was pressed and return the sentence about it. Raises PaymentRefused, DisputeRefused."""
        by, now, note = person_at(request), timezone.now(), filled_in["note"]
        match pressed:
            case "pay":
                before = amount_of(request.POST.get("balance_before", ""))
                amount, paid_on = filled_in["amount"], filled_in["paid_on"]
                enter_payment(invoice, amount=amount, paid_on=paid_on, note=note, by=by, now=now, balance_before=before)
                return _("The payment is entered.")
            case "dispute":
                dispute_invoice(invoice, note=note, by=by, now=now)
                return _("The dispute is noted. No reminder is sent until it is settled.")
            case "lift":
                lift_dispute(invoice, note=note, by=by, now=now)
                return _("The dispute is settled.")
        number = request.POST.get("take_back", "")
        payment = get_object_or_404(Payment, pk=number if number.isdecimal() else 0, invoice=invoice)
        take_back_payment(payment, note=note, by=by, now=now)
        return _("The payment is taken back; both rows stay in the history.")
