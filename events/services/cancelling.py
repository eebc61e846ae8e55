"""Cancel an event, and let it go ahead after all. Its page stays, and nobody's answer is lost."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Registration
from events.services.change_letters import values_of_cancellation, values_of_restoring
from events.services.notices import Told, concerned_by, tell
from events.services.outcomes import Outcome, taken_back, to_be_rung
from events.services.places import locked_event
from events.services.planning import ChangeRefused
from events.services.waiting_list import answer_until, promote_while_locked
from partnership.doorbell import ring
from partnership.models import Letter, LogbookEntry, Person
from partnership.services.logbook import log

Status = Registration.Status


@transaction.atomic
def cancel_event(event: Event, *, reason: str, by: Person, now: dt.datetime) -> Outcome:
    """Cancel the event, and write to all who are registered, wait, or have not answered.

    From then on nobody answers, is promoted, reminded or invited: `going_ahead()` leaves it out. Answers and places stay as
    they are, so that it can be undone. Repeating it changes nothing. Raises ChangeRefused without a reason, and when it is over.
    """
    event_row = locked_event(event.pk)
    if event_row.cancelled_at is not None:
        return Outcome()
    if not reason.strip():
        raise ChangeRefused(_("Write why the event is cancelled: those who are told read it."))
    if event_row.ends_at <= now:
        raise ChangeRefused(_("The event is over, so it cannot be cancelled."))
    event_row.cancelled_at, event_row.cancellation_reason = now, reason.strip()
    event_row.revise(now)
    event_row.save(update_fields=["cancelled_at", "cancellation_reason", "sequence", "revised_at"])
    told = tell(
        "event_cancelled",
        event=event_row,
        people=concerned_by(event_row),
        values=lambda row: values_of_cancellation(event_row, row),
        method="CANCEL",
        now=now,
    )
    outcome = _outcome(event_row, told)
    _log(LogbookEntry.Kind.EVENT_CANCELLED, event_row, outcome, by=by, reason=reason.strip(), now=now)
    event.refresh_from_db()
    return outcome


def plan_cancellation(event: Event, *, reason: str, by: Person, now: dt.datetime) -> Outcome:
    """Return what cancelling would do: it is carried out and taken back. Raises ChangeRefused."""
    with taken_back():
        outcome = cancel_event(event, reason=reason, by=by, now=now)
    event.refresh_from_db()
    return outcome


@transaction.atomic
def restore_event(event: Event, *, by: Person, now: dt.datetime, note: str = "") -> Outcome:
    """Take a cancellation back, and write to those who were told of it; who has a place is asked to confirm it.

    Whose seat was handed on meanwhile is found by the next sweep over seats. Repeating it changes nothing. Raises ChangeRefused
    when its time has passed.
    """
    event_row = locked_event(event.pk)
    if event_row.cancelled_at is None:
        return Outcome()
    if event_row.starts_at <= now:
        raise ChangeRefused(_("The time of the event has passed. Give it a new time first."))
    # The title may have changed since, which raises the revision: the letters are told by when they were written.
    letters = Letter.objects.filter(
        kind="event_cancelled",
        key__startswith=f"event_cancelled:{event_row.pk}:",
        created_at__gte=event_row.cancelled_at,
    )
    were_told = set(letters.values_list("person", flat=True))
    event_row.cancelled_at, event_row.cancellation_reason = None, ""
    event_row.revise(now)
    event_row.save(update_fields=["cancelled_at", "cancellation_reason", "sequence", "revised_at"])
    # Nobody could answer an offer meanwhile, so it is held anew.
    Registration.objects.offered().filter(event=event_row).update(
        offered_until=answer_until(event_row, now) or event_row.starts_at
    )
    promoted = promote_while_locked(event_row, now=now)
    people = [row for row in concerned_by(event_row) if row.person.pk in were_told]
    asked = Registration.objects.attending().filter(event=event_row, person__in=were_told)
    asked.update(asked_again_at=now, confirmed_at=None)
    told = tell(
        "event_restored",
        event=event_row,
        people=people,
        values=lambda row: values_of_restoring(event_row, row, note=note, now=now),
        method="REQUEST",
        now=now,
    )
    outcome = _outcome(event_row, told, promoted=promoted, asks_to_confirm=True)
    _log(LogbookEntry.Kind.EVENT_RESTORED, event_row, outcome, by=by, reason=note.strip(), now=now)
    ring("seats")
    event.refresh_from_db()
    return outcome


def plan_restoring(event: Event, *, by: Person, now: dt.datetime, note: str = "") -> Outcome:
    """Return what taking the cancellation back would do. Raises ChangeRefused."""
    with taken_back():
        outcome = restore_event(event, by=by, note=note, now=now)
    event.refresh_from_db()
    return outcome


def _outcome(event: Event, told: Told, *, promoted: int = 0, asks_to_confirm: bool = False) -> Outcome:
    return Outcome(
        registered=told.count(Status.ATTENDING),
        waiting=told.count(Status.WAITING),
        silent=told.count(None),
        promoted=promoted,
        asks_to_confirm=asks_to_confirm,
        venues=to_be_rung(event),
        unreachable=told.unreachable,
        sample=told.sample,
        sample_to=told.people[0].person.name if told.people else "",
    )


def _log(kind: LogbookEntry.Kind, event: Event, outcome: Outcome, *, by: Person, reason: str, now: dt.datetime) -> None:
    data = {"event": event.title, "event_id": event.pk, "letters": outcome.letters}
    log(kind, actor=by, reason=reason, data=data, now=now)
