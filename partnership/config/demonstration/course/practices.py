"""Twenty practices over two years: written, read by the secretariat, released, used by others, confirmed after a year."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from municipalities.models import Municipality
from partnership.config.demonstration.course.course import Course
from partnership.config.demonstration.course.days import at, working
from partnership.config.demonstration.practices import NOTE, QUESTION, TEXTS
from partnership.models import FocusArea
from tracks.models import Enquiry, Practice, Track
from tracks.services.enquiries import answer_question, confirm_enquiry, enquire
from tracks.services.practice_upkeep import ask_authors
from tracks.services.practices import (
    confirm_practice,
    release_practice,
    return_practice,
    state_use,
    submit_practice,
    write_practice,
)

_FINISHED = Path(__file__).with_name("practices.toml")
#: Which of them is given back once before it is released, and about which somebody outside asks.
RETURNED, ASKED = 4, 0
#: How many municipalities use them, from the first on; the others are used by one or none.
USES = (9, 4, 6, 12, 2, 1, 5, 0, 7, 3, 1, 2)
_ANSWER = (
    "Vi begyndte med to faste tider og lod en vejleder holde fast i dem det første halve år. Skriv gerne igen, "
    "hvis I vil se skemaet."
)
_DAY = dt.timedelta(days=1)


def plan_practices(course: Course) -> None:
    """Note down when each practice is written, and what becomes of it."""
    finished = {row["title"]: row for row in tomllib.loads(_FINISHED.read_text(encoding="utf-8"))["finished"]}
    for number, text in enumerate(tomllib.loads(TEXTS.read_text(encoding="utf-8"))["practice"]):
        said = text | finished.get(text["title"], {})
        day = course.day(5 + number * 4 // 5, number * 13 % 27)
        course.diary.note(at(day, 9, number), partial(_write, course, number, said))


def _write(course: Course, number: int, said: dict[str, Any], now: dt.datetime) -> None:
    agreements = course.agreements()
    municipality = agreements[number * 5 % len(agreements)].municipality
    track = Track.objects.filter(body__partnership=course.partnership, body__key=said["track"]).first()
    practice = write_practice(
        None,
        partnership=course.partnership,
        municipality=municipality,
        author=course.coordinator_of(municipality, on=now.date()),
        values={
            **{name: said[name] for name in ("title", "summary", "result", "evidence")},
            **{f"for_{setting}": True for setting in said["for"]},
            "description": said["description"].strip(),
            "time_spent": said["time"],
            "money_spent": said["money"],
            "track": track,
            "focus_area": FocusArea.objects.filter(partnership=course.partnership, number=said["area"]).first(),
        },
        now=now,
    )
    submit_practice(practice, now=now)
    read = working(now.date() + 3 * _DAY)
    if number == RETURNED:
        course.diary.note(at(read, 10), partial(_give_back, practice.pk))
        read = working(read + 8 * _DAY)
    course.diary.note(at(read, 11), partial(_release, practice.pk))
    for place, user in enumerate(_users(course, number, municipality)):
        course.diary.note(at(working(read + (20 + 9 * place) * _DAY), 15), partial(_use, course, practice.pk, user))
    if number == ASKED:
        course.diary.note(at(working(read + 60 * _DAY), 10), partial(_ask, course, practice.pk))
    asked = working(read + 366 * _DAY)
    course.beat(asked, ask_authors)
    course.diary.note(at(asked + 5 * _DAY, 14), partial(_confirm, practice.pk))


def _users(course: Course, number: int, author: Municipality) -> list[Municipality]:
    dice = Random(f"praksis {number}")
    others = [row.municipality for row in course.agreements() if row.municipality_id != author.pk]
    return dice.sample(others, min(len(others), USES[number] if number < len(USES) else number % 2))


def _practice(pk: int) -> Practice:
    return Practice.objects.select_related("municipality", "author").get(pk=pk)


def _give_back(pk: int, now: dt.datetime) -> None:
    return_practice(_practice(pk), note=NOTE, now=now)


def _release(pk: int, now: dt.datetime) -> None:
    """Release it, after it is handed in again if it was given back."""
    practice = _practice(pk)
    submit_practice(practice, now=now)
    release_practice(practice, now=now)


def _use(course: Course, pk: int, user: Municipality, now: dt.datetime) -> None:
    state_use(_practice(pk), municipality=user, by=course.coordinator_of(user, on=now.date()), now=now)


def _confirm(pk: int, now: dt.datetime) -> None:
    confirm_practice(_practice(pk), now=now)


def _ask(course: Course, pk: int, now: dt.datetime) -> None:
    """Let somebody outside the partnership ask; the author answers the next day."""
    inside = [row.municipality_id for row in course.agreements()]
    enquiry = enquire(
        _practice(pk),
        kind=Enquiry.Kind.QUESTION,
        name="Karla Nørlund",
        email="karla.noerlund@udenfor.example",
        municipality=Municipality.objects.exclude(pk__in=inside).order_by("code").first(),
        text=QUESTION,
        now=now,
    )
    if enquiry is not None:
        confirm_enquiry(enquiry, now=now + dt.timedelta(minutes=9))
        enquiry.refresh_from_db()
        by = _practice(pk).author
        answer_question(enquiry, answer=_ANSWER, by=by, show_address=False, now=now + _DAY)
