"""What two records of one person do to events: one answer and one invitation to each, and the right number of places."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from events.models import Event, Invitation, Needs, Registration
from events.services.door import move_marks
from events.services.evaluation_answers import move_turn
from events.services.invitations import invitation_key
from events.services.places import give_place_back, locked_event
from events.services.waiting_list import promote_while_locked
from events.services.workshops import leave_workshops
from partnership.models import Letter, Person
from partnership.services.merging import Merge, Rule, move, move_what_fits, rows_of

Status = Registration.Status
#: Whoever comes, comes; who waits waits; of two refusals the later one counts.
_RANK = {Status.ATTENDING: 2, Status.WAITING: 1, Status.DECLINED: 0, Status.CANCELLED: 0, Status.LAPSED: 0}


def events_of(*people: Person) -> set[int]:
    """Return the ids of the events that the people are invited to or have answered."""
    invited = Invitation.objects.filter(person__in=people).values_list("event", flat=True)
    return {*invited, *Registration.objects.filter(person__in=people).values_list("event", flat=True)}


def lock_events(pks: set[int]) -> None:
    """Lock events in the order of their ids until the transaction ends."""
    list(Event.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))


def _move_registrations(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Move answers; of two to one event one stays, a place that was held twice falls free, and who waits gets it.

    The caller holds the locks of the events.
    """
    theirs = {row.event_id: row for row in rows_of(merge.leftover, key).select_related("event")}
    both = list(rows_of(merge.keeper, key).filter(event__in=theirs).select_related("event").order_by("event"))
    for own in both:
        stays, goes = sorted([own, theirs[own.event_id]], key=_weight, reverse=True)
        invitation = stays.invitation or goes.invitation
        leave_workshops(goes)
        twice = own.holds_place and theirs[own.event_id].holds_place
        move_marks(goes, to=stays)
        move_turn(goes, to=stays)
        merge.drop(goes)
        # The higher number of answers, so that calendars take the next file as newer than those of either record.
        revision = max(stays.revision, goes.revision)
        Registration.objects.filter(pk=stays.pk).update(person=merge.keeper, invitation=invitation, revision=revision)
        merge.count(Registration, int(stays.pk != own.pk))
        message = _("Both records have answered “%(event)s”: “%(answer)s” stays.")
        merge.resolved.append(message % {"event": own.event, "answer": stays.get_status_display()})
        if twice:
            event = locked_event(own.event_id)
            give_place_back(event)
            promote_while_locked(event, now=merge.now)
    move(merge, key)


def _weight(registration: Registration) -> tuple[object, ...]:
    """Return what is greater for the answer that stays; on the waiting list, who came first."""
    waits = -registration.queued_at.timestamp() if registration.queued_at else 0
    return (
        _RANK[Status(registration.status)],
        registration.holds_place,
        waits,
        registration.answered_at,
        registration.pk,
    )


def _move_invitations(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Move invitations; of two to one event one stays, the keeper's unless it alone is withdrawn. The links of both still work.

    The letters follow by their key, by which every invitation is known to have its letter.
    """
    own = {row.event_id: row for row in rows_of(merge.keeper, key)}
    for theirs in list(rows_of(merge.leftover, key).select_related("event").order_by("event")):
        kept = own.get(theirs.event_id)
        if kept is not None:
            stays, goes = (theirs, kept) if kept.withdrawn_at and not theirs.withdrawn_at else (kept, theirs)
            Registration.objects.filter(invitation=goes).update(invitation=stays)
            merge.drop(goes)
            message = _("Both records are invited to “%(event)s”: one invitation stays, and the links of both work.")
            merge.resolved.append(message % {"event": theirs.event})
        _rekey_letters(theirs, merge)
    move(merge, key)


def _rekey_letters(invitation: Invitation, merge: Merge) -> None:
    """Give the letters of an invitation the key of the record that stays, unless that has a letter of this key itself."""
    for revision in range(1, invitation.revision + 1):
        key = invitation_key(invitation.event_id, merge.keeper.pk, revision)
        if not Letter.objects.filter(key=key).exists():
            former = invitation_key(invitation.event_id, merge.leftover.pk, revision)
            Letter.objects.filter(key=former).update(key=key)


def _move_needs(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Keep what was stated last. What goes is not written to the logbook: nobody but the person may read it."""
    stated = sorted(Needs.objects.filter(person__in=[merge.keeper, merge.leftover]), key=lambda row: row.changed_at)
    Needs.objects.filter(pk__in=[row.pk for row in stated[:-1]]).delete()
    move(merge, key)


RULES: list[Rule] = [
    Rule("events.registration.person", _move_registrations),
    Rule("events.needs.person", _move_needs),
    Rule("events.invitation.person", _move_invitations),
    Rule("events.delegate.person", move_what_fits),
    Rule("events.guestcontact.person", move_what_fits),
    Rule("events.audiencesource.person", move_what_fits),
    Rule("events.plannedsending.planned_by", move),
    Rule("events.material.added_by", move),
    Rule("events.doormark.*", move),
    Rule("events.reminder.person", move_what_fits),
    Rule("events.reminder.written_by", move),
]
