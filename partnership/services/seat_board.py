"""All seats of a municipality at a glance: who holds them, what is planned, what awaits approval, what is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from partnership.models import Agreement, Approver, Body, Nomination, Seat, SeatHolding


@dataclass
class BoardSeat:
    """One seat on a day: its holder, who comes later, and a nomination that awaits approval."""

    seat: Seat
    current: SeatHolding | None = None
    coming: list[SeatHolding] = field(default_factory=list)
    nomination: Nomination | None = None

    @property
    def plans(self) -> list[tuple[dt.date, SeatHolding | None]]:
        """What changes on which day: somebody takes the seat, or nobody has it (None)."""
        changes: list[tuple[dt.date, SeatHolding | None]] = []
        before = self.current
        for holding in self.coming:
            if before is not None and before.to_on is not None and before.to_on < holding.from_on:
                changes.append((before.to_on, None))
            changes.append((holding.from_on, holding))
            before = holding
        if before is not None and before.to_on is not None:
            changes.append((before.to_on, None))
        return changes

    @property
    def last(self) -> SeatHolding | None:
        """The last holding that is known: who takes the seat over succeeds this one."""
        return self.coming[-1] if self.coming else self.current

    @property
    def can_vacate(self) -> bool:
        """Tell whether the seat can fall vacant: it is held without an end."""
        return self.last is not None and self.last.to_on is None

    @property
    def is_planned(self) -> bool:
        """Tell whether something is to change that can be taken back."""
        return bool(self.plans)

    @property
    def can_swap(self) -> bool:
        """Tell whether somebody can take the seat over: it is held, and nobody is nominated for it."""
        return self.nomination is None and self.last is not None


@dataclass
class BoardBody:
    """One body with the municipality's seats in order, and who held them before."""

    body: Body
    seats: list[BoardSeat] = field(default_factory=list)
    past: list[SeatHolding] = field(default_factory=list)
    approver: Approver | None = None

    @property
    def held(self) -> int:
        """How many seats are held on the day."""
        return sum(seat.current is not None for seat in self.seats)

    @property
    def missing(self) -> int:
        """Seats below the body's minimum."""
        return max(0, self.body.seats_min - self.held)

    @property
    def free(self) -> int:
        """Seats that neither a holder nor a plan nor a nomination takes."""
        return sum(seat.current is None and not seat.coming and seat.nomination is None for seat in self.seats)


def seat_board(agreement: Agreement, *, on: dt.date) -> list[BoardBody]:
    """Return the municipality's bodies in order with all seats; five queries however many."""
    place = {"municipality": agreement.municipality_id, "body__partnership": agreement.partnership_id}
    board = {body.pk: BoardBody(body) for body in agreement.partnership.bodies.order_by("position", "pk")}
    seats = {}
    for seat in Seat.objects.filter(**place).order_by("number"):
        seat.body = board[seat.body_id].body
        seats[seat.pk] = BoardSeat(seat)
        board[seat.body_id].seats.append(seats[seat.pk])
    holdings = SeatHolding.objects.filter(seat__in=list(seats)).select_related("person").order_by("from_on", "pk")
    for holding in holdings:
        place_of = seats[holding.seat_id]
        holding.seat = place_of.seat
        if holding.from_on > on:
            place_of.coming.append(holding)
        elif holding.to_on is None or holding.to_on > on:
            place_of.current = holding
        else:
            board[place_of.seat.body_id].past.append(holding)
    for nomination in (
        Nomination.objects.awaiting().filter(seat__in=list(seats)).select_related("person", "proposed_by")
    ):
        seats[nomination.seat_id].nomination = nomination
    for approver in Approver.objects.filter(**place):
        board[approver.body_id].approver = approver
    return list(board.values())
