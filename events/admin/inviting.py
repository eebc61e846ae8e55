"""The page of an event from which invitations go out: to whom, with which letter, now or at a time."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.admin.pages import EventPages
from events.forms import SendAtForm
from events.models import Event, PlannedSending
from events.services.audience import Guest, chosen_among_seats
from events.services.invitations import (
    InvitationPlan,
    NotInvitable,
    plan_invitations,
    preview_invitation,
    send_invitations,
)
from events.services.sendings import plan_sending, send_test_letter, undo_sending
from partnership.letter_texts import LINK_MARKER
from partnership.models import Person
from partnership.text import day_time
from partnership.workdays import is_working_day


class InvitingPage(EventPages):
    """Whom a sending reaches, with which letter."""

    def inviting_urls(self) -> list[URLPattern]:
        return [path("<int:pk>/invite/", self.admin_site.admin_view(self.invite), name="events_event_invite")]

    def invite(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show whom a sending would reach, and the letter of one of them; a button sends, plans, undoes or tests."""
        event = self.changeable(request, pk)
        now = timezone.now()
        form = SendAtForm(request.POST if request.POST.get("do") == "plan" else None)
        try:
            if request.method == "POST" and "do" not in request.POST:
                self._send(request, event, now=now)
                return redirect("..")
            plan = plan_invitations(event, now=now)
            shown = _shown(plan, request.POST.get("person") or request.GET.get("person"))
            if request.method == "POST" and self._do(request, event, form, shown, now=now):
                return redirect(request.get_full_path() if request.POST.get("do") == "test" else "..")
        except NotInvitable as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:events_event_change", pk)
        letter = preview_invitation(event, guest=shown) if shown else None
        context = {
            "chosen": chosen_among_seats(event),
            "plan": plan,
            "shown": shown,
            "subject": letter.subject if letter else "",
            "letter": letter.text.replace(LINK_MARKER, _("[personal link]")) if letter else "",
            "form": form,
            "planned": PlannedSending.objects.open().filter(event=event).select_related("planned_by").first(),
            "sendings": PlannedSending.objects.filter(event=event, undone_at__isnull=True).exclude(
                sent_at__isnull=True, refusal=""
            )[:5],
        }
        return self.page(request, "admin/events/event/invite.html", event, _("Send invitations"), context)

    def _do(
        self, request: HttpRequest, event: Event, form: SendAtForm, shown: Guest | None, *, now: dt.datetime
    ) -> bool:
        """Do what the button says; False when there is something to correct."""
        by = request.user
        assert isinstance(by, Person)  # noqa: S101 -- the admin let the request through
        match request.POST.get("do"):
            case "plan":
                return form.is_valid() and self._plan(request, event, form, by, now=now)
            case "undo":
                if undo_sending(event, now=now):
                    self.message_user(request, _("The planned sending is undone. Nobody was written to."))
                else:
                    self.message_user(request, _("There is nothing to undo."), messages.WARNING)
            case "test" if shown is not None:
                send_test_letter(event, guest=shown, to=by, now=now)
                values = {"person": shown.person.name, "email": by.email}
                text = _("The letter to %(person)s is on its way to you, %(email)s. The link in it opens for nobody.")
                self.message_user(request, text % values, messages.SUCCESS)
            case _:
                return False
        return True

    def _plan(self, request: HttpRequest, event: Event, form: SendAtForm, by: Person, *, now: dt.datetime) -> bool:
        at = form.moment()
        try:
            plan_sending(event, at=at, by=by, now=now)
        except NotInvitable as refusal:
            form.add_error(None, str(refusal))
            return False
        text = _("The invitations go out on %(moment)s, to those who are new then.")
        self.message_user(request, text % {"moment": day_time(at)}, messages.SUCCESS)
        if not is_working_day(timezone.localdate(at)):
            self.message_user(request, _("That is no working day. It goes out all the same."), messages.WARNING)
        return True

    def _send(self, request: HttpRequest, event: Event, *, now: dt.datetime) -> None:
        result = send_invitations(event, now=now)
        text = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", result.sent)
        self.message_user(request, text % {"count": result.sent}, messages.SUCCESS)
        for person in result.unreachable:
            text = _("%(person)s was not invited: correct the address, and send again.")
            self.message_user(request, text % {"person": person}, messages.ERROR)


def _shown(plan: InvitationPlan, chosen: str | None) -> Guest | None:
    return next((guest for guest in plan.new if str(guest.person.pk) == chosen), plan.new[0] if plan.new else None)
