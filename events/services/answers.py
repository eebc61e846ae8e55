"""Store an answer with its receipt, the one way in which a registration changes."""

from __future__ import annotations

import datetime as dt

from events.models import Event, Registration
from events.services.letters import calendar_attachment, change_of_mind, event_values
from events.services.links import link_of
from partnership.services.letters import write_letter


def record_answer(
    registration: Registration,
    *,
    event: Event,
    status: Registration.Status,
    now: dt.datetime,
    reason: str = "",
    letter: str = "",
) -> Registration:
    """Store an answer and write its receipt, of the kind of the status unless another is named.

    Called inside the transaction that has locked the event and moved its counter.
    """
    registration.status = status
    registration.reason = reason
    registration.answered_at = now
    registration.queued_at = now if status == Registration.Status.WAITING else None
    registration.revision += 1
    registration.save()
    person = registration.person
    attends = status == Registration.Status.ATTENDING
    write_letter(
        letter or f"answer_{status}",
        key=f"answer:{registration.pk}:{registration.revision}",
        person=person,
        values=event_values(event, person.language)
        | {"name": person.name, "again": change_of_mind(event, person.language, now=now)},
        link=link_of(registration, event=event, now=now),
        attachments=[calendar_attachment(event, now=now)] if attends else [],
        now=now,
    )
    return registration
