"""What people answer to an invitation: most accept over some weeks, some decline, send somebody or say nothing."""

from __future__ import annotations

import datetime as dt
from functools import partial
from random import Random

from events.models import Event, Invitation, Registration
from events.services.registrations import AnswerRefused, accept_invitation, cancel_registration, decline_invitation
from events.services.substitutes import send_substitute
from partnership.config.demonstration.course.course import Course
from partnership.config.demonstration.course.days import at, working
from partnership.config.demonstration.words import MEN, REASONS, SURNAMES, WOMEN
from partnership.services.known_people import Particulars

#: When people answer, in days after the invitation.
WAVES = (1, 6, 13)
#: How many of a hundred accept, cancel later, decline, and send a substitute; the others say nothing.
ACCEPT, CANCEL, DECLINE, SUBSTITUTE = 72, 3, 11, 3
_ILL = "Jeg er desværre blevet syg"


def plan_answers(course: Course, event: Event, *, now: dt.datetime, accepting: int = ACCEPT) -> None:
    """Note down what everybody answers who has just been invited."""
    dice = Random(f"answers to {event.title} {event.day}")
    invitations = list(Invitation.objects.standing().filter(event=event).order_by("person__email"))
    days = {wave: at(working(now.date() + dt.timedelta(days=wave)), 12, wave) for wave in WAVES}
    for invitation in invitations:
        mood, moment = dice.randrange(100), days[dice.choice(WAVES)]
        if event.answer_by is not None and moment >= event.answer_by:
            moment = days[WAVES[0]]
        if mood < accepting + CANCEL:
            course.diary.note(moment, partial(_accept, invitation.pk))
            if mood >= accepting:
                course.diary.note(event.starts_at - dt.timedelta(days=3), partial(_cancel, invitation.pk))
        elif mood < accepting + CANCEL + DECLINE:
            course.diary.note(moment, partial(_decline, invitation.pk, reason=dice.choice(REASONS)))
        elif mood < accepting + CANCEL + DECLINE + SUBSTITUTE and invitation.municipality_id:
            course.diary.note(moment, partial(_send_somebody, course, invitation.pk))


def _invitation(pk: int) -> Invitation | None:
    """Return the invitation unless it was withdrawn meanwhile."""
    rows = Invitation.objects.standing().select_related("event", "person", "municipality", "link")
    return rows.filter(pk=pk).first()


def _accept(pk: int, now: dt.datetime) -> None:
    if (invitation := _invitation(pk)) is not None:
        accept_invitation(invitation, now=now)


def _decline(pk: int, now: dt.datetime, *, reason: str) -> None:
    if (invitation := _invitation(pk)) is not None:
        decline_invitation(invitation, reason=reason, now=now)


def _cancel(pk: int, now: dt.datetime) -> None:
    registration = Registration.objects.filter(invitation=pk).first()
    if registration is not None:
        cancel_registration(registration, reason=_ILL, now=now)


def _send_somebody(course: Course, pk: int, now: dt.datetime) -> None:
    """Let a colleague who has no seat come instead, and accept."""
    invitation = _invitation(pk)
    if invitation is None or invitation.municipality is None:
        return
    dice = Random(f"substitute {invitation.person.email} {invitation.event.title}")
    name = f"{dice.choice([*WOMEN, *MEN])} {dice.choice(SURNAMES)}"
    domain = invitation.person.email.partition("@")[2]
    who = Particulars(f"stedfortraeder.{pk}@{domain}", name, "Konsulent", invitation.person.workplace)
    by = course.coordinator_of(invitation.municipality, on=now.date())
    accept_invitation(send_substitute(invitation, who=who, by=by, now=now), now=now)


def take_offers(event: Event, now: dt.datetime) -> None:
    """Let everybody who is offered a place from the waiting list take it."""
    offered = Registration.objects.filter(event=event, offered_until__gt=now).select_related("invitation")
    for registration in offered:
        if registration.invitation is not None:
            try:
                accept_invitation(registration.invitation, now=now)
            except AnswerRefused:  # the seat has another holder by now
                continue
