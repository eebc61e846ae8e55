"""A place beyond the limit, on the word of staff, with a reason that is logged."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Registration
from events.services.answers import record_answer
from events.services.places import locked_event, take_place, take_place_beyond
from events.services.registrations import AnswerRefused, registration_on_word
from municipalities.models import Municipality
from partnership.models import LogbookEntry, Person
from partnership.services.logbook import log

Status = Registration.Status


@transaction.atomic
def overbook(
    event: Event,
    *,
    person: Person,
    reason: str,
    by: Person,
    now: dt.datetime,
    municipality: Municipality | None = None,
) -> Registration:
    """Give the person a place even if all are taken, past those who wait; the logbook keeps who did it and why.

    A place that is free and that nobody waits for is taken as usual. Repeating it changes nothing. Raises AnswerRefused
    without a reason, and as `register_person` does.
    """
    if not reason.strip():
        raise AnswerRefused(_("Say why the place is given beyond the limit."))
    event = locked_event(event.pk)
    registration = registration_on_word(event, person=person, municipality=municipality, now=now)
    if registration.status == Status.ATTENDING:
        return registration
    waited = registration.status == Status.WAITING
    if not registration.holds_place and not _take_free_place(event, registration, now):
        take_place_beyond(event)
        log(
            LogbookEntry.Kind.PLACE_OVERBOOKED,
            actor=by,
            person=person,
            reason=reason.strip(),
            now=now,
            data={"event": event.title, "event_id": event.pk},
        )
    letter = "promoted" if waited else ""
    return record_answer(registration, event=event, status=Status.ATTENDING, letter=letter, now=now)


def _take_free_place(event: Event, registration: Registration, now: dt.datetime) -> bool:
    """Take a place that is free and not meant for those who wait."""
    if Registration.objects.in_line().filter(event=event).exists():
        return False
    return take_place(event, municipality_pk=registration.municipality_id, now=now)
