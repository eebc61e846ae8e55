"""Seats: made when a municipality joins, filled, handed over and vacated."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.models import Agreement, Body, Person, Seat, SeatHolding


class SeatError(Exception):
    """A seat cannot be given as asked; the message says why."""


class NoVacantSeat(SeatError):
    """All seats of the municipality in the body are held."""


@dataclass
class BodySeats:
    """A municipality's seats in one body on a day: the holdings in order of seat, and how many are missing."""

    body: Body
    holdings: list[SeatHolding] = field(default_factory=list)
    total: int = 0

    @property
    def missing(self) -> int:
        """Seats below the body's minimum."""
        return max(0, self.body.seats_min - len(self.holdings))

    @property
    def marks(self) -> list[str]:
        """One word per seat for the row of dots: held, missing or free."""
        free = self.total - len(self.holdings)
        return ["held"] * len(self.holdings) + ["missing"] * self.missing + ["free"] * (free - self.missing)


@transaction.atomic
def create_seats(agreement: Agreement) -> int:
    """Make the rows of all seats that the agreement gives its municipality; returns how many were new."""
    seats = [
        Seat(body=body, municipality=agreement.municipality, number=number)
        for body in agreement.partnership.bodies.all()
        for number in range(1, body.seats_max + 1)
    ]
    before = Seat.objects.filter(municipality=agreement.municipality).count()
    Seat.objects.bulk_create(seats, ignore_conflicts=True)
    return Seat.objects.filter(municipality=agreement.municipality).count() - before


@transaction.atomic
def nominate(municipality: Municipality, *, body: Body, person: Person, from_on: dt.date) -> SeatHolding:
    """Give a person the lowest vacant seat of a municipality in a body, from a day on. Raises NoVacantSeat, SeatError."""
    seats = list(Seat.objects.select_for_update().filter(municipality=municipality, body=body).order_by("number"))
    holdings = SeatHolding.objects.filter(seat__in=seats, to_on__isnull=True) | SeatHolding.objects.filter(
        seat__in=seats, to_on__gt=from_on
    )
    taken = {holding.seat_id: holding.person_id for holding in holdings}
    if person.pk in taken.values():
        raise SeatError(_("%(person)s already has a seat in %(body)s.") % {"person": person.name, "body": body})
    for seat in seats:
        if seat.pk not in taken:
            return SeatHolding.objects.create(seat=seat, person=person, from_on=from_on)
    raise NoVacantSeat(
        _("%(municipality)s has no vacant seat in %(body)s.") % {"municipality": municipality, "body": body}
    )


@transaction.atomic
def hand_over_seat(seat: Seat, *, to: Person, on: dt.date) -> SeatHolding:
    """Let a successor hold the seat from a day on; the predecessor keeps what was before. Raises SeatError."""
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    current = seat.holdings.open().first()
    if current is not None:
        if current.person_id == to.pk:
            return current
        if on <= current.from_on:
            raise SeatError(
                _("The seat was taken over on %(day)s; choose a later day.") % {"day": current.from_on.isoformat()}
            )
        current.to_on = on
        current.save(update_fields=["to_on"])
    return SeatHolding.objects.create(seat=seat, person=to, from_on=on)


@transaction.atomic
def vacate_seat(seat: Seat, *, on: dt.date) -> bool:
    """End the open holding of a seat on a day; False when nobody holds it. Raises SeatError."""
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    current = seat.holdings.open().first()
    if current is None:
        return False
    if on <= current.from_on:
        raise SeatError(_("The holding only began on %(day)s.") % {"day": current.from_on.isoformat()})
    current.to_on = on
    current.save(update_fields=["to_on"])
    return True


def seat_overview(agreement: Agreement, *, on: dt.date) -> list[BodySeats]:
    """Return the municipality's seats per body on a day, in the bodies' order; three queries however many seats."""
    overview = {body.pk: BodySeats(body) for body in agreement.partnership.bodies.all()}
    for body_id in Seat.objects.filter(
        municipality=agreement.municipality, body__partnership=agreement.partnership
    ).values_list("body", flat=True):
        overview[body_id].total += 1
    holdings = SeatHolding.objects.held_on(on).filter(
        seat__municipality=agreement.municipality, seat__body__partnership=agreement.partnership
    )
    for holding in holdings.select_related("person", "seat").order_by("seat__number"):
        overview[holding.seat.body_id].holdings.append(holding)
    return list(overview.values())
