"""Send an event's invitations."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event
from events.services.invitations import InvitationsSent, NotInvitable, plan_invitations, send_invitations
from municipalities.command import PortalCommand


class Command(PortalCommand):
    help = "Invite everybody of an event's audience who is not invited yet; repeating it finds only who is new."
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("event", help="id of the event, or its short name in the newest programme")
        parser.add_argument("--dry-run", action="store_true", help="only tell how many would be invited")

    def handle(self, *, event: str, dry_run: bool, **options: Any) -> None:
        found = self._event(event)
        try:
            result = self._dry_run(found) if dry_run else send_invitations(found, now=timezone.now())
        except NotInvitable as refusal:
            if options["json"]:
                self.report(
                    _as_data(found, InvitationsSent(0, 0), dry_run) | {"refused": str(refusal)}, "", as_json=True
                )
            raise CommandError(str(refusal)) from refusal
        text = _("%(event)s: %(sent)d invited now, %(already)d before.")
        if dry_run:
            text = _("%(event)s: %(sent)d would be invited, %(already)d are already.")
        values = {"event": found, "sent": result.sent, "already": result.already}
        self.report(_as_data(found, result, dry_run), text % values, as_json=options["json"])
        if result.unreachable:
            message = _("Not invited, since the address cannot be written to: %(people)s.")
            raise CommandError(message % {"people": ", ".join(result.unreachable)})

    def _dry_run(self, event: Event) -> InvitationsSent:
        plan = plan_invitations(event, now=timezone.now())
        unreachable = tuple(str(guest.person) for guest in plan.unreachable)
        return InvitationsSent(len(plan.new), plan.already, unreachable)

    def _event(self, name: str) -> Event:
        events = Event.objects.filter(pk=name) if name.isdecimal() else Event.objects.filter(key=name)
        event = events.order_by("-partnership__starts_on").first()
        if event is None:
            raise CommandError(_("There is no event “%(name)s”.") % {"name": name})
        return event


def _as_data(event: Event, result: InvitationsSent, dry_run: bool) -> dict[str, Any]:
    return {
        "event": event.pk,
        "title": event.title,
        "sent": result.sent,
        "already": result.already,
        "unreachable": list(result.unreachable),
        "dry_run": dry_run,
    }
