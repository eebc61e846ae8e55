"""Events as evidence in the assessments of the success criteria."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from events.models import Event, EventEvidence, Registration
from partnership.models import Agreement, CriterionAnswer


def events_to_point_at(agreement: Agreement, *, now: dt.datetime) -> list[Event]:
    """Return the partnership's past events that the municipality hosted or had people at, the latest first; one query."""
    places = Registration.objects.attending().filter(municipality=agreement.municipality_id).values("event")
    own = Event.objects.published().going_ahead().past(now).filter(partnership=agreement.partnership_id)
    return list(own.filter(Q(pk__in=places) | Q(host=agreement.municipality_id)))


def point_at_event(answer: CriterionAnswer, *, event: Event | None) -> None:
    """Store which event an answer builds on, or none; the caller holds the lock of the assessment."""
    if event is None:
        EventEvidence.objects.filter(answer=answer).delete()
    else:
        EventEvidence.objects.update_or_create(answer=answer, defaults={"event": event})


def events_pointed_at(answers: Iterable[CriterionAnswer]) -> dict[int, Event]:
    """Return by answer the event that it builds on; one query."""
    rows = EventEvidence.objects.filter(answer__in=[answer.pk for answer in answers]).select_related("event")
    return {row.answer_id: row.event for row in rows}
