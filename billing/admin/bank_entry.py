"""Bank entries: what each pays, matched and taken back by hand, or set aside with a note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.pages import amount_of, page, person_at, refuse_without
from billing.bank_forms import MatchForm, NoteForm
from billing.models import BankEntry, Payment
from billing.services.payments import (
    PaymentRefused,
    Portion,
    lift_setting_aside,
    match_entry,
    set_entry_aside,
    take_back_payment,
)
from municipalities.readonly import ReadOnly
from partnership.text import kroner


class StateFilter(admin.SimpleListFilter):
    """Entries that belong to no invoice yet, by default nothing is hidden."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("unmatched", _("not matched")), ("aside", _("set aside"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[BankEntry]) -> QuerySet[BankEntry]:
        entries = BankEntry.objects.all()
        chosen = {"unmatched": entries.unmatched(), "aside": entries.set_aside()}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(pk__in=chosen.values("pk"))


@admin.register(BankEntry)
class BankEntryAdmin(ReadOnly, admin.ModelAdmin):
    """What the bank said never changes; what it pays is decided on a page of its own."""

    list_display = ("booked_on", "kroner", "payer", "text", "payment_id", "matched", "account")
    list_filter = (StateFilter, "account")
    list_select_related = ("account",)
    search_fields = ("payer", "text", "payment_id", "reference")
    search_help_text = gettext_lazy("Search for payer, text, payment id or the bank's reference.")
    date_hierarchy = "booked_on"
    fields = (
        "account",
        "bank_file",
        "booked_on",
        "amount",
        "currency",
        "sent_as",
        "payer",
        "text",
        "payment_id",
        "reference",
        "is_reversal",
        "allocated",
    )
    change_form_template = "admin/partnership/change_form_with_steps.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankEntry]:
        return BankEntry.objects.payable().order_by("-booked_on", "-pk")

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def kroner(self, entry: BankEntry) -> str:
        return kroner(entry.amount) if entry.currency == "DKK" else f"{entry.currency} {entry.amount}"

    @admin.display(description=gettext_lazy("belongs to invoices"), ordering="allocated")
    def matched(self, entry: BankEntry) -> str:
        return kroner(entry.allocated)

    def get_urls(self) -> list[URLPattern]:
        match = self.admin_site.admin_view(self.match)
        return [path("<int:pk>/match/", match, name="billing_bankentry_match"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        steps = []
        if object_id.isdecimal() and request.user.has_perm("billing.add_payment"):
            steps = [(reverse("admin:billing_bankentry_match", args=[object_id]), _("Match by hand"))]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "steps": steps})

    def match(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what an entry pays; match more of it, take a payment back, set the entry aside or put it back."""
        refuse_without(request, "billing.add_payment")
        entry = get_object_or_404(BankEntry.objects.payable().select_related("account", "bank_file"), pk=pk)
        pressed = next((name for name in ("match", "aside", "back", "take_back") if name in request.POST), "")
        match_form = MatchForm(request.POST if pressed == "match" else None, unallocated=entry.unallocated)
        note_form = NoteForm(request.POST if pressed in {"aside", "take_back"} else None)
        form: forms.Form = match_form if pressed == "match" else note_form
        if pressed and (pressed == "back" or form.is_valid()):
            try:
                text = self._act(request, entry, pressed, form)
            except PaymentRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                self.message_user(request, text, messages.SUCCESS)
                return redirect("admin:billing_bankentry_match", entry.pk)
        payments = entry.payments.select_related(
            "invoice__agreement__municipality", "made_by", "reversed_by", "reverses"
        )
        context = {
            "entry": entry,
            "payments": payments.order_by("pk"),
            "mark": entry.marks.filter(lifted_at=None).first(),
            "match_form": match_form,
            "note_form": note_form,
            "pressed": pressed,
        }
        status = 422 if pressed else 200
        return page(
            request, self, "admin/billing/bankentry/match.html", _("What the entry pays"), context, status=status
        )

    def _act(self, request: HttpRequest, entry: BankEntry, pressed: str, form: forms.Form) -> str:
        """Do what was pressed and return the sentence about it. Raises PaymentRefused."""
        by, now = person_at(request), timezone.now()
        match pressed:
            case "match":
                portion = Portion(form.cleaned_data["invoice"].pk, form.cleaned_data["amount"])
                before, note = amount_of(request.POST.get("allocated_before", "")), form.cleaned_data["note"]
                match_entry(entry, portions=[portion], note=note, by=by, now=now, allocated_before=before)
                return _("The payment is counted.")
            case "aside":
                set_entry_aside(entry, note=form.cleaned_data["note"], by=by, now=now)
                return _("The entry is set aside.")
            case "back":
                lift_setting_aside(entry, by=by, now=now)
                return _("The entry is among those to be matched again.")
        number = request.POST.get("take_back", "")
        payment = get_object_or_404(Payment, pk=number if number.isdecimal() else 0, entry=entry)
        take_back_payment(payment, note=form.cleaned_data["note"], by=by, now=now)
        return _("The payment is taken back; both rows stay in the history.")
