"""The page of an event from which invitations go out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.admin.pages import EventPages
from events.models import Event
from events.services.invitations import NotInvitable, plan_invitations, preview_invitation, send_invitations
from partnership.letter_texts import LINK_MARKER


class InvitingPage(EventPages):
    """Whom a sending reaches, with which letter."""

    def inviting_urls(self) -> list[URLPattern]:
        return [path("<int:pk>/invite/", self.admin_site.admin_view(self.invite), name="events_event_invite")]

    def invite(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show whom a sending would reach, and the letter of one of them; send on POST."""
        event = self.changeable(request, pk)
        now = timezone.now()
        try:
            if request.method == "POST":
                self._send(request, event)
                return redirect("admin:events_event_change", pk)
            plan = plan_invitations(event, now=now)
        except NotInvitable as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:events_event_change", pk)
        chosen = request.GET.get("person")
        shown = next((guest for guest in plan.new if str(guest.person.pk) == chosen), plan.new[0] if plan.new else None)
        letter = preview_invitation(event, guest=shown) if shown else None
        context = {
            "plan": plan,
            "shown": shown,
            "subject": letter.subject if letter else "",
            "letter": letter.text.replace(LINK_MARKER, _("[personal link]")) if letter else "",
        }
        return self.page(request, "admin/events/event/invite.html", event, _("Send invitations"), context)

    def _send(self, request: HttpRequest, event: Event) -> None:
        result = send_invitations(event, now=timezone.now())
        text = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", result.sent)
        self.message_user(request, text % {"count": result.sent}, messages.SUCCESS)
        for person in result.unreachable:
            text = _("%(person)s was not invited: correct the address, and send again.")
            self.message_user(request, text % {"person": person}, messages.ERROR)
