"""How it begins: every municipality is invited, some join, coordinators enter their people, somebody is succeeded."""

from __future__ import annotations

import datetime as dt
from functools import partial

from billing.services.profiles import add_profile, stated_by
from events.services.succession import follow_seats
from municipalities.models import Coordinatorship, Municipality
from municipalities.services.mailboxes import state_mailboxes
from partnership.config.demonstration.billing import profiles_of
from partnership.config.demonstration.course.course import Course
from partnership.config.demonstration.course.days import at, working
from partnership.config.demonstration.joining import mixed_codes
from partnership.config.demonstration.local_organisation import local_entries, local_moods
from partnership.config.demonstration.people import Cast, canary_of, cast_of, mailbox_of, newcomers_of
from partnership.documents.papers import agreement_pdf
from partnership.documents.snapshots import agreement_snapshot
from partnership.models import Agreement, Body, FocusArea, Seat
from partnership.roster.columns import Row
from partnership.services.agreements import activate_agreement, confirm_agreement, withdraw_agreement
from partnership.services.coordinators import hand_over_coordinatorship, invite_coordinator
from partnership.services.decisions import report_decision
from partnership.services.joining import invite_municipalities
from partnership.services.known_people import Particulars
from partnership.services.local_organisation import save_local_organisation
from partnership.services.nominations import propose_successor
from partnership.services.people import correct_person
from partnership.services.roster import enter_people
from partnership.services.roster_plan import Scope

#: How many municipalities send the signed agreement, in how many somebody takes over a seat, and how many people pass.
SIGNED, SUCCEEDED = 2, 3


def plan_joining(course: Course, *, municipalities: int, with_documents: bool) -> None:
    """Note down how so many municipalities get into the partnership, and what happens to their seats."""
    note = course.diary.note
    note(at(course.day(-6), 9), partial(_invite, course))
    codes = mixed_codes()[:municipalities]
    bodies = list(Body.objects.filter(partnership=course.partnership))
    everyone = sorted(mixed_codes())
    for number, municipality in enumerate(Municipality.objects.filter(code__in=codes).order_by("code")):
        cast = cast_of(municipality, bodies, school=canary_of(municipality, codes=everyone), complete=True)
        note(at(course.day(-5, number % 25), 11), partial(_name_coordinators, course, municipality, cast))
        decided = partial(_decide, course, municipality, signs=with_documents and number < SIGNED)
        note(at(course.day(-3, number * 7 % 45), 14), decided)
        note(at(course.day(0), 13), partial(_enter, course, municipality, cast))
        note(at(course.day(0, 4 + number % 5), 10), partial(_state_billing, course, municipality))
        note(at(course.day(0, 15 + number % 9), 10), partial(_organise, course, municipality, cast))
        if number < SUCCEEDED:
            note(at(course.day(9, number), 10), partial(_succeed, course, municipality, "leadership"))
            note(at(course.day(15, number), 10), partial(_succeed, course, municipality, "staff"))
        if number == SUCCEEDED:
            note(at(course.day(14), 10), partial(_hand_over, course, municipality))
    note(at(course.day(-1, 2), 9), partial(_confirm, course))
    note(at(course.day(-1, 5), 9), partial(_close, course))
    note(at(course.day(0), 8), partial(_begin, course))
    for month in (9, 15):
        course.beat(course.day(month, 7), follow_seats)


def _invite(course: Course, now: dt.datetime) -> None:
    municipalities = list(Municipality.objects.order_by("code"))
    state_mailboxes({row.code: mailbox_of(row) for row in municipalities if not row.mailbox})
    invite_municipalities(course.partnership, municipalities=municipalities, answer_by=course.day(-1), now=now)


def _name_coordinators(course: Course, municipality: Municipality, cast: Cast, now: dt.datetime) -> None:
    for person in cast.coordinators:
        task = invite_coordinator(
            municipality, name=person.name, email=person.email, by=course.secretary, on=now.date(), now=now
        )
        values = {"title": person.title, "workplace": person.workplace}
        correct_person(task.person, values=values, by=course.secretary, now=now)


def _agreement(course: Course, municipality: Municipality) -> Agreement:
    rows = Agreement.objects.select_related("municipality", "partnership")
    return rows.get(partnership=course.partnership, municipality=municipality)


def _decide(course: Course, municipality: Municipality, now: dt.datetime, *, signs: bool) -> None:
    agreement = _agreement(course, municipality)
    report_decision(
        agreement,
        on=now.date(),
        case_no=f"00.00.00-A00-{municipality.code}-demo",
        signed=agreement_pdf(agreement_snapshot(agreement)) if signs else None,
        by=course.coordinator_of(municipality, on=now.date()),
        now=now,
    )


def _confirm(course: Course, now: dt.datetime) -> None:
    """KL's board confirms all at once."""
    decided = Agreement.objects.filter(partnership=course.partnership, status=Agreement.Status.DECIDED)
    for agreement in decided.select_related("partnership"):
        confirm_agreement(agreement, on=now.date())


def _close(course: Course, now: dt.datetime) -> None:
    """Those that have said no, or nothing, are asked no more."""
    for agreement in Agreement.objects.filter(partnership=course.partnership, status=Agreement.Status.INVITED):
        withdraw_agreement(agreement, on=now.date())


def _begin(course: Course, now: dt.datetime) -> None:
    confirmed = Agreement.objects.filter(partnership=course.partnership, status=Agreement.Status.CONFIRMED)
    for agreement in confirmed.select_related("partnership", "municipality"):
        activate_agreement(agreement, on=now.date())


def _enter(course: Course, municipality: Municipality, cast: Cast, now: dt.datetime) -> None:
    names = dict(Body.objects.filter(partnership=course.partnership).values_list("key", "name"))
    people = [(key, person) for key, members in cast.members.items() for person in members]
    rows = [
        Row(number, person.name, person.email, person.title, person.workplace, body=names[key])
        for number, (key, person) in enumerate(people, 1)
    ]
    by = course.coordinator_of(municipality, on=now.date())
    enter_people(rows, scope=Scope(course.partnership, by=by, municipality=municipality), from_on=now.date(), now=now)


def _state_billing(course: Course, municipality: Municipality, now: dt.datetime) -> None:
    by = course.coordinator_of(municipality, on=now.date())
    for profile in profiles_of(municipality, start=now.date()):
        add_profile(municipality, stated=stated_by(profile), valid_from=now.date(), by=by, now=now)


def _organise(course: Course, municipality: Municipality, cast: Cast, now: dt.datetime) -> None:
    dice, describes, is_shown = local_moods(municipality)
    if describes:
        areas = FocusArea.objects.filter(partnership=course.partnership).order_by("number")
        save_local_organisation(
            _agreement(course, municipality),
            seen_version=0,
            is_shown=is_shown,
            entries=local_entries(areas, cast, dice),
            by=course.coordinator_of(municipality, on=now.date()),
            now=now,
        )


def _succeed(course: Course, municipality: Municipality, body: str, now: dt.datetime) -> None:
    """Hand the first seat of a body over, from the first day of the month after next."""
    seats = Seat.objects.filter(body__partnership=course.partnership, body__key=body, municipality=municipality)
    newcomer = next(person for place, person in enumerate(newcomers_of(municipality)) if place == len(body) % 2)
    who = Particulars(newcomer.email, newcomer.name, newcomer.title, newcomer.workplace)
    by = course.coordinator_of(municipality, on=now.date())
    on = working(now.date() + dt.timedelta(days=4))
    seat = seats.select_related("body__partnership", "municipality").get(number=1)
    propose_successor(seat, person=who, on=on, by=by, now=now)


def _hand_over(course: Course, municipality: Municipality, now: dt.datetime) -> None:
    """Let somebody else coordinate from the next month on."""
    task = Coordinatorship.objects.open_on(now.date()).filter(municipality=municipality).order_by("from_on", "pk")[0]
    *_others, newcomer = (person for _n, person in zip(range(3), newcomers_of(municipality), strict=False))
    on = now.date() + dt.timedelta(days=21)
    hand_over_coordinatorship(task, name=newcomer.name, email=newcomer.email, on=on, by=task.person, now=now)
