"""Send an event's invitations."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event
from events.services.invitations import NotInvitable, check_invitable, not_yet_invited, send_invitations
from municipalities.command import PortalCommand


class Command(PortalCommand):
    help = "Invite everybody of an event's audience who is not invited yet; repeating it finds only who is new."
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("event", help="id of the event, or its short name in the newest programme")
        parser.add_argument("--dry-run", action="store_true", help="only tell how many would be invited")

    def handle(self, *, event: str, dry_run: bool, **options: Any) -> None:
        found = self._event(event)
        now = timezone.now()
        try:
            if dry_run:
                check_invitable(found, now=now)
                new, already = not_yet_invited(found, on=timezone.localdate(now))
                sent, unreachable = len(new), ()
            else:
                result = send_invitations(found, now=now)
                sent, already, unreachable = result.sent, result.already, result.unreachable
        except NotInvitable as refusal:
            raise CommandError(str(refusal)) from refusal
        data = {"event": found.pk, "title": found.title, "sent": sent, "already": already, "dry_run": dry_run}
        data["unreachable"] = list(unreachable)
        text = _("%(event)s: %(sent)d invited now, %(already)d before.")
        if dry_run:
            text = _("%(event)s: %(sent)d would be invited, %(already)d are already.")
        self.report(data, text % {"event": found, "sent": sent, "already": already}, as_json=options["json"])
        if unreachable:
            message = _("Not invited, since the address cannot be written to: %(people)s.")
            raise CommandError(message % {"people": ", ".join(unreachable)})

    def _event(self, name: str) -> Event:
        events = Event.objects.filter(pk=name) if name.isdecimal() else Event.objects.filter(key=name)
        event = events.order_by("-partnership__starts_on").first()
        if event is None:
            raise CommandError(_("There is no event “%(name)s”.") % {"name": name})
        return event
