"""How long the one request takes that invites a great many people, and how much of it writing a plain row for each costs."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from statistics import median

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from events.models import Event
from events.services.invitations import plan_invitations, send_invitations
from partnership.models import Body, Person, PersonalLink, Seat, SeatHolding
from partnership.services.links import make_links
from tests.events.factories import EventFactory
from tests.partnership.factories import AgreementFactory, BodyFactory

PEOPLE, EACH, ROUNDS = 2000, 25, 5


def measure() -> Iterator[str]:
    """Yield a line for each part: milliseconds for all the people, and times as long as plain rows."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        event = _event()
        now = timezone.now()
        people = [guest.person for guest in plan_invitations(event, now=now).new]
        purpose = PersonalLink.Purpose.PARTICIPANT

        def rows() -> None:
            make_links(people, purpose=purpose, expires_at=now + dt.timedelta(days=1), now=now)

        plain = _measured(rows)[0]
        parts: dict[str, Callable[[], object]] = {
            "a row for each (their links)": rows,
            "whom it reaches": lambda: plan_invitations(event, now=now),
            "the whole sending": lambda: send_invitations(event, now=now),
        }
        yield f"{len(people)} people on {connection.vendor}"
        for name, part in parts.items():
            by_clock, processor = _measured(part)
            yield f"{name:<36}{by_clock:9.0f} ms {by_clock / plain:7.2f} x a row for each; processor {processor:6.0f} ms"
        transaction.set_rollback(True)


def _event() -> Event:
    body = BodyFactory(seats_max=EACH)
    start = timezone.now() + dt.timedelta(days=60)
    event = EventFactory(body=body, starts_at=start, ends_at=start + dt.timedelta(hours=6), answer_by=None)
    for number in range(PEOPLE // EACH):
        _seats(body, number)
    return event


def _seats(body: Body, number: int) -> None:
    municipality = AgreementFactory(partnership=body.partnership).municipality
    people = Person.objects.bulk_create(
        Person(name=f"Åse Ærø {number}-{n}", email=f"guest-{number}-{n}@kommune.example", password="!")
        for n in range(EACH)
    )
    seats = Seat.objects.bulk_create(Seat(body=body, municipality=municipality, number=n) for n in range(1, EACH + 1))
    SeatHolding.objects.bulk_create(
        SeatHolding(seat=seat, person=person, from_on=body.partnership.starts_on)
        for seat, person in zip(seats, people, strict=True)
    )


def _measured(part: Callable[[], object]) -> tuple[float, float]:
    """Return the median of some rounds, each taken back, after one that warms up: by the clock, and of the processor."""
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter(), time.process_time()
        with transaction.atomic():
            part()
            times.append((time.perf_counter() - began[0], time.process_time() - began[1]))
            transaction.set_rollback(True)
    by_clock, processor = zip(*times[1:], strict=True)
    return median(by_clock) * 1000, median(processor) * 1000
