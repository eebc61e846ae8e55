"""People who were entered twice, as happens: one pair is merged already, one is left to try it with."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password

from partnership.config.merging import merge_people
from partnership.models import Partnership, Person, SeatHolding


def enter_two_people_twice(partnership: Partnership, *, by: Person, now: dt.datetime) -> None:
    """Give the first two holders of seats a second record each, and merge one of the two pairs."""
    holdings = SeatHolding.objects.filter(seat__body__partnership=partnership).select_related("person").order_by("pk")
    people = list({holding.person_id: holding.person for holding in holdings[:20]}.values())[:2]
    for person, is_merged in zip(people, (True, False), strict=False):
        twin = Person.objects.create(
            name=person.name,
            email=f"privat.{person.email}",
            phone="00 00 00 00",
            password=make_password(None),
        )
        if is_merged:
            merge_people(twin, into=person, by=by, values={"phone": twin.phone}, now=now)
