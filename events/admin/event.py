"""Events: what the secretariat plans, and the pages from which invitations go out and people are registered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import SplitDateTimeField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.admin.copying import CopyingPage
from events.admin.guests import AudienceSourceInline
from events.admin.inviting import InvitingPage
from events.admin.moving import MovingPages
from events.admin.programme import ProgrammeInline
from events.admin.registering import RegisteringPage
from events.admin.reminders import RemindingPage
from events.admin.replies import QuestionInline, RepliesPage, WorkshopInline
from events.admin.themes import ThemeInline
from events.forms import EventForm
from events.models import Delegate, Event, Invitation, Registration
from events.services.places import locked_event
from events.services.publishing import publish_event
from municipalities.inlines import LabelledTabularInline


class WhenFilter(admin.SimpleListFilter):
    """Coming events unless asked otherwise."""

    title = gettext_lazy("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("past", _("past")), ("all", _("all"))]

    def choices(self, changelist: object) -> list[dict[str, object]]:  # type: ignore[override]
        found = list(super().choices(changelist))  # type: ignore[arg-type]
        found[0]["display"] = _("coming")
        return found  # type: ignore[return-value]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        match self.value():
            case "past":
                return queryset.filter(ends_at__lte=timezone.now())
            case "all":
                return queryset
        return queryset.filter(ends_at__gt=timezone.now())


class DelegateInline(LabelledTabularInline):
    model = Delegate
    autocomplete_fields = ("municipality", "person")


@admin.register(Event)
class EventAdmin(InvitingPage, RemindingPage, RegisteringPage, RepliesPage, MovingPages, CopyingPage):
    """Events with their answers; invitations go out from a page that says to whom, with which letter."""

    form = EventForm
    list_display = ("title", "body", "starts_at", "places", "invited", "answered", "state")
    list_filter = (WhenFilter, "body", "kind")
    list_select_related = ("body",)
    search_fields = ("title", "key", "venue")
    readonly_fields = ("places_taken", "overbooked", "published_at", "cancelled_at", "cancellation_reason", "sequence")
    fieldsets = (
        (None, {"fields": ("partnership", "body", "kind", "key", "title", "description")}),
        (
            gettext_lazy("When and where"),
            {
                "fields": (
                    "starts_at",
                    "ends_at",
                    "date_is_tentative",
                    "venue",
                    "address",
                    "online_url",
                    "host",
                    "joint_with",
                )
            },
        ),
        (
            gettext_lazy("Answers and places"),
            {
                "fields": (
                    "invites_seats",
                    "delegate_body",
                    ("answer_by", "change_until"),
                    "capacity",
                    "offer_hours",
                    ("allotment", "allotment_until"),
                    "places_taken",
                    "overbooked",
                )
            },
        ),
        (
            gettext_lazy("Reminders"),
            {"fields": ("first_reminder_days", "last_reminder_days", "facts_days", "reminds_on_any_day")},
        ),
        (gettext_lazy("State"), {"fields": ("published_at", "cancelled_at", "cancellation_reason", "sequence")}),
    )
    inlines = (ProgrammeInline, ThemeInline, QuestionInline, WorkshopInline, AudienceSourceInline, DelegateInline)
    actions = ("publish",)
    change_form_template = "admin/events/event/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                invited_count=_count(Invitation.objects.standing()),
                answered_count=_count(Registration.objects.all()),
                unconfirmed_count=_count(Registration.objects.to_confirm()),
            )
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Event | None:
        """Lock the event from the check of the form until it is saved, so that no answer comes between."""
        event = super().get_object(request, object_id, from_field)
        if event is not None and request.method == "POST" and connection.in_atomic_block:
            locked_event(event.pk)
            event.refresh_from_db()
        return event

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Tell the two fields of a moment apart for those who hear the page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, SplitDateTimeField):
            for widget, part in zip(field.widget.widgets, (_("date"), _("time")), strict=True):
                widget.attrs["aria-label"] = f"{capfirst(field.label)}, {part}"
        return field

    def save_model(self, request: HttpRequest, obj: Event, form: EventForm, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        self.change(request, obj, changes)

    def response_change(self, request: HttpRequest, obj: Event) -> HttpResponse:
        """Ask before people are told of a change: then nothing of the form is saved yet."""
        return self.ask_before_saving(request, obj) or super().response_change(request, obj)

    @admin.display(description=gettext_lazy("places"))
    def places(self, event: Event) -> str:
        return f"{event.places_taken}" if event.capacity is None else f"{event.places_taken} / {event.capacity}"

    @admin.display(description=gettext_lazy("invited"), ordering="invited_count")
    def invited(self, event: Event) -> int:
        return int(getattr(event, "invited_count", 0))

    @admin.display(description=gettext_lazy("answered"), ordering="answered_count")
    def answered(self, event: Event) -> int:
        return int(getattr(event, "answered_count", 0))

    @admin.display(description=gettext_lazy("state"))
    def state(self, event: Event) -> str:
        if event.cancelled_at:
            return _("cancelled")
        if event.published_at is None:
            return _("not published")
        return _("date follows") if event.date_is_tentative else _("published")

    @admin.action(description=gettext_lazy("Publish the selected events"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        count = sum(publish_event(event, now=timezone.now()) for event in queryset.order_by())
        text = ngettext("%(count)d event is published.", "%(count)d events are published.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.invitations.exists())

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            *self.inviting_urls(),
            *self.reminding_urls(),
            path("<int:pk>/publish/", wrap(self.publish_one), name="events_event_publish"),
            *self.registering_urls(),
            *self.replies_urls(),
            *self.moving_urls(),
            *self.copying_urls(),
            *super().get_urls(),
        ]

    def publish_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish one event from its page."""
        event = self.changeable(request, pk)
        if request.method == "POST":
            publish_event(event, now=timezone.now())
            self.message_user(request, _("“%(event)s” is published.") % {"event": event}, messages.SUCCESS)
        return redirect("admin:events_event_change", pk)


def _count(of: QuerySet[Any]) -> Coalesce:
    rows = of.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk"))
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)
