"""Seats: make them, fill them, hand them over, and see which are missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from municipalities.models import Municipality
from partnership import text
from partnership.doorbell import ring
from partnership.models import Agreement, Body, Nomination, Partnership, Person, Seat, SeatHolding
from partnership.models.seat import SeatHoldingQuerySet


class SeatError(Exception):
    """A seat cannot change as asked; the message says why and what to do."""


class NoVacantSeat(SeatError):
    """Every seat of the municipality in the body is taken."""


class AlreadyHoldsSeat(SeatError):
    """The person holds a seat in the body already."""


class NotTakingPart(SeatError):
    """The municipality has no active agreement in the body's partnership."""


class SeatIsVacant(SeatError):
    """Nobody holds the seat, so it cannot be handed over."""


class WrongDay(SeatError):
    """The day lies before the holding that it should end."""


class SeatIsReserved(SeatError):
    """Somebody is nominated for the seat and awaits approval."""


class SeatsInUse(SeatError):
    """Seats above the new maximum are or were held."""


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


@dataclass(frozen=True)
class SeatGauge:
    """How far one municipality has filled its seats in one body."""

    municipality: Municipality
    body: Body
    filled: int

    @property
    def missing(self) -> int:
        """How many people are missing to the body's minimum; a hint to both sides that blocks nothing."""
        return max(0, self.body.seats_min - self.filled)


@transaction.atomic
def create_seats(agreement: Agreement) -> int:
    """Make the agreement's seats in every body, from 1 to the body's maximum; returns how many were lacking."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    municipality_id = agreement.municipality_id
    bodies = list(Body.objects.filter(partnership=agreement.partnership_id))
    present = set(Seat.objects.filter(body__in=bodies, municipality=municipality_id).values_list("body_id", "number"))
    lacking = [
        Seat(body=body, municipality_id=municipality_id, number=number)
        for body in bodies
        for number in range(1, body.seats_max + 1)
        if (body.pk, number) not in present
    ]
    Seat.objects.bulk_create(lacking)
    return len(lacking)


@transaction.atomic
def resize_body(body: Body, *, seats_min: int, seats_max: int) -> None:
    """Change a body's size, and its seats with it: new ones for all who take part, or away with those never held.

    Raises SeatsInUse.
    """
    Body.objects.select_for_update().get(pk=body.pk)
    if held_above(body, seats_max=seats_max):
        raise SeatsInUse(_("Seats above number %(number)d are or were held.") % {"number": seats_max})
    # The seats first: the database refuses a maximum below a seat that is there.
    Seat.objects.filter(body=body, number__gt=seats_max).delete()
    body.seats_min, body.seats_max = seats_min, seats_max
    body.save(update_fields=["seats_min", "seats_max"])
    for agreement in Agreement.objects.active().filter(partnership=body.partnership_id):
        create_seats(agreement)


def held_above(body: Body, *, seats_max: int) -> bool:
    """Tell whether a seat above the number is or was held, or somebody was nominated for it."""
    above = {"seat__body": body, "seat__number__gt": seats_max}
    return SeatHolding.objects.filter(**above).exists() or Nomination.objects.filter(**above).exists()


@transaction.atomic
def nominate(
    municipality: Municipality, *, body: Body, person: Person, from_on: dt.date, seat: Seat | None = None
) -> SeatHolding:
    """Give a person the municipality's lowest seat that is free from the day on, or the named one of its seats.

    It opens the holding whatever the body asks for: `nominations.propose_holder` decides whether somebody has to approve first.
    Raises NotTakingPart, AlreadyHoldsSeat and NoVacantSeat.
    """
    free = free_seat(municipality, body=body, person=person, from_on=from_on, seat=seat)
    ring("seats")
    return SeatHolding.objects.create(seat=free, person=person, from_on=from_on)


def free_seat(
    municipality: Municipality, *, body: Body, person: Person, from_on: dt.date, seat: Seat | None = None
) -> Seat:
    """Return the seat that the person can have from the day on, with person and seats locked for the caller's transaction.

    Neither held nor promised nor reserved by a nomination. Raises NotTakingPart, AlreadyHoldsSeat and NoVacantSeat.
    """
    _lock(person)
    seats = list(Seat.objects.select_for_update().filter(body=body, municipality=municipality).order_by("number"))
    if not Agreement.objects.active().filter(partnership=body.partnership_id, municipality=municipality).exists():
        message = _("%(municipality)s does not take part in this partnership.")
        raise NotTakingPart(message % {"municipality": municipality})
    _refuse_second_seat(person, body, from_on)
    # Read after the lock: whoever nominated meanwhile is seen.
    taken = set(_lasting_beyond(from_on).filter(seat__in=seats).values_list("seat_id", flat=True))
    taken |= set(Nomination.objects.awaiting().filter(seat__in=seats).values_list("seat_id", flat=True))
    for candidate in seats:
        if candidate.pk not in taken and (seat is None or candidate.pk == seat.pk):
            return candidate
    message = _("All seats of %(municipality)s in “%(body)s” are taken. Hand one over, or vacate one first.")
    raise NoVacantSeat(message % {"municipality": municipality, "body": body})


@transaction.atomic
def hand_over_seat(seat: Seat, *, to: Person, on: dt.date) -> SeatHolding:
    """End the seat's holding on a day and let another person hold it from that day on.

    A holding that is to end later ends on the day instead. Raises SeatIsVacant, SeatIsReserved, AlreadyHoldsSeat and WrongDay.
    """
    current = holding_to_succeed(seat, by=to, on=on)
    if current.person_id == to.pk and current.from_on == on:
        return current
    _end(current, on)
    ring("seats")
    return SeatHolding.objects.create(seat=seat, person=to, from_on=on)


def holding_to_succeed(seat: Seat, *, by: Person, on: dt.date) -> SeatHolding:
    """Return the holding that a successor would end on the day, with person and seat locked for the caller's transaction.

    It is the successor's own when the seat has been handed over so already. Raises SeatIsVacant, SeatIsReserved,
    AlreadyHoldsSeat and WrongDay.
    """
    _lock(by)
    current = _current(seat) or _lasting_beyond(on - dt.timedelta(days=1)).filter(seat=seat).last()
    if current is None:
        raise SeatIsVacant(_("Nobody holds this seat. Nominate somebody instead."))
    if current.person_id == by.pk and current.from_on == on:
        return current
    _refuse_reserved(seat)
    _refuse_second_seat(by, seat.body, on)
    _refuse_before(current, on)
    return current


@transaction.atomic
def vacate_seat(seat: Seat, *, on: dt.date) -> bool:
    """End the seat's holding on a day; False when nobody held it. Raises WrongDay."""
    current = _current(seat)
    if current is None:
        return False
    _end(current, on)
    ring("seats")
    return True


@transaction.atomic
def cancel_plan(seat: Seat, *, today: dt.date) -> bool:
    """Take back what is planned for a seat after today: who comes is not to come, and who holds it stays.

    False when nothing was planned. Raises SeatIsReserved and AlreadyHoldsSeat.
    """
    current = SeatHolding.objects.held_on(today).filter(seat=seat).select_related("person").first()
    if current is not None:
        _lock(current.person)
    Seat.objects.select_for_update().get(pk=seat.pk)
    _refuse_reserved(seat)
    ring("seats")
    dropped, _per_model = SeatHolding.objects.filter(seat=seat, from_on__gt=today).delete()
    if current is None or current.to_on is None:
        return bool(dropped)
    _refuse_second_seat(current.person, seat.body, current.to_on)
    current.to_on = None
    current.save(update_fields=["to_on"])
    return True


@transaction.atomic
def vacate_all_seats(agreement: Agreement, *, on: dt.date) -> int:
    """End all holdings of a municipality that leaves; returns how many. What was to begin later is taken away."""
    seats = Seat.objects.select_for_update().filter(
        body__partnership=agreement.partnership_id, municipality=agreement.municipality_id
    )
    lasting = _lasting_beyond(on).filter(seat__in=[seat.pk for seat in seats])
    ended = list(lasting.filter(from_on__lt=on))
    not_begun, _per_model = lasting.filter(from_on__gte=on).delete()
    for holding in ended:
        holding.to_on = on
    bulk_update_with_history(ended, SeatHolding, ["to_on"])
    return not_begun + len(ended)


def seat_overview(agreement: Agreement, *, on: dt.date) -> list[BodySeats]:
    """Return the municipality's seats per body on a day, in the bodies' order; three queries however many seats."""
    overview = {body.pk: BodySeats(body) for body in agreement.partnership.bodies.all()}
    for body_id in Seat.objects.filter(
        municipality=agreement.municipality_id, body__partnership=agreement.partnership_id
    ).values_list("body", flat=True):
        overview[body_id].total += 1
    holdings = SeatHolding.objects.held_on(on).filter(
        seat__municipality=agreement.municipality_id, seat__body__partnership=agreement.partnership_id
    )
    for holding in holdings.select_related("person", "seat").order_by("seat__number"):
        overview[holding.seat.body_id].holdings.append(holding)
    return list(overview.values())


def gauge_seats(
    partnership: Partnership, *, on: dt.date, municipalities: Iterable[Municipality] | None = None
) -> list[SeatGauge]:
    """Return per municipality that takes part, and per body, how many seats are held on the day; three queries.

    With `municipalities` only those of them that take part.
    """
    agreements = Agreement.objects.not_over_on(on).filter(partnership=partnership).select_related("municipality")
    if municipalities is not None:
        agreements = agreements.filter(municipality__in=list(municipalities))
    agreements = agreements.order_by("municipality__sort_key")
    held = SeatHolding.objects.held_on(on).filter(seat__body__partnership=partnership)
    counts = {
        (row["seat__municipality"], row["seat__body"]): row["held"]
        for row in held.values("seat__municipality", "seat__body").order_by().annotate(held=Count("pk"))
    }
    bodies = list(partnership.bodies.order_by("position", "pk"))
    return [
        SeatGauge(agreement.municipality, body, counts.get((agreement.municipality_id, body.pk), 0))
        for agreement in agreements
        for body in bodies
    ]


def _lock(person: Person) -> None:
    # Two municipalities may nominate one person at once; only the person's row is common to both.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _current(seat: Seat) -> SeatHolding | None:
    Seat.objects.select_for_update().get(pk=seat.pk)
    return SeatHolding.objects.open().filter(seat=seat).first()


def _lasting_beyond(day: dt.date) -> SeatHoldingQuerySet:
    return SeatHolding.objects.lasting_beyond(day)


def _refuse_second_seat(person: Person, body: Body, from_on: dt.date) -> None:
    if _lasting_beyond(from_on).filter(person=person, seat__body=body).exists():
        message = _("%(person)s already holds a seat in “%(body)s”.")
        raise AlreadyHoldsSeat(message % {"person": person.name, "body": body})
    if Nomination.objects.awaiting().filter(person=person, seat__body=body).exists():
        message = _("%(person)s is already nominated for a seat in “%(body)s”.")
        raise AlreadyHoldsSeat(message % {"person": person.name, "body": body})


def _refuse_reserved(seat: Seat) -> None:
    nomination = Nomination.objects.awaiting().filter(seat=seat).select_related("person").first()
    if nomination is not None:
        message = _("The nomination of %(person)s for this seat awaits approval. Withdraw it first.")
        raise SeatIsReserved(message % {"person": nomination.person.name})


def _refuse_before(holding: SeatHolding, on: dt.date) -> None:
    if on < holding.from_on:
        message = _("The seat is held from %(day)s. Choose that day or a later one.")
        raise WrongDay(message % {"day": text.day(holding.from_on)})


def _end(holding: SeatHolding, on: dt.date) -> None:
    _refuse_before(holding, on)
    if on == holding.from_on:
        holding.delete()  # it would not have lasted a day
    else:
        holding.to_on = on
        holding.save(update_fields=["to_on"])
