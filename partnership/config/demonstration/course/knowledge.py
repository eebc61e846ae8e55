"""What the bodies have learnt: summaries by guiding question and focus area, written as the partnership goes on."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import partial
from typing import Any

from partnership.config.demonstration.course.course import Course
from partnership.config.demonstration.course.days import at
from partnership.config.demonstration.knowledge import TEXTS, THEMES
from partnership.models import Body, FocusArea, GuidingQuestion
from tracks.models import Summary
from tracks.services.summaries import add_output, publish_summary

#: After how many months the first summary is written; the others follow three weeks apart.
FIRST, APART = 10, 21


def plan_knowledge(course: Course) -> None:
    """Note down when each summary is written and published."""
    for number, said in enumerate(tomllib.loads(TEXTS.read_text(encoding="utf-8"))["summary"]):
        course.diary.note(at(course.day(FIRST, APART * number), 11), partial(_sum_up, course, said))


def theme_of(course: Course, body: str) -> FocusArea:
    """Return what the events of a body are about."""
    return FocusArea.objects.get(partnership=course.partnership, number=THEMES[body])


def _sum_up(course: Course, said: dict[str, Any], now: dt.datetime) -> None:
    of = {"partnership": course.partnership}
    summary = Summary.objects.create(
        body=Body.objects.get(key=said["body"], **of),
        guiding_question=GuidingQuestion.objects.get(number=said["question"], **of) if "question" in said else None,
        focus_area=FocusArea.objects.get(number=said["area"], **of) if "area" in said else None,
        text=said["text"].strip(),
        readers=said["readers"],
        created_at=now,
        changed_at=now,
    )
    if "url" in said:
        add_output(summary, title=said["output"], url=said["url"], now=now)
    publish_summary(summary, now=now)
