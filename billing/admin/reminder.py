"""Payment reminders: the overdue ones, what would go out, and the sending."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from billing.admin.pages import page, person_at, refuse_without, sending_link
from billing.models import Invoice, PaymentReminder, Transmission
from billing.services.reminders import REFUSALS, ReminderProof, overdue_steps, print_reminder, send_reminder
from billing.snapshot import sum_of
from municipalities.readonly import ReadOnly
from partnership.text import kroner

#: So many are printed and sent at a time: a page that takes longer is one that people press twice.
AT_A_TIME = 25


@admin.register(PaymentReminder)
class PaymentReminderAdmin(ReadOnly, admin.ModelAdmin):
    """Nobody edits a reminder that was sent."""

    list_display = ("number", "invoice", "municipality", "sequence", "issued_on", "payable", "pdf")
    list_filter = ("sequence",)
    list_select_related = ("invoice__agreement__municipality",)
    search_fields = ("number", "invoice__number", "invoice__agreement__municipality__name")
    search_help_text = gettext_lazy("Search for number, invoice or municipality.")
    date_hierarchy = "issued_on"
    fields = (
        "number",
        "invoice",
        "sequence",
        "issued_on",
        "due_on",
        "debt",
        "fee",
        "compensation",
        "interest",
        "issued_by",
        "pdf",
        "xml",
        "sending",
    )
    change_list_template = "admin/billing/paymentreminder/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        overdue = self.admin_site.admin_view(self.overdue)
        return [path("overdue/", overdue, name="billing_paymentreminder_overdue"), *super().get_urls()]

    @admin.display(description=gettext_lazy("municipality"), ordering="invoice__agreement__municipality__sort_key")
    def municipality(self, reminder: PaymentReminder) -> str:
        return reminder.invoice.agreement.municipality.name

    @admin.display(description=gettext_lazy("to pay"))
    def payable(self, reminder: PaymentReminder) -> str:
        return kroner(reminder.said().payable)

    @admin.display(description=gettext_lazy("PDF"))
    def pdf(self, reminder: PaymentReminder) -> SafeString:
        return format_html(
            '<a href="{}">{}.pdf</a>', reverse("billing:reminder-pdf", args=[reminder.pk]), reminder.number
        )

    @admin.display(description=gettext_lazy("e-invoice"))
    def xml(self, reminder: PaymentReminder) -> str | SafeString:
        """The OIOUBL document, or that the municipality had not stated what it takes."""
        document = reminder.e_documents.first()
        if document is None:
            return "–"
        url = reverse("billing:reminder-xml", args=[reminder.pk])
        return format_html('<a href="{}">{}</a> ({})', url, document.get_format_display(), document.rule_set)

    @admin.display(description=gettext_lazy("sending of the e-invoice"))
    def sending(self, reminder: PaymentReminder) -> str | SafeString:
        """Where the electronic reminder is, or why it went by mail alone."""
        transmission = Transmission.objects.filter(document__reminder=reminder).first()
        if transmission is None and not reminder.said().is_received_electronically:
            return _("The municipality receives Peppol, which has no reminder: this one went by mail alone.")
        return sending_link(transmission)

    def overdue(self, request: HttpRequest) -> HttpResponse:
        """List the overdue invoices; show what the ticked ones would get; send it when that is confirmed."""
        refuse_without(request, "billing.add_paymentreminder")
        steps = overdue_steps(today=timezone.localdate())
        ticked = _ticked(request.POST.getlist("invoice"))
        chosen = [step for step in steps if step.invoice.pk in ticked]
        if "confirm" in request.POST:
            self._send(request, ticked)
            return redirect("admin:billing_paymentreminder_overdue")
        proofs: list[ReminderProof] = []
        refused: list[tuple[Invoice, str]] = []
        for step in chosen[:AT_A_TIME]:
            try:
                proofs.append(print_reminder(step.invoice, now=timezone.now()))
            except REFUSALS as refusal:
                refused.append((step.invoice, str(refusal)))
        if request.method == "POST" and not chosen:
            self.message_user(request, _("Tick the invoices to be reminded of."), messages.WARNING)
        context = {
            "steps": steps,
            "ready": sum(not step.held_back for step in steps),
            "rows": _rows(chosen, proofs),
            "refused": refused,
            "payable": sum_of(proof.snapshot.payable for proof in proofs),
            "left_out": max(0, len(chosen) - AT_A_TIME),
            "at_a_time": AT_A_TIME,
        }
        return page(request, self, "admin/billing/paymentreminder/overdue.html", _("Overdue invoices"), context)

    def _send(self, request: HttpRequest, ticked: dict[int, int]) -> None:
        """Send each that was shown, and tell what came of it: one refusal stops no other."""
        sent = 0
        related = ("agreement__municipality", "agreement__partnership", "fee_year__partnership")
        for invoice in (
            Invoice.objects.issued().filter(pk__in=list(ticked)[:AT_A_TIME]).select_related(*related).order_by("pk")
        ):
            now = timezone.now()
            try:
                proof = print_reminder(invoice, now=now)
                send_reminder(invoice, sequence=ticked[invoice.pk], by=person_at(request), now=now, proof=proof)
            except REFUSALS as refusal:
                self.message_user(request, f"{invoice.number}: {refusal}", messages.WARNING)
            else:
                sent += 1
        if sent:
            text = ngettext("%(n)d reminder is sent.", "%(n)d reminders are sent.", sent) % {"n": sent}
            self.message_user(request, text, messages.SUCCESS)


def _rows(chosen: list[Any], proofs: list[ReminderProof]) -> list[tuple[Any, ReminderProof]]:
    by_number = {proof.snapshot.invoice_number: proof for proof in proofs}
    return [(step, by_number[step.invoice.number]) for step in chosen if step.invoice.number in by_number]


def _ticked(values: list[str]) -> dict[int, int]:
    """Return the ids of the ticked invoices with the reminder that was shown as next for each: `12:1`."""
    found = {}
    for value in values:
        pk, _colon, sequence = value.partition(":")
        if pk.isdecimal() and sequence.isdecimal():
            found[int(pk)] = int(sequence)
    return found
