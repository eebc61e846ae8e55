"""The secretariat's matrix: every municipality that takes part by every body, and who sits where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from municipalities.models import Municipality, RegionMembership
from partnership.models import Body, LogbookEntry, Partnership, Person, SeatHolding
from partnership.services.logbook import log
from partnership.services.seats import SeatGauge, gauge_seats
from partnership.spreadsheet import Sheet, Value, file_name, xlsx_bytes


@dataclass(frozen=True)
class MatrixRow:
    """One municipality with its seats in every body; `cells` in the bodies' order."""

    municipality: Municipality
    region: str
    cells: Sequence[SeatGauge]

    @property
    def filled(self) -> int:
        return sum(cell.filled for cell in self.cells)

    @property
    def missing(self) -> int:
        return sum(cell.missing for cell in self.cells)


@dataclass(frozen=True)
class BodyTotal:
    """A body's seats over the rows that are shown."""

    body: Body
    filled: int
    least: int
    most: int
    missing: int


@dataclass(frozen=True)
class Matrix:
    """The rows that were asked for, in Danish order, and what they come to."""

    partnership: Partnership
    on: dt.date
    bodies: Sequence[Body]
    rows: Sequence[MatrixRow]
    taking_part: int

    @property
    def totals(self) -> list[BodyTotal]:
        """Return the sum of each column."""
        columns = zip(*(row.cells for row in self.rows), strict=True) if self.rows else ((),) * len(self.bodies)
        return [
            BodyTotal(
                body,
                filled=sum(cell.filled for cell in column),
                least=body.seats_min * len(self.rows),
                most=body.seats_max * len(self.rows),
                missing=sum(cell.missing for cell in column),
            )
            for body, column in zip(self.bodies, columns, strict=True)
        ]

    @property
    def least(self) -> int:
        """The fewest seats that one municipality fills."""
        return sum(body.seats_min for body in self.bodies)

    @property
    def most(self) -> int:
        """The most seats that one municipality fills."""
        return sum(body.seats_max for body in self.bodies)

    @property
    def filled(self) -> int:
        return sum(row.filled for row in self.rows)

    @property
    def missing(self) -> int:
        return sum(row.missing for row in self.rows)

    @property
    def lacking(self) -> int:
        """How many municipalities miss somebody."""
        return sum(1 for row in self.rows if row.missing)


@dataclass(frozen=True)
class File:
    """A file to hand out."""

    name: str
    content: bytes


def seat_matrix(partnership: Partnership, *, on: dt.date, region: str = "", only_missing: bool = False) -> Matrix:
    """Return how far each municipality that takes part has filled its seats on the day; four queries however many rows.

    `region` is the short name of a region as it is on the day; with `only_missing` only those below a minimum are in it.
    """
    regions = {
        membership.municipality_id: membership.region
        for membership in RegionMembership.objects.in_force_on(on).select_related("region")
    }
    gauges = gauge_seats(partnership, on=on)
    rows = []
    taking_part = 0
    for _key, group in groupby(gauges, key=lambda gauge: gauge.municipality.pk):
        cells = list(group)
        municipality = cells[0].municipality
        own = regions.get(municipality.pk)
        row = MatrixRow(municipality, own.name if own else "", cells)
        taking_part += 1
        if (not region or (own is not None and own.slug == region)) and (row.missing or not only_missing):
            rows.append(row)
    bodies = [cell.body for cell in rows[0].cells] if rows else list(partnership.bodies.order_by("position", "pk"))
    return Matrix(partnership, on, bodies, rows, taking_part)


def matrix_file(matrix: Matrix) -> File:
    """Return the matrix as a workbook; it names no person."""
    return File(file_name(_("seats-by-municipality"), on=matrix.on), xlsx_bytes([matrix_sheet(matrix)]))


def people_file(matrix: Matrix, *, by: Person, now: dt.datetime) -> File:
    """Return the matrix and everybody who holds a seat in it as a workbook, and log who fetched it."""
    people = people_sheet(matrix)
    log(
        LogbookEntry.Kind.PEOPLE_EXPORTED,
        actor=by,
        now=now,
        data={
            "list": "seats",
            "partnership": matrix.partnership.slug,
            "people": len(people.rows),
            "municipalities": [row.municipality.code for row in matrix.rows],
        },
    )
    return File(file_name(_("seats-and-people"), on=matrix.on), xlsx_bytes([matrix_sheet(matrix), people]))


def matrix_sheet(matrix: Matrix) -> Sheet:
    """Return the matrix as a list: per body how many seats are held, and how many are missing to its minimum."""
    columns = [_("Municipality"), _("Code"), _("Region")]
    for body in matrix.bodies:
        columns += [f"{body.name} ({body.seats_min}-{body.seats_max})", _("%(body)s, missing") % {"body": body.name}]
    columns += [_("Filled in all"), _("Missing in all")]
    rows: list[list[Value]] = []
    for row in matrix.rows:
        figures = [figure for cell in row.cells for figure in (cell.filled, cell.missing)]
        rows.append([row.municipality.name, row.municipality.code, row.region, *figures, row.filled, row.missing])
    sums = [figure for total in matrix.totals for figure in (total.filled, total.missing)]
    rows.append([_("In all"), "", "", *sums, matrix.filled, matrix.missing])
    return Sheet(_("Seats"), columns, rows, total=True)


def people_sheet(matrix: Matrix) -> Sheet:
    """Return who holds which seat of the matrix's rows on its day."""
    columns = [
        _("Municipality"),
        _("Body"),
        _("Seat"),
        _("Name"),
        _("E-mail address"),
        _("Job title"),
        _("Workplace"),
        _("Phone"),
        _("Since"),
    ]
    shown = [row.municipality.pk for row in matrix.rows]
    holdings = (
        SeatHolding.objects.held_on(matrix.on)
        .filter(seat__body__partnership=matrix.partnership, seat__municipality__in=shown)
        .select_related("person", "seat__body", "seat__municipality")
        .order_by("seat__municipality__sort_key", "seat__body__position", "seat__body", "seat__number")
    )
    rows: list[list[Value]] = [
        [
            holding.seat.municipality.name,
            holding.seat.body.name,
            holding.seat.number,
            holding.person.name,
            holding.person.email,
            holding.person.title,
            holding.person.workplace,
            holding.person.phone,
            holding.from_on,
        ]
        for holding in holdings
    ]
    return Sheet(_("People"), columns, rows)
