"""What the demonstration shows of letters beyond invitations: reminders, a sending that waits, a returned letter."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from events.models import Event, Invitation, PlannedSending, Reminder
from events.services.invitations import NotInvitable
from events.services.reminders import remind_silent
from events.services.sendings import plan_sending
from partnership.models import Bounce, Letter, Person
from partnership.text import COPENHAGEN
from partnership.workdays import working_day_before

#: How long ago the event's invitations went out whose silent guests are reminded.
INVITED_BEFORE = dt.timedelta(days=8)
#: How long before the deadline of an event its invitations are planned to go out.
SENT_BEFORE = dt.timedelta(days=28)


def remind_once(event: Event, *, by: Person, now: dt.datetime) -> None:
    """Remind the silent guests of an event, unless it has been done."""
    if event.accepts_answers(now) and not Reminder.objects.filter(event=event).exists():
        remind_silent(event, now=now, by=by)


def plan_invitations_of(event: Event, *, by: Person, now: dt.datetime) -> PlannedSending | None:
    """Let the invitations of an event go out four weeks before its deadline, where that lies ahead."""
    day = working_day_before(timezone.localdate((event.answer_by or event.starts_at) - SENT_BEFORE, COPENHAGEN))
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(9)), COPENHAGEN)
    try:
        return plan_sending(event, at=at, by=by, now=now)
    except NotInvitable:  # seeded late in the partnership
        return None


def return_one_letter(event: Event, *, now: dt.datetime) -> None:
    """Let the invitation of one silent guest have come back: the address is known no more."""
    silent = Invitation.objects.unanswered().filter(event=event, municipality__isnull=False)
    invitation = silent.order_by("municipality__code", "pk").first()
    if invitation is None:
        return
    letter = Letter.objects.filter(person=invitation.person_id, link=invitation.link_id).earliest("pk")
    Letter.objects.filter(pk=letter.pk).update(status=Letter.Status.SENT, sent_at=now)
    Bounce.objects.create(
        letter=letter,
        kind=Bounce.Kind.HARD,
        status="5.1.1",
        diagnostic="smtp; 550 5.1.1 Recipient address rejected: User unknown",
        digest="demonstration",
        received_at=now,
    )
