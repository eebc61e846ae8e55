"""Invitations and registrations: read by the secretariat, written by services alone."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.forms import ApologyForm
from events.models import Invitation, Registration
from events.services.needs import given_by
from events.services.registrations import AnswerRefused, cancel_registration
from municipalities.readonly import ReadOnly
from partnership.text import day_time


class AnswerFilter(admin.SimpleListFilter):
    """Who has answered what, and who is silent."""

    title = gettext_lazy("answer")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        answers = [(str(value), str(label)) for value, label in Registration.Status.choices]
        return [("none", _("not answered")), *answers]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        match self.value():
            case None:
                return queryset
            case "none":
                return queryset.filter(pk__in=Invitation.objects.unanswered().values("pk"))
        return queryset.filter(registration__status=self.value())


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("person", "event", "municipality", "invited_at", "answer")
    list_filter = (AnswerFilter, "event__body")
    list_select_related = ("person", "event", "municipality", "registration")
    search_fields = ("person__name", "person__email", "event__title", "municipality__name")
    fields = ("event", "person", "municipality", "seat", "substitute_for", "invited_at", "withdrawn_at", "answer")

    @admin.display(description=gettext_lazy("answer"))
    def answer(self, invitation: Invitation) -> str:
        if invitation.withdrawn_at is not None:
            return invitation.get_withdrawal_display()
        registration = getattr(invitation, "registration", None)
        return registration.get_status_display() if registration else _("not answered")


class ConfirmationFilter(admin.SimpleListFilter):
    """Who has confirmed after the event was changed, and who has not yet."""

    title = gettext_lazy("confirmed again")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", _("has confirmed")), ("no", _("has not confirmed yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        match self.value():
            case "yes":
                return queryset.filter(confirmed_at__isnull=False)
            case "no":
                return queryset.filter(pk__in=Registration.objects.to_confirm().values("pk"))
        return queryset


@admin.register(Registration)
class RegistrationAdmin(ReadOnly, admin.ModelAdmin):
    """Answers; given by the participants, or for them by the secretariat."""

    list_display = ("person", "event", "municipality", "status", "confirmation", "answered_at")
    list_filter = ("status", ConfirmationFilter, "event__body")
    list_select_related = ("person", "event", "municipality")
    search_fields = ("person__name", "person__email", "event__title", "municipality__name")
    fields = (
        "event",
        "person",
        "municipality",
        "status",
        "reason",
        "answered_at",
        "queued_at",
        "offered_until",
        "confirmation",
        "food_and_access",
    )
    actions = ("cancel",)

    @admin.display(description=gettext_lazy("confirmed again"))
    def confirmation(self, registration: Registration) -> str:
        if registration.confirmed_at:
            return day_time(registration.confirmed_at)
        return _("has not confirmed yet") if registration.asks_again else "–"

    @admin.display(description=gettext_lazy("food and access"))
    def food_and_access(self, registration: Registration) -> str:
        """Say that needs are given; what they are is between the person and the kitchen."""
        return _("given") if given_by([registration.person]) else _("not given")

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person may answer for others; nobody may edit an answer."""
        return request.user.has_perm("events.change_registration")

    @admin.action(description=gettext_lazy("Cancel the selected registrations"), permissions=["cancel"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        """Ask once, then cancel; each gets a receipt, and free places go to who waits."""
        registrations = list(queryset.select_related("event", "person"))
        form = ApologyForm(request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            self._cancel(request, registrations, form.cleaned_data["reason"])
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Cancel registrations"),
            "opts": self.model._meta,
            "registrations": registrations,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/events/registration/cancel.html", context)

    def _cancel(self, request: HttpRequest, registrations: list[Registration], reason: str) -> None:
        count = 0
        for registration in registrations:
            try:
                revision = cancel_registration(registration, reason=reason, now=timezone.now()).revision
            except AnswerRefused as refusal:
                self.message_user(request, f"{registration.person.name}: {refusal}", messages.ERROR)
            else:
                count += revision > registration.revision
        text = ngettext("%(count)d registration is cancelled.", "%(count)d registrations are cancelled.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)
