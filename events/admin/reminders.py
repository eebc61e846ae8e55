"""Reminders: who was reminded of what, and the page from which the silent ones are chased."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.admin.pages import EventPages
from events.models import Reminder
from events.services.invitations import NotInvitable
from events.services.reminders import plan_reminders, preview_reminder, remind_silent
from municipalities.readonly import ReadOnly
from partnership.letter_texts import LINK_MARKER, STOP_MARKER
from partnership.models import Person


@admin.register(Reminder)
class ReminderAdmin(ReadOnly, admin.ModelAdmin):
    """The history; written by services alone."""

    list_display = ("person", "event", "municipality", "kind", "number", "written_at", "delivery")
    list_filter = ("kind", "event__body")
    list_select_related = ("person", "event", "municipality", "letter")
    search_fields = ("person__name", "person__email", "event__title", "municipality__name")
    fields = ("event", "person", "municipality", "kind", "number", "written_at", "written_by", "letter", "delivery")

    @admin.display(description=gettext_lazy("delivery"))
    def delivery(self, reminder: Reminder) -> str:
        return reminder.letter.get_status_display() if reminder.letter else "–"


class RemindingPage(EventPages):
    """The page of an event that reminds the silent."""

    def reminding_urls(self) -> list[URLPattern]:
        return [path("<int:pk>/remind/", self.admin_site.admin_view(self.remind), name="events_event_remind")]

    def remind(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show whom a reminder would reach, and the letter of one of them; send on POST."""
        event = self.changeable(request, pk)
        now = timezone.now()
        try:
            if request.method == "POST":
                assert isinstance(request.user, Person)  # noqa: S101 -- the admin let the request through
                self._say_how_many(request, remind_silent(event, now=now, by=request.user))
                return redirect("admin:events_event_change", pk)
            plan = plan_reminders(event, now=now)
        except NotInvitable as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:events_event_change", pk)
        people = [one.person for one in plan.silent]
        shown = next((person for person in people if str(person.pk) == request.GET.get("person")), None)
        shown = shown or (people[0] if people else None)
        letter = preview_reminder(event, person=shown) if shown else None
        context: dict[str, Any] = {
            "plan": plan,
            "shown": shown,
            "subject": letter.subject if letter else "",
            "letter": _shown(letter.text) if letter else "",
        }
        return self.page(request, "admin/events/event/remind.html", event, _("Remind the silent"), context)

    def _say_how_many(self, request: HttpRequest, count: int) -> None:
        text = ngettext("%(count)d reminder is on its way.", "%(count)d reminders are on their way.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)


def _shown(text: str) -> str:
    return text.replace(LINK_MARKER, _("[personal link]")).replace(STOP_MARKER, _("[link that stops these]"))
