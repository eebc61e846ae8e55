"""Invitations that go out at a time, and the test letter that somebody of the secretariat sends to oneself."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Event, PlannedSending
from events.services.audience import Guest
from events.services.invitations import NotInvitable, check_invitable, preview_invitation, send_invitations
from events.services.letters import calendar_attachment
from events.services.places import locked_event
from partnership.letter_texts import LINK_MARKER, LetterText
from partnership.models import Letter, Person
from partnership.services.letters import store_letter

#: Stands in a test letter where the guest's own link would: it opens for nobody.
DUMMY_TOKEN = "test-link-that-opens-for-nobody"  # noqa: S105 -- no secret


@transaction.atomic
def plan_sending(event: Event, *, at: dt.datetime, by: Person, now: dt.datetime) -> PlannedSending:
    """Let the invitations go out at a time. Raises NotInvitable when that is over, planned already or too late to answer."""
    event = locked_event(event.pk)
    if at <= now:
        raise NotInvitable(_("Choose a time that lies ahead."))
    check_invitable(event, now=at)
    if PlannedSending.objects.open().filter(event=event).exists():
        raise NotInvitable(_("A sending is planned already. Undo it first."))
    return PlannedSending.objects.create(event=event, send_at=at, planned_by=by, planned_at=now)


@transaction.atomic
def undo_sending(event: Event, *, now: dt.datetime) -> bool:
    """Take the planned sending of an event back; False when there is none, or when it has gone out."""
    locked_event(event.pk)
    return bool(PlannedSending.objects.open().filter(event=event).update(undone_at=now))


def send_planned(*, now: dt.datetime) -> int:
    """Send the invitations whose time has come; returns how many. One event that is closed by now stops no other."""
    due = PlannedSending.objects.due(now).values_list("pk", "event")
    return sum(_send(pk, event_pk, now=now) for pk, event_pk in list(due))


@transaction.atomic
def _send(pk: int, event_pk: int, *, now: dt.datetime) -> int:
    event = locked_event(event_pk)
    sending = PlannedSending.objects.due(now).filter(pk=pk).first()  # read after the lock: who undid it is seen
    if sending is None:
        return 0
    try:
        sending.count, sending.sent_at = send_invitations(event, now=now).sent, now
    except NotInvitable:
        with override(settings.LANGUAGE_CODE):
            sending.refusal = _refusal(event, now=now)
    sending.save(update_fields=["count", "sent_at", "refusal"])
    return sending.count


def _refusal(event: Event, *, now: dt.datetime) -> str:
    """Return the reason in the active language."""
    try:
        check_invitable(event, now=now)
    except NotInvitable as refusal:
        return str(refusal)[:300]
    return _("Nobody could be invited.")


def send_test_letter(event: Event, *, guest: Guest, to: Person, now: dt.datetime) -> Letter:
    """Send somebody of the secretariat exactly the letter that a guest would get, but for the link, which opens for nobody."""
    text = preview_invitation(event, guest=guest)
    dummy = f"{settings.SITE_URL}/i/{DUMMY_TOKEN}/"
    letter, _new = store_letter(
        LetterText(text.subject, text.text.replace(LINK_MARKER, dummy), text.html.replace(LINK_MARKER, dummy)),
        kind="test_letter",
        key=f"test_letter:{uuid.uuid4()}",
        person=to,
        to_email=to.email,
        attachments=[calendar_attachment(event, now=now)],
        now=now,
    )
    return letter
