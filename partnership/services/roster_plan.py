"""What would happen to each row of a roster: worked out in a constant number of queries, without writing anything."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from municipalities.models import Coordinatorship, Municipality
from partnership import text
from partnership.models import Agreement, Body, Nomination, Partnership, Person, Seat, SeatHolding
from partnership.roster.columns import Row
from partnership.roster.names import BodyNames, Named, PlaceNames

#: What of a known person a row may correct, if somebody asks for it.
DETAILS = ("name", "title", "workplace", "phone")
_LENGTHS = {field.name: field.max_length or 0 for field in Person._meta.concrete_fields}


class Outcome(Enum):
    """What happens, or happened, to a row."""

    NEW = "new"
    KNOWN = "known"
    HELD = "held"
    SAME = "same"
    FAULTY = "faulty"
    ENTERED = "entered"
    PROPOSED = "proposed"


@dataclass(frozen=True)
class Scope:
    """For whom people are entered, and by whom; without a municipality the rows name theirs."""

    partnership: Partnership
    by: Person
    municipality: Municipality | None = None


@dataclass
class Line:
    """A row with what happens to it: a sentence per faulty cell, remarks, and what a known person has otherwise."""

    row: Row
    email: str
    outcome: Outcome = Outcome.FAULTY
    body: Body | None = None
    municipality: Municipality | None = None
    person: Person | None = None
    faults: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    differences: dict[str, str] = field(default_factory=dict)
    may_correct: bool = False
    corrected: bool = False

    @property
    def seat(self) -> tuple[int, int] | None:
        """Municipality and body."""
        return (self.municipality.pk, self.body.pk) if self.municipality and self.body else None

    def refuse(self, cell: str, message: str) -> None:
        """Say what is wrong with a cell; the first sentence per cell counts."""
        self.outcome = Outcome.FAULTY
        self.faults.setdefault(cell, message)


@dataclass
class _Known:
    """What the database holds about the people whom the rows name."""

    people: dict[str, Person]
    #: Municipalities for which somebody ever held a seat or coordinated.
    places: dict[int, set[int]]
    #: Holdings in force on the day or later.
    lasting: dict[int, list[SeatHolding]]


def body_names(bodies: Iterable[Body]) -> BodyNames:
    """Return what finds these bodies by the words in a list."""
    return BodyNames(Named(body.pk, (body.name, body.key)) for body in bodies)


def place_names(municipalities: Iterable[Municipality]) -> PlaceNames:
    """Return what finds these municipalities by code, name or official name."""
    return PlaceNames(Named(place.pk, (place.code, place.name, place.official_name)) for place in municipalities)


def earliest_day(partnership: Partnership, *, today: dt.date) -> dt.date:
    """Return the day from which people hold their seats unless somebody says otherwise."""
    return max(today, partnership.starts_on)


def plan_roster(rows: Sequence[Row], *, scope: Scope, from_on: dt.date) -> list[Line]:
    """Return what would happen to each row if the people held their seats from the day on; nothing is written.

    The first rows get the seats that are left. The number of queries does not depend on the number of rows.
    """
    lines = [Line(row, row.email.lower()) for row in rows]
    _find_bodies(lines, scope)
    _find_municipalities(lines, scope)
    for line in lines:
        _check_email(line)
    known = _look_up(lines, from_on)
    for line in lines:
        line.person = known.people.get(line.email)
        _check_details(line)
        _compare(line, known, scope)
    _check_repetitions(lines)
    for line in lines:
        if not line.faults and line.outcome is not Outcome.SAME:
            _check_holdings(line, known, scope)
    _check_capacity(lines, scope, from_on)
    return lines


def _find_bodies(lines: list[Line], scope: Scope) -> None:
    bodies = {body.pk: body for body in scope.partnership.bodies.all()}
    names = body_names(bodies.values())
    among = text.join_names([body.name for body in bodies.values()])
    for line in lines:
        pk = names.find(line.row.body)
        line.body = bodies[pk] if pk is not None else None
        if not line.row.body:
            line.refuse("body", _("Say which group the person is to sit in: %(bodies)s.") % {"bodies": among})
        elif line.body is None:
            message = _("“%(written)s” is none of the groups %(bodies)s. Choose one of them.")
            line.refuse("body", message % {"written": line.row.body, "bodies": among})


def _find_municipalities(lines: list[Line], scope: Scope) -> None:
    everyone = {place.pk: place for place in Municipality.objects.all()}
    active = set(
        Agreement.objects.active().filter(partnership=scope.partnership).values_list("municipality", flat=True)
    )
    names = place_names(everyone.values())
    for line in lines:
        written = line.row.municipality
        pk = names.find(written)
        named = everyone[pk] if pk is not None else None
        if scope.municipality is not None and (not written or named == scope.municipality):
            named = scope.municipality
        line.municipality = named
        if named is None and not written:
            line.refuse("municipality", _("Say which municipality the person comes from, by its code or name."))
        elif named is None:
            message = _("“%(written)s” is no municipality. Write its name or its three-digit code.")
            line.refuse("municipality", message % {"written": written})
        elif scope.municipality is not None and named != scope.municipality:
            message = _("This row is about %(other)s, and you add people for %(own)s. Leave it out.")
            line.refuse("municipality", message % {"other": named, "own": scope.municipality})
        elif named.pk not in active:
            message = _("%(municipality)s does not take part in this partnership.")
            line.refuse("municipality", message % {"municipality": named})


def _check_email(line: Line) -> None:
    if not line.email:
        line.refuse("email", _("Write the person's e-mail address: invitations come to it."))
        return
    try:
        validate_email(line.email)
    except ValidationError:
        message = _("“%(written)s” is no e-mail address. Write it as navn@kommune.dk.")
        line.refuse("email", message % {"written": line.row.email})
    else:
        if len(line.email) > _LENGTHS["email"]:
            line.refuse("email", _too_long(_LENGTHS["email"]))


def _check_details(line: Line) -> None:
    if not line.row.name and line.person is None:
        line.refuse("name", _("Write the person's name."))
    for name in DETAILS:
        if len(getattr(line.row, name)) > _LENGTHS[name]:
            line.refuse(name, _too_long(_LENGTHS[name]))
    if "@" in line.row.name:
        line.refuse("name", _("This is an address. Write the person's name."))
    if line.row.phone and sum(sign.isdigit() for sign in line.row.phone) < 8:
        message = _("“%(written)s” is no telephone number. Write at least eight figures, or nothing.")
        line.refuse("phone", message % {"written": line.row.phone})


def _look_up(lines: list[Line], from_on: dt.date) -> _Known:
    emails = {line.email for line in lines if "email" not in line.faults}
    people = {person.lower: person for person in Person.objects.annotate(lower=Lower("email")).filter(lower__in=emails)}
    places: dict[int, set[int]] = defaultdict(set)
    lasting: dict[int, list[SeatHolding]] = defaultdict(list)
    pks = [person.pk for person in people.values()]
    for holding in SeatHolding.objects.filter(person__in=pks).select_related("seat"):
        places[holding.person_id].add(holding.seat.municipality_id)
        if holding.to_on is None or holding.to_on > from_on:
            lasting[holding.person_id].append(holding)
    for person_id, place_id in Coordinatorship.objects.filter(person__in=pks).values_list("person", "municipality"):
        places[person_id].add(place_id)
    return _Known(people, places, lasting)


def _compare(line: Line, known: _Known, scope: Scope) -> None:
    """Say what a known person has otherwise, as far as whoever enters may see it, and whether it may be corrected here."""
    person = line.person
    if person is None:
        return
    if not person.is_active:
        line.refuse("email", _("The access of the person with this address is closed. Write to KL's secretariat."))
        return
    written = {name: getattr(line.row, name) for name in DETAILS if getattr(line.row, name)}
    differs = {name: getattr(person, name) for name, value in written.items() if value != getattr(person, name)}
    own = {scope.municipality.pk} if scope.municipality else set()
    places = known.places[person.pk]
    if not scope.by.is_staff and not places & own:
        if written:
            line.notes.append(_("The address is known already, and the person keeps the data that the portal has."))
        return
    line.differences = differs
    line.may_correct = not person.is_staff and (scope.by.is_staff or places <= own)
    if differs and not line.may_correct:
        line.notes.append(_("The person keeps these data, since only the person or KL's secretariat can correct them."))


def _check_repetitions(lines: list[Line]) -> None:
    by_email: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if "email" not in line.faults:
            by_email[line.email].append(line)
    for group in by_email.values():
        first = group[0]
        for index, line in enumerate(group[1:], 1):
            other = {"row": first.row.number, "name": first.row.name}
            names = (line.row.name.casefold(), first.row.name.casefold())
            if all(names) and names[0] != names[1]:
                message = _("Row %(row)d has the same address for “%(name)s”. Correct the name or the address.")
                line.refuse("name", message % other)
                continue
            same = next((row for row in group[:index] if row.seat == line.seat and not row.faults), None)
            if same is not None and not line.faults:
                line.outcome = Outcome.SAME
                line.notes = [_("The same person and group as in row %(row)d.") % {"row": same.row.number}]
            elif line.person is None and any(getattr(line.row, name) != getattr(first.row, name) for name in DETAILS):
                line.notes.append(_("The person's other data are taken from row %(row)d.") % other)
        _say_who_repeats(group)


def _say_who_repeats(group: list[Line]) -> None:
    standing = [line for line in group if line.outcome is not Outcome.SAME and "name" not in line.faults]
    for line in standing:
        others = [str(other.row.number) for other in standing if other is not line]
        if others:
            rows = text.join_names(others)
            line.notes.append(_("Also in row %(rows)s: the same person in more than one group.") % {"rows": rows})


def _check_holdings(line: Line, known: _Known, scope: Scope) -> None:
    line.outcome = Outcome.NEW if line.person is None else Outcome.KNOWN
    assert line.body is not None  # noqa: S101 -- the line has no fault
    assert line.municipality is not None  # noqa: S101
    held = known.lasting[line.person.pk] if line.person else []
    for holding in held:
        if holding.seat.body_id != line.body.pk:
            continue
        if holding.seat.municipality_id == line.municipality.pk:
            line.outcome = Outcome.HELD
            message = _("Holds the seat from %(day)s, so there is nothing to do.")
            line.notes.append(message % {"day": text.day(holding.from_on)})
        else:
            message = _("The person with this address holds a seat in “%(body)s” for another municipality.")
            line.refuse("email", message % {"body": line.body})
        return
    own = {holding.seat.municipality_id for holding in held} <= {line.municipality.pk}
    if held and (own or scope.by.is_staff):
        line.notes.append(_("The person holds another seat already, and gets one more."))


def _check_capacity(lines: list[Line], scope: Scope, from_on: dt.date) -> None:
    """Give the seats that are left to the first rows, and a person one seat per body; say to the others that none is left."""
    wanted = [line for line in lines if line.outcome in {Outcome.NEW, Outcome.KNOWN}]
    seats = {
        (row["municipality"], row["body"]): row["number"]
        for row in Seat.objects.filter(body__partnership=scope.partnership)
        .order_by()
        .values("municipality", "body")
        .annotate(number=Count("pk"))
    }
    # Distinct: a seat may have a holder and a successor.
    taken = {
        (row["seat__municipality"], row["seat__body"]): row["number"]
        for row in SeatHolding.objects.lasting_beyond(from_on)
        .filter(seat__body__partnership=scope.partnership)
        .order_by()
        .values("seat__municipality", "seat__body")
        .annotate(number=Count("seat", distinct=True))
    }
    reserved = Nomination.objects.awaiting().filter(seat__body__partnership=scope.partnership, replaces=None)
    for place in reserved.values_list("seat__municipality", "seat__body"):
        taken[place] = taken.get(place, 0) + 1
    given: Counter[tuple[int, int]] = Counter()
    bodies_of: dict[str, set[int]] = defaultdict(set)
    for line in wanted:
        seat = line.seat
        assert seat is not None  # noqa: S101 -- the line has no fault
        assert line.body is not None  # noqa: S101
        if seat[1] in bodies_of[line.email]:
            message = _("The person with this address gets a seat in “%(body)s” for another municipality.")
            line.refuse("email", message % {"body": line.body})
        elif taken.get(seat, 0) + given[seat] >= seats.get(seat, 0):
            message = _(
                "“%(body)s” has at most %(most)d seats per municipality, and all are taken. "
                "Leave this row out, choose another group, or vacate a seat first."
            )
            if given[seat]:
                message = _(
                    "“%(body)s” has at most %(most)d seats per municipality, of which %(taken)d are taken and %(given)d go "
                    "to the rows above. Leave this row out, choose another group, or vacate a seat first."
                )
            counts = {"taken": taken.get(seat, 0), "given": given[seat]}
            line.refuse("body", message % {"body": line.body, "most": line.body.seats_max, **counts})
        else:
            given[seat] += 1
            bodies_of[line.email].add(seat[1])


def _too_long(most: int) -> str:
    return _("This is too long. Write at most %(most)d characters.") % {"most": most}
