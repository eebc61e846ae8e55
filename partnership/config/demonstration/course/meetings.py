"""The fifteen central events: announced, answered, held, and what came out of them."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

from events.models import Audience, Event
from events.services.delegates import candidates, name_delegates
from events.services.invitations import plan_invitations, send_invitations
from events.services.materials import add_file, add_link
from events.services.minutes import record_decision, write_minutes
from events.services.planning import change_event
from events.services.publishing import publish_event
from events.services.reminders import send_reminders
from events.services.waiting_list import promote_all_waiting
from partnership.config.criteria.report import steering_report_pdf
from partnership.config.demonstration.course.answers import plan_answers, take_offers
from partnership.config.demonstration.course.course import Course
from partnership.config.demonstration.course.days import at, working
from partnership.config.demonstration.course.gathering import plan_gathering
from partnership.config.demonstration.course.knowledge import theme_of
from partnership.config.demonstration.organisations import draw_in_projects, register_guests
from partnership.config.demonstration.programmes import give_programme
from partnership.models import AssessmentRound, GuidingQuestion
from partnership.services.file_kinds import PDF
from partnership.workdays import working_day_before

_TEXTS = Path(__file__).with_name("meetings.toml")
#: The conferences at which the report of a round is handed out.
REPORTS = {"steering-2": AssessmentRound.Kind.MIDWAY, "steering-3": AssessmentRound.Kind.END}
#: The event with fewer places than people, and how many of a hundred it has room for.
FULL, ROOM = "leadership-2", 55
#: The event that the stakeholders and partners are asked to.
WITH_GUESTS = "steering-1"
VENUE, ADDRESS = "KL-Huset", "Weidekampsgade 10, 2300 København S"
INVITED_BEFORE = dt.timedelta(days=42)


def plan_meetings(course: Course, *, with_documents: bool) -> None:
    """Note down everything about the central events."""
    said = {row["key"]: row for row in tomllib.loads(_TEXTS.read_text(encoding="utf-8"))["meeting"]}
    begins = at(course.day(0), 9)
    for event in Event.objects.filter(partnership=course.partnership, key__in=said).order_by("starts_at"):
        course.diary.note(begins, partial(_announce, course, event.pk))
        invited = max(at(working_day_before(event.day - INVITED_BEFORE), 10), begins + dt.timedelta(days=2))
        course.diary.note(invited, partial(_invite, course, event.pk))
        if event.answer_by is not None:
            for days in (7, 2):
                course.beat(event.answer_day - dt.timedelta(days=days), send_reminders)
        plan_gathering(course, event)
        written = at(working(event.day + dt.timedelta(days=6)), 14)
        course.diary.note(written, partial(_share, course, event.pk, said[event.key], with_documents))


def _event(pk: int) -> Event:
    return Event.objects.select_related("partnership", "body", "delegate_body").get(pk=pk)


def _announce(course: Course, pk: int, now: dt.datetime) -> None:
    event = _event(pk)
    change_event(event, changes={"venue": VENUE, "address": ADDRESS}, now=now)
    event.focus_areas.add(theme_of(course, event.body.key))
    give_programme(event)
    publish_event(event, now=now)
    if event.key == WITH_GUESTS:
        register_guests(event)
        draw_in_projects(event.partnership)


def _invite(course: Course, pk: int, now: dt.datetime) -> None:
    event = _event(pk)
    if event.delegate_body_id is not None:
        for agreement in course.agreements():
            people = list(candidates(event, municipality=agreement.municipality)[:2])
            by = course.coordinator_of(agreement.municipality, on=now.date())
            name_delegates(event, municipality=agreement.municipality, people=people, by=by, now=now)
    if event.key == FULL:
        places = max(1, len(plan_invitations(event, now=now).new) * ROOM // 100)
        change_event(event, changes={"capacity": places}, now=now)
        event.refresh_from_db()
    send_invitations(event, now=now)
    plan_answers(course, event, now=now)
    if event.capacity is not None:
        for days in range(2, 30, 3):
            moment = at(working(now.date() + dt.timedelta(days=days)), 15)
            course.beat(moment.date(), promote_all_waiting)
            course.diary.note(moment, partial(take_offers, event))


def _share(course: Course, pk: int, said: dict[str, Any], with_documents: bool, now: dt.datetime) -> None:
    """Write the minutes, record the decisions, and hand out what was shown."""
    event = _event(pk)
    write_minutes(event, text=said["minutes"], audience=Audience.PUBLIC, published=True, now=now)
    questions = {row.number: row for row in GuidingQuestion.objects.filter(partnership=course.partnership)}
    for decision in said["decisions"]:
        record_decision(
            event,
            text=decision["text"],
            audience=Audience(decision["audience"]),
            guiding_question=questions[decision["question"]],
            now=now,
        )
    if event.key in REPORTS and with_documents:
        add_file(
            event,
            title=said["material"],
            audience=Audience.PUBLIC,
            content=_report(course, REPORTS[event.key], now=now),
            kind=PDF,
            file_name=f"{event.key}.pdf",
            by=course.secretary,
            now=now,
        )
    else:
        url = f"https://noter.kl.example/{event.key}"
        add_link(event, title=said["material"], audience=Audience.REGISTERED, url=url, by=course.secretary, now=now)


def _report(course: Course, kind: AssessmentRound.Kind, *, now: dt.datetime) -> bytes:
    held = AssessmentRound.objects.select_related("partnership").get(partnership=course.partnership, kind=kind)
    return steering_report_pdf(held, now=now)
