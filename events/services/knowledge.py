"""What is known: what events came to, beside what bodies have summed up and made, as a visitor may see it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from events.models import Decision, Event, Material, Minutes
from events.services.sharing import Visitor
from partnership.models import Body, FocusArea, GuidingQuestion, Partnership
from tracks.models import Output, Practice, Summary


@dataclass
class Came:
    """What one event came to, as far as the visitor sees it."""

    event: Event
    minutes: Minutes | None = None
    decisions: list[Decision] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)


@dataclass
class Share:
    """What one body contributes to a question or a theme."""

    body: Body
    summary: Summary | None = None
    decisions: list[Decision] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """A line of the overview: a question, body or theme with how much the visitor finds there."""

    row: GuidingQuestion | Body | FocusArea
    summaries: int
    decisions: int
    practices: int

    def __bool__(self) -> bool:
        return bool(self.summaries or self.decisions or self.practices)


@dataclass(frozen=True)
class Overview:
    """Where the knowledge of a partnership stands."""

    questions: list[Entry]
    bodies: list[Entry]
    areas: list[Entry]


def overview_of(partnership: Partnership, visitor: Visitor, *, now: dt.datetime) -> Overview:
    """Return the questions, bodies and themes with how much the visitor finds under each; six queries."""
    summaries = Summary.objects.filter(body__partnership=partnership).open_to(**visitor).order_by()
    decisions = Decision.objects.filter(event__partnership=partnership).open_to(**visitor).order_by()
    summed = Counter[tuple[str, int]]()
    for body, question, area in summaries.values_list("body", "guiding_question", "focus_area"):
        summed.update([("body", body), ("question", question), ("area", area)])
    decided = Counter[tuple[str, int]]()
    counted = set()
    rows = decisions.values_list("pk", "event__body", "guiding_question", "event__focus_areas")
    for pk, body, question, area in rows:
        decided["area", area] += 1
        if pk not in counted:
            counted.add(pk)
            decided.update([("body", body), ("question", question)])

    tried = Counter[tuple[str, int]]()
    practices = Practice.objects.listed(now).filter(partnership=partnership).order_by()
    for body, area in practices.values_list("track__body", "focus_area"):
        tried.update([("body", body), ("area", area)])

    def entries(kind: str, found: Iterable[GuidingQuestion | Body | FocusArea]) -> list[Entry]:
        return [Entry(row, summed[kind, row.pk], decided[kind, row.pk], tried[kind, row.pk]) for row in found]

    return Overview(
        entries("question", partnership.guiding_questions.order_by("number")),
        entries("body", partnership.bodies.order_by("position", "pk")),
        entries("area", partnership.focus_areas.order_by("number")),
    )


def came_of(events: Q, visitor: Visitor) -> list[Came]:
    """Return what the events came to, the latest first; three queries."""
    found: dict[int, Came] = {}

    def of(event: Event) -> Came:
        return found.setdefault(event.pk, Came(event))

    minutes = Minutes.objects.filter(events).open_to(**visitor).select_related("event__body", "document")
    for row in minutes:
        of(row.event).minutes = row
    decisions = Decision.objects.filter(events).open_to(**visitor).select_related("event__body", "guiding_question")
    for decision in decisions.order_by("event", "number"):
        of(decision.event).decisions.append(decision)
    materials = Material.objects.filter(events).open_to(**visitor).select_related("event__body", "document")
    for material in materials.order_by("added_at", "pk"):
        of(material.event).materials.append(material)
    return sorted(found.values(), key=lambda came: (came.event.starts_at, came.event.pk), reverse=True)


def summaries_of(rows: Q, visitor: Visitor) -> list[Summary]:
    """Return summaries with their outputs; two queries."""
    outputs = Output.objects.standing().select_related("document").order_by("added_at", "pk")
    found = Summary.objects.filter(rows).open_to(**visitor).select_related("body", "guiding_question", "focus_area")
    found = found.prefetch_related(Prefetch("outputs", queryset=outputs))
    return list(found.order_by("body__position", "body", "focus_area__number", "guiding_question__number"))


def shares_of_question(question: GuidingQuestion, visitor: Visitor) -> list[Share]:
    """Return per body what stands under a guiding question; three queries."""
    shares: dict[int, Share] = {}
    for summary in summaries_of(Q(guiding_question=question), visitor):
        _share(shares, summary.body).summary = summary
    decisions = Decision.objects.filter(guiding_question=question).open_to(**visitor).select_related("event__body")
    for decision in decisions.order_by("-event__starts_at", "event", "number"):
        _share(shares, decision.event.body).decisions.append(decision)
    return _in_order(shares)


def shares_of_theme(area: FocusArea, visitor: Visitor) -> list[Share]:
    """Return per body what stands under a focus area; five queries."""
    shares: dict[int, Share] = {}
    for summary in summaries_of(Q(focus_area=area), visitor):
        _share(shares, summary.body).summary = summary
    for came in came_of(Q(event__focus_areas=area), visitor):
        _share(shares, came.event.body).came.append(came)
    return _in_order(shares)


def _share(shares: dict[int, Share], body: Body) -> Share:
    return shares.setdefault(body.pk, Share(body))


def _in_order(shares: dict[int, Share]) -> list[Share]:
    return sorted(shares.values(), key=lambda share: (share.body.position, share.body.pk))
