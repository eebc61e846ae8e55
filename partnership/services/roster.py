"""Enter people on seats, from a list of rows: what is good is entered, what is not is said and stays as it was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partnership.models import Agreement, Person, SeatHolding
from partnership.roster.columns import Row
from partnership.services.entries import record_entries
from partnership.services.nominations import propose_holder
from partnership.services.roster_plan import DETAILS, Line, Outcome, Scope, plan_roster
from partnership.services.seats import AlreadyHoldsSeat, SeatError, nominate

#: Most rows that one batch takes: of what somebody pastes, and of a file of the secretariat.
MOST_PASTED, MOST_UPLOADED = 200, 2000
READY = frozenset({Outcome.NEW, Outcome.KNOWN})


class WrongPeriod(Exception):
    """The day from which people should hold their seats lies outside the partnership."""


@transaction.atomic
def enter_people(
    rows: Sequence[Row], *, scope: Scope, from_on: dt.date, now: dt.datetime, corrections: Collection[int] = ()
) -> list[Line]:
    """Give the people of all rows that are without fault their seats from the day on, and write to them.

    Returns what became of each row: a row that cannot be entered, also because somebody took the last seat meanwhile, says
    so and stops no other. Pressed twice or by two at once, each person gets one seat per body and one letter per seat.
    `corrections` are numbers of rows whose data replace those of the known person, where that is allowed. Raises
    WrongPeriod.
    """
    partnership = scope.partnership
    if not partnership.starts_on <= from_on < partnership.ends_on:
        raise WrongPeriod(_("Choose a day within the partnership's period."))
    _lock(rows, scope)
    lines = plan_roster(rows, scope=scope, from_on=from_on)
    created = _create_people(lines)
    holdings = [holding for line in lines if (holding := _seat(line, from_on, by=scope.by, now=now)) is not None]
    for line in lines:
        if line.row.number in corrections and line.may_correct and line.outcome is not Outcome.FAULTY:
            _correct(line)
    # Whoever got no seat after all is not kept.
    Person.objects.filter(pk__in=created, seat_holdings=None, nominations=None).delete()
    record_entries(holdings, by=scope.by, now=now)
    return lines


def _lock(rows: Sequence[Row], scope: Scope) -> None:
    """Take all locks in one order before anything is read: the agreements, then the people, then the seats by `nominate`."""
    agreements = Agreement.objects.active().filter(partnership=scope.partnership)
    if scope.municipality is not None:
        agreements = agreements.filter(municipality=scope.municipality)
    emails = {row.email.lower() for row in rows}
    people = Person.objects.annotate(lower=Lower("email")).filter(lower__in=emails)
    for locked in (agreements.select_for_update(), people.select_for_update(no_key=True)):
        list(locked.order_by("pk").values_list("pk"))


def _create_people(lines: list[Line]) -> list[int]:
    """Create the new people, by address, so that two batches wait for each other in one order; returns their ids."""
    first = {line.email: line for line in reversed(lines) if line.outcome is Outcome.NEW}
    wanted = {
        email: Person(
            email=email, password=make_password(None), **{name: getattr(first[email].row, name) for name in DETAILS}
        )
        for email in sorted(first)
    }
    # Whoever is there by now, entered by somebody else at the same moment, stays as that person is.
    Person.objects.bulk_create(wanted.values(), ignore_conflicts=True, batch_size=500)
    people = {person.email: person for person in Person.objects.filter(email__in=wanted)}
    for line in lines:
        line.person = line.person or people.get(line.email)
    # The unusable password is random, so it tells whose row it is.
    return [person.pk for email, person in people.items() if person.password == wanted[email].password]


def _seat(line: Line, from_on: dt.date, *, by: Person, now: dt.datetime) -> SeatHolding | None:
    """Give a line's person the seat, or ask for the approval at home where the body wants it; returns the new holding."""
    if line.outcome not in READY or line.person is None or line.body is None or line.municipality is None:
        return None
    try:
        if line.body.approval_required:
            propose_holder(line.municipality, body=line.body, person=line.person, from_on=from_on, by=by, now=now)
            line.outcome = Outcome.PROPOSED
            return None
        holding = nominate(line.municipality, body=line.body, person=line.person, from_on=from_on)
    except AlreadyHoldsSeat:  # meanwhile; its own sentence names the person, whom not everybody may see
        line.refuse("email", _("The person with this address holds a seat in “%(body)s”.") % {"body": line.body})
        return None
    except SeatError as refusal:
        line.refuse("body", str(refusal))
        return None
    line.outcome = Outcome.ENTERED
    return holding


def _correct(line: Line) -> None:
    assert line.person is not None  # noqa: S101 -- only known people have differences
    for name in line.differences:
        setattr(line.person, name, getattr(line.row, name))
    if line.differences:
        line.person.save(update_fields=list(line.differences))
        line.corrected = True
