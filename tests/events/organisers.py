"""An event with everybody around it: host, registered, body, strangers, the secretariat."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from events.models import Event, Registration
from municipalities.models import Coordinatorship, Municipality
from partnership.models import Person, Seat, SeatHolding
from partnership.roles import Role
from tests.events.factories import EventFactory
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import PersonFactory


@dataclass
class World:
    """An event that a municipality hosts, and people by what they are to it."""

    event: Event
    host: Municipality
    people: dict[str, Person]

    def __getitem__(self, role: str) -> Person:
        return self.people[role]


def a_world(**event: Any) -> World:
    """Return an event that ended yesterday unless told otherwise, with somebody in each role."""
    now = timezone.now()
    host = MunicipalityFactory()
    times = {"starts_at": now - dt.timedelta(days=1, hours=6), "ends_at": now - dt.timedelta(days=1), "answer_by": None}
    held = EventFactory(**{**times, "host": host, **event})
    roles = ("registered", "declined", "seated", "left", "stranger", "host", "other_host", "secretariat", "reader")
    people = {role: PersonFactory(name=f"Rolle {role}", is_staff=role in {"secretariat", "reader"}) for role in roles}
    for role in ("secretariat", "reader"):
        people[role].groups.add(Group.objects.get(name=Role(role).value))
    registered(held, people["registered"], municipality=host)
    registered(held, people["declined"], status=Registration.Status.DECLINED)
    today = timezone.localdate()
    for number, (role, from_on, to_on) in enumerate(
        [("seated", today, None), ("left", today - dt.timedelta(days=90), today - dt.timedelta(days=60))], 1
    ):
        seat = Seat.objects.create(body=held.body, municipality=host, number=number)
        SeatHolding.objects.create(seat=seat, person=people[role], from_on=from_on, to_on=to_on)
    for role, municipality in (("host", host), ("other_host", MunicipalityFactory())):
        Coordinatorship.objects.create(person=people[role], municipality=municipality, from_on="2020-01-01")
    return World(held, host, people)


def registered(
    event: Event,
    person: Person | None = None,
    *,
    municipality: Municipality | None = None,
    status: Registration.Status = Registration.Status.ATTENDING,
) -> Registration:
    """Return somebody's stored answer, places counted."""
    row = Registration.objects.create(
        event=event,
        person=person or PersonFactory(),
        municipality=municipality,
        status=status,
        answered_at=timezone.now(),
        queued_at=timezone.now() if status == Registration.Status.WAITING else None,
        revision=1,
    )
    attending = Registration.objects.attending().filter(event=event).count()
    Event.objects.filter(pk=event.pk).update(places_taken=attending)
    event.places_taken = attending
    return row
