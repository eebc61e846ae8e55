"""The secretariat's work with events: plan, publish, invite, and see who answers."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Delegate, Event, Invitation, Registration
from events.services.invitations import NotInvitable, check_invitable, not_yet_invited, send_invitations
from events.services.publishing import publish_event
from events.services.registrations import AnswerRefused, cancel_registration
from municipalities.readonly import ReadOnly


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


class DelegateInline(admin.TabularInline):
    model = Delegate
    extra = 0
    autocomplete_fields = ("municipality", "person")


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """Events with their answers; invitations go out from a page that says how many."""

    list_display = ("title", "body", "starts_at", "places", "invited", "answered", "state")
    list_filter = (WhenFilter, "body", "kind")
    list_select_related = ("body",)
    search_fields = ("title", "key", "venue")
    autocomplete_fields = ("host", "joint_with")
    readonly_fields = ("places_taken", "overbooked", "published_at", "cancelled_at", "sequence")
    inlines = (DelegateInline,)
    actions = ("publish",)
    change_form_template = "admin/events/event/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return (
            super()
            .get_queryset(request)
            .annotate(invited_count=_count(Invitation), answered_count=_count(Registration))
        )

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
            path("<int:pk>/invite/", wrap(self.invite), name="events_event_invite"),
            path("<int:pk>/publish/", wrap(self.publish_one), name="events_event_publish"),
            *super().get_urls(),
        ]

    def publish_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish one event from its page."""
        event = self._changeable(request, pk)
        if request.method == "POST":
            publish_event(event, now=timezone.now())
            self.message_user(request, _("“%(event)s” is published.") % {"event": event}, messages.SUCCESS)
        return redirect("admin:events_event_change", pk)

    def invite(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show whom a sending would reach; send on POST."""
        event = self._changeable(request, pk)
        now = timezone.now()
        try:
            if request.method == "POST":
                result = send_invitations(event, now=now)
                text = ngettext(
                    "%(count)d invitation is on its way.", "%(count)d invitations are on their way.", result.sent
                )
                self.message_user(request, text % {"count": result.sent}, messages.SUCCESS)
                for person in result.unreachable:
                    text = _("%(person)s was not invited: correct the address, and send again.")
                    self.message_user(request, text % {"person": person}, messages.ERROR)
                return redirect("admin:events_event_change", pk)
            check_invitable(event, now=now)
        except NotInvitable as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:events_event_change", pk)
        new, already = not_yet_invited(event, on=timezone.localdate(now))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Send invitations"),
            "event": event,
            "guests": new,
            "already": already,
            "opts": self.model._meta,
        }
        return render(request, "admin/events/event/invite.html", context)

    def _changeable(self, request: HttpRequest, pk: int) -> Event:
        event = get_object_or_404(Event.objects.select_related("body", "partnership"), pk=pk)
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        return event


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("person", "event", "municipality", "invited_at", "answer")
    list_filter = ("event__body",)
    list_select_related = ("person", "event", "municipality", "registration")
    search_fields = ("person__name", "person__email", "event__title", "municipality__name")
    fields = ("event", "person", "municipality", "invited_at")

    @admin.display(description=gettext_lazy("answer"))
    def answer(self, invitation: Invitation) -> str:
        registration = getattr(invitation, "registration", None)
        return registration.get_status_display() if registration else _("not answered")


@admin.register(Registration)
class RegistrationAdmin(ReadOnly, admin.ModelAdmin):
    """Answers; given by the participants, or by phone through the action."""

    list_display = ("person", "event", "municipality", "status", "answered_at")
    list_filter = ("status", "event__body")
    list_select_related = ("person", "event", "municipality")
    search_fields = ("person__name", "person__email", "event__title", "municipality__name")
    fields = ("event", "person", "municipality", "status", "reason", "answered_at", "queued_at")
    actions = ("cancel",)

    @admin.action(description=gettext_lazy("Cancel the selected registrations"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Registration]) -> None:
        if not request.user.has_perm("events.change_registration"):
            raise PermissionDenied
        count = 0
        for registration in queryset.attending().select_related("event"):  # type: ignore[attr-defined]
            try:
                cancel_registration(registration, now=timezone.now())
                count += 1
            except AnswerRefused as refusal:
                self.message_user(request, f"{registration.person.name}: {refusal}", messages.ERROR)
        text = ngettext("%(count)d registration is cancelled.", "%(count)d registrations are cancelled.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


def _count(model: type[Invitation] | type[Registration]) -> Coalesce:
    rows = model._default_manager.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk"))
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)
