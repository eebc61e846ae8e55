"""What people reply when they register, until they can no longer change it; and the list of it for the organisers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.models import Event, Invitation, Question, Registration, Reply, Workshop, WorkshopChoice
from events.services.organisers import contact_of
from events.services.places import locked_event
from events.services.registrations import AnswerRefused, accept_invitation, renew_registration
from events.services.workshops import WorkshopFull, choose_workshops

Status = Registration.Status
Value = str | bool | list[str]


@dataclass(frozen=True)
class Replies:
    """What somebody filled in: per question (None: nothing), and per round the workshop chosen (None: none)."""

    values: Mapping[int, Value | None] = field(default_factory=dict)
    workshops: Mapping[int, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class AnswerTable:
    """The replies to an event as a list: headings, and per registration a text for each."""

    columns: list[str]
    rows: list[tuple[Registration, list[str]]]


@transaction.atomic
def register_with_replies(
    invitation: Invitation | None, registration: Registration | None, *, replies: Replies, now: dt.datetime
) -> Registration:
    """Register somebody and store the replies, both or none. Raises AnswerRefused, also when a chosen workshop is full."""
    if invitation is not None:
        registered = accept_invitation(invitation, now=now)
    elif registration is not None:
        registered = renew_registration(registration, now=now)
    else:
        raise AnswerRefused(_("There is nothing to answer."))
    _store(registered, replies)
    return registered


@transaction.atomic
def change_replies(registration: Registration, *, replies: Replies, now: dt.datetime) -> bool:
    """Store other replies of somebody who comes or waits; tells whether anything changed.

    Raises AnswerRefused once participants can no longer change anything, and when a chosen workshop is full.
    """
    event = locked_event(registration.event_id)
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    if not event.accepts_changes(now):
        raise AnswerRefused(
            _("It is too late to change it here. Write to %(contact)s.") % {"contact": contact_of(event)}
        )
    if registration.status not in {Status.ATTENDING, Status.WAITING}:
        raise AnswerRefused(_("You are not registered, so there is nothing to change."))
    return _store(registration, replies)


def answers_of(event: Event) -> AnswerTable:
    """Return what those who come or wait have replied, by name; five queries, however many. Two like questions are one column."""
    questions = [question.text for question in Question.objects.filter(event=event)]
    rounds = Workshop.objects.filter(event=event).order_by("round").values_list("round", flat=True).distinct()
    columns = questions + [_round(number) for number in rounds]
    registrations = (
        event.registrations.filter(status__in=[Status.ATTENDING, Status.WAITING])
        .select_related("person", "municipality")
        .order_by("person__name", "pk")
    )
    said = replies_of(registrations)
    return AnswerTable(
        columns, [(row, [said.get(row.pk, {}).get(column, "") for column in columns]) for row in registrations]
    )


def replies_of(registrations: QuerySet[Registration]) -> dict[int, dict[str, str]]:
    """Return per registration what was replied and chosen, by question and round; two queries."""
    found: dict[int, dict[str, str]] = {}
    rows = registrations.order_by().values("pk")
    for reply in Reply.objects.filter(registration__in=rows).select_related("question").order_by("question__number"):
        found.setdefault(reply.registration_id, {})[reply.question.text] = reply.words
    for choice in WorkshopChoice.objects.filter(registration__in=rows).select_related("workshop").order_by("round"):
        found.setdefault(choice.registration_id, {})[_round(choice.round)] = choice.workshop.title
    return found


def _round(number: int) -> str:
    return _("Workshop, round %(n)d") % {"n": number}


def _store(registration: Registration, replies: Replies) -> bool:
    changed = False
    known = {row.question_id: row for row in Reply.objects.filter(registration=registration)}
    asked = set(Question.objects.filter(event=registration.event_id).values_list("pk", flat=True))
    for pk, value in replies.values.items():
        own = known.get(pk)
        if pk not in asked or value == (own.value if own else None):
            continue
        changed = True
        if value is None and own is not None:
            own.delete()
        else:
            Reply.objects.update_or_create(registration=registration, question_id=pk, defaults={"value": value})
    if registration.status == Status.ATTENDING:  # who waits chooses when there is a place
        try:
            changed |= choose_workshops(registration, chosen=replies.workshops)
        except WorkshopFull as full:
            raise AnswerRefused(str(full)) from full
    return changed
