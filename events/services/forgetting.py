"""What this room keeps of people no longer; see `partnership.services.forgetting`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from events.models import (
    AudienceSource,
    Delegate,
    GuestContact,
    Invitation,
    Needs,
    Question,
    Registration,
    Reminder,
    Reply,
)
from events.services.needs import forget_needs
from partnership.retention import months_before
from partnership.services.forgetting import people_limit
from partnership.text import COPENHAGEN

#: Months after the event for which it is known who was asked and did not answer.
UNANSWERED_KEPT = 6


def still_needed(now: dt.datetime) -> list[Q | Exists]:
    """Return the conditions on people, any of which keeps a person.

    Who comes for a municipality is a participant like those who hold a seat; a guest from outside, or who is named for an
    organisation that is asked, is kept as long after the event itself.
    """
    limit = people_limit(now)
    lately = Q(event__ends_at__gte=_moment(limit))
    takes_part = lately | Q(municipality__isnull=False, event__partnership__ends_on__gt=limit)
    own = {"person": OuterRef("pk")}
    asked = AudienceSource.objects.filter(lately, organisation=OuterRef("organisation"))
    return [
        Exists(Invitation.objects.filter(takes_part, **own)),
        Exists(Registration.objects.filter(takes_part, **own)),
        Exists(Delegate.objects.filter(takes_part, **own)),
        Exists(AudienceSource.objects.filter(lately, **own)),
        Exists(GuestContact.objects.filter(Exists(asked), **own)),
    ]


def forget(people: Collection[int], *, now: dt.datetime) -> None:
    """Let registrations count on, without what the people wrote; they are nobody's contacts any more."""
    Needs.objects.filter(person__in=people).delete()
    GuestContact.objects.filter(person__in=people).delete()
    AudienceSource.objects.filter(person__in=people).delete()
    Reply.objects.filter(registration__person__in=people, question__kind=Question.Kind.TEXT).delete()
    Registration.objects.filter(person__in=people).update(reason="")


def sweep(now: dt.datetime) -> dict[str, int]:
    """Delete needs that are for nothing any more, and who did not answer; returns how many. A constant number of queries."""
    return {"needs": forget_needs(now=now), "invitations": _forget_unanswered(now)}


def _forget_unanswered(now: dt.datetime) -> int:
    """Delete invitations, with their reminders, that nobody answered to events that are long over."""
    limit = _moment(months_before(now.astimezone(COPENHAGEN).date(), UNANSWERED_KEPT))
    answered = Registration.objects.filter(event=OuterRef("event"), person=OuterRef("person"))
    over = {"event__ends_at__lt": limit}
    past = Invitation.objects.filter(~Exists(answered), registration__isnull=True, **over)
    Reminder.objects.filter(~Exists(answered), **over).delete()
    Invitation.objects.filter(substitute_for__in=past.values("pk")).update(substitute_for=None)
    return past.delete()[0]


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=COPENHAGEN)
