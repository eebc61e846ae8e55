"""Store an answer with its receipt, the one way in which a registration changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from events.models import Event, Registration
from events.services.letters import calendar_attachment, change_of_mind, code_attachment, event_values
from events.services.links import link_of
from events.services.workshops import leave_workshops
from partnership.services.letters import write_letter
from partnership.text import day_time


def store_answer(
    registration: Registration,
    *,
    status: Registration.Status,
    now: dt.datetime,
    reason: str = "",
    queued_at: dt.datetime | None = None,
    offered_until: dt.datetime | None = None,
) -> None:
    """Store an answer without a receipt, for callers who write a letter of their own.

    Called inside the transaction that has locked the event and moved its counter. `queued_at` keeps a turn on the waiting list,
    `offered_until` says how long a place is held for who waits.
    """
    registration.status = status
    registration.reason = reason
    registration.answered_at = now
    registration.queued_at = (queued_at or now) if status == Registration.Status.WAITING else None
    registration.offered_until = offered_until
    registration.released_at = None
    # An answer is given to the event as it is: it needs no confirmation of what was before.
    registration.asked_again_at = registration.confirmed_at = None
    registration.revision += 1
    registration.save()
    if status != Registration.Status.ATTENDING:
        leave_workshops(registration)


def record_answer(
    registration: Registration,
    *,
    event: Event,
    status: Registration.Status,
    now: dt.datetime,
    reason: str = "",
    letter: str = "",
    offered_until: dt.datetime | None = None,
    values: Mapping[str, str] | None = None,
) -> Registration:
    """Store an answer and write its receipt, of the kind of the status unless another is named.

    Called inside the transaction that has locked the event and moved its counter. Who is offered a place keeps the turn.
    """
    had_place = registration.status == Registration.Status.ATTENDING
    queued_at = registration.queued_at if offered_until else None
    store_answer(registration, status=status, reason=reason, queued_at=queued_at, offered_until=offered_until, now=now)
    person = registration.person
    files = []
    if status == Registration.Status.ATTENDING:
        files = [
            calendar_attachment(event, registration=registration, method="REQUEST", now=now),
            code_attachment(registration),
        ]
    elif had_place:
        files = [calendar_attachment(event, registration=registration, method="CANCEL", now=now)]
    write_letter(
        letter or f"answer_{status}",
        key=f"answer:{registration.pk}:{registration.revision}",
        person=person,
        values=event_values(event, person.language)
        | {
            "name": person.name,
            "again": change_of_mind(event, person.language, now=now),
            "until": day_time(offered_until, person.language) if offered_until else "",
        }
        | dict(values or {}),
        link=link_of(registration, event=event, now=now),
        attachments=files,
        now=now,
    )
    return registration
