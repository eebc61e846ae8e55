"""A municipality names who of another body comes to a steering conference besides the politicians."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Delegate, Event, Invitation
from events.models.event import EventQuerySet
from events.services.letters import event_values
from events.services.places import locked_event
from events.services.waiting_list import promote_while_locked
from events.services.withdrawing import withdraw_while_locked
from municipalities.models import Municipality
from partnership.doorbell import ring
from partnership.models import Agreement, Person, SeatHolding
from partnership.models.person import PersonQuerySet
from partnership.owed import Owed
from partnership.services.letters import is_writable, write_letter
from partnership.text import COPENHAGEN

#: How many a municipality sends; a CHECK of the table says the same.
MOST = 2
#: How long before an event a municipality is asked to choose.
ASKED_AHEAD = dt.timedelta(days=120)


class NotDelegable(Exception):
    """The choice cannot be stored; the message says why."""


def delegable_events(municipality: Municipality, *, now: dt.datetime) -> EventQuerySet:
    """Return the coming events to which the municipality sends delegates."""
    partnerships = Agreement.objects.active().filter(municipality=municipality).values("partnership")
    events = Event.objects.published().going_ahead().filter(partnership__in=partnerships)
    return events.filter(delegate_body__isnull=False, date_is_tentative=False).upcoming(now)


def candidates(event: Event, *, municipality: Municipality) -> PersonQuerySet:
    """Return who holds a seat of the other body for the municipality on the event's day."""
    held = SeatHolding.objects.held_on(event.day).filter(
        seat__body=event.delegate_body_id, seat__municipality=municipality
    )
    people: PersonQuerySet = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return people.order_by("name", "pk")


@transaction.atomic
def name_delegates(
    event: Event, *, municipality: Municipality, people: Sequence[Person], by: Person, now: dt.datetime
) -> int:
    """Let exactly these people come for the municipality; returns how many are new among them.

    Who is no longer named and was invited as a delegate does not come, and is told; who is new is invited once the event's
    invitations have gone out. Repeating it changes nothing. Raises NotDelegable.
    """
    event = locked_event(event.pk)
    _check(event, municipality, people, now=now)
    rows = {row.person_id: row for row in Delegate.objects.filter(event=event, municipality=municipality)}
    wanted = {person.pk: person for person in people}
    gone = [row for person_pk, row in rows.items() if person_pk not in wanted]
    Delegate.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for row in gone:
        _take_back(event, municipality, row.person_id, by=by, now=now)
    taken = {row.number for person_pk, row in rows.items() if person_pk in wanted}
    numbers = [number for number in range(1, MOST + 1) if number not in taken]
    new = [person for person_pk, person in wanted.items() if person_pk not in rows]
    for person, number in zip(new, numbers, strict=False):
        Delegate.objects.create(event=event, municipality=municipality, person=person, number=number)
    if gone:
        promote_while_locked(event, now=now)
    if new:
        ring("seats")
    return len(new)


def _check(event: Event, municipality: Municipality, people: Sequence[Person], *, now: dt.datetime) -> None:
    if event.cancelled_at is not None:
        raise NotDelegable(_("“%(event)s” is cancelled.") % {"event": event})
    if not event.accepts_answers(now):
        raise NotDelegable(_("The registration deadline has passed. Send a substitute, or write to the secretariat."))
    if len(people) > MOST:
        raise NotDelegable(_("A municipality sends one or two members of its development group."))
    able = set(candidates(event, municipality=municipality).values_list("pk", flat=True))
    for person in people:
        if person.pk not in able:
            raise NotDelegable(_("%(person)s holds no seat on the day of the event.") % {"person": person.name})
        if Delegate.objects.filter(event=event, person=person).exclude(municipality=municipality).exists():
            raise NotDelegable(_("%(person)s is named by another municipality.") % {"person": person.name})


def _take_back(event: Event, municipality: Municipality, person_pk: int, *, by: Person, now: dt.datetime) -> None:
    invitation = (
        Invitation.objects.standing()
        .select_related("person")
        .filter(event=event, person=person_pk, municipality=municipality, seat=None, substitute_for=None)
        .first()
    )
    if invitation is None:
        return
    withdraw_while_locked(invitation, event=event, why=Invitation.Withdrawal.NOT_NAMED, now=now)
    person = invitation.person
    if is_writable(person.email):
        write_letter(
            "not_named",
            key=f"not_named:{invitation.pk}:{invitation.revision}",
            person=person,
            values=event_values(event, person.language)
            | {"name": person.name, "by": by.name, "municipality": municipality.official_name},
            now=now,
        )


def owed_delegates(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement the next events for which its municipality has named nobody; two queries."""
    partnerships = {agreement.partnership_id for agreement in agreements}
    events = Event.objects.published().going_ahead().filter(partnership__in=partnerships)
    events = events.filter(delegate_body__isnull=False, date_is_tentative=False, starts_at__lte=now + ASKED_AHEAD)
    events = events.upcoming(now)
    coming = [event for event in events.select_related("delegate_body") if event.accepts_answers(now)]
    named = set(
        Delegate.objects.filter(event__in=coming, municipality__in={row.municipality_id for row in agreements})
        .values_list("event", "municipality")
        .distinct()
    )
    return {
        agreement.pk: [
            Owed(
                text=_("%(event)s: you have not named who comes from %(body)s.")
                % {"event": event.title, "body": event.delegate_body.name if event.delegate_body else ""},
                url=reverse("events:delegates", args=[agreement.municipality.code, event.pk]),
                action=_("Choose who comes"),
                deadline=(event.answer_by or event.starts_at).astimezone(COPENHAGEN).date(),
            )
            for event in coming
            if event.partnership_id == agreement.partnership_id and (event.pk, agreement.municipality_id) not in named
        ]
        for agreement in agreements
    }
