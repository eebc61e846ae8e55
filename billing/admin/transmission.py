"""E-invoices, credit notes and reminders on their way: which were not delivered and why, sending again, delivery by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Transmission, TransmissionEvent
from billing.services.transmissions import deliver_by_hand, send_again
from municipalities.readonly import ReadOnly
from partnership.admin.steps import Step, StepsMixin
from partnership.forms.uploads import PdfField
from partnership.machine import WrongStatus
from partnership.models import Person

Status = Transmission.Status


class EvidenceForm(forms.Form):
    """What proves that a document was delivered another way."""

    evidence = forms.CharField(
        label=gettext_lazy("How it was delivered"),
        help_text=gettext_lazy("Where you sent it, when, and the receipt's number if there is one."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = PdfField(label=gettext_lazy("Receipt as PDF"), required=False)


class AgainForm(forms.Form):
    """Nothing is asked: the same bytes go out."""


class NeedsFilter(admin.SimpleListFilter):
    """Those that somebody must look at, which are shown at first; or all."""

    title = gettext_lazy("needs somebody")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        for value, label in ((None, _("rejected or tried in vain")), ("all", _("all"))):
            query = changelist.get_query_string(
                {self.parameter_name: value} if value else {}, [] if value else [self.parameter_name]
            )
            yield {"selected": self.value() == value, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Transmission]) -> QuerySet[Transmission]:
        if self.value() == "all" or request.GET.get("status__exact") or request.GET.get("q"):
            return queryset
        return queryset.filter(pk__in=Transmission.objects.needing_somebody())


class EventInline(ReadOnly, admin.TabularInline):
    model = TransmissionEvent
    fields = ("at", "what", "text", "by")
    extra = 0


def _again(transmission: Transmission, *, by: Person) -> bool:
    return send_again(transmission, by=by, now=timezone.now())


def _by_hand(transmission: Transmission, *, evidence: str, file: bytes | None, by: Person) -> bool:
    return deliver_by_hand(transmission, evidence=evidence, file=file, by=by, now=timezone.now())


@admin.register(Transmission)
class TransmissionAdmin(StepsMixin, admin.ModelAdmin):
    """Rows that the worker and receipts write; people send again or say how they delivered."""

    steps = {
        "again": Step(gettext_lazy("Send again"), AgainForm, _again, (WrongStatus,), names_actor=True),
        "by_hand": Step(gettext_lazy("Delivered by hand"), EvidenceForm, _by_hand, (WrongStatus,), names_actor=True),
    }
    list_display = ("number", "kind", "receiver_in_words", "status", "attempt", "delivered_at", "reason_in_words")
    list_filter = (NeedsFilter, "status", "is_test")
    search_fields = ("number", "receiver", "external_id")
    search_help_text = gettext_lazy("Search for number, EAN number or the access point's id.")
    fields = (
        "voucher",
        "receiver",
        "status",
        "reason_in_words",
        "transport",
        "is_test",
        "submitted_at",
        "delivered_at",
        "attempt",
        "not_before",
        "last_error",
        "evidence",
        "evidence_file",
        "external_id",
        "key",
        "sha256",
    )
    readonly_fields = fields
    inlines = (EventInline,)

    def steps_of(self, row: Transmission) -> list[str]:
        can_again = row.status == Status.REJECTED or (row.is_test and row.status != Status.QUEUED)
        by_hand = row.status in {Status.QUEUED, Status.SUBMITTED, Status.REJECTED}
        return [*(["again"] if can_again else []), *(["by_hand"] if by_hand else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transmission]:
        return (
            super()
            .get_queryset(request)
            .select_related("document__invoice", "document__credit_note", "document__reminder", "evidence_file")
        )

    @admin.display(description=gettext_lazy("reason"))
    def reason_in_words(self, transmission: Transmission) -> str:
        return transmission.why or transmission.last_error or "–"

    @admin.display(description=gettext_lazy("voucher"))
    def voucher(self, transmission: Transmission) -> SafeString:
        document = transmission.document
        if document.reminder_id:
            owner, xml = "paymentreminder", reverse("billing:reminder-xml", args=[document.reminder_id])
        elif document.credit_note_id:
            owner, xml = (
                "creditnote",
                reverse("billing:credit-note-xml", args=[document.credit_note_id, document.format]),
            )
        else:
            owner, xml = "invoice", reverse("billing:xml", args=[document.invoice_id, document.format])
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse(f"admin:billing_{owner}_change", args=[document.voucher.pk]),
            transmission.number,
            xml,
            document.get_format_display(),
        )

    @admin.display(description=gettext_lazy("receiver"), ordering="receiver")
    def receiver_in_words(self, transmission: Transmission) -> str:
        return f"{transmission.document.voucher.said().buyer.name}, {transmission.receiver}"

    @admin.display(description=gettext_lazy("kind"))
    def kind(self, transmission: Transmission) -> str:
        return capfirst(str(transmission.document.voucher._meta.verbose_name))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Transmission | None = None) -> bool:
        return False
