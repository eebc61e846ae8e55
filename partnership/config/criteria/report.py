"""The report of a round to the steering group: Danish whatever the active language, PDF/A."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from billing.services.economy import economy
from events.models import Event
from events.services.attendance import past_events_with_figures
from partnership.config.criteria.charts import Picture, pictures_of
from partnership.config.criteria.observations import observations_in
from partnership.models import Agreement, AssessmentRound, Body, Partnership
from partnership.pdf import render_pdf
from partnership.services.criteria import LEAST, CriteriaFigures, criteria_figures
from partnership.services.matrix import BodyTotal, seat_matrix
from partnership.text import COPENHAGEN, kroner

STYLESHEET = Path(__file__).parent / "report.css"
_TITLES = {
    AssessmentRound.Kind.BASELINE: "Udgangspunktet",
    AssessmentRound.Kind.MIDWAY: "Midtvejsrapport",
    AssessmentRound.Kind.END: "Afsluttende rapport",
}


@dataclass(frozen=True)
class Change:
    """How a criterion's median moved from the first round to this one; None where it cannot be shown."""

    picture: Picture
    first: float | None
    last: float | None

    @property
    def moved(self) -> float | None:
        return None if self.first is None or self.last is None else self.last - self.first


@dataclass(frozen=True)
class Visits:
    """The visits of a body's networks, each with `registered_count` and `attended_count`."""

    body: Body
    events: list[Any]

    @property
    def registered(self) -> int:
        """How many were registered, at all visits together."""
        return sum(event.registered_count for event in self.events)

    @property
    def attended(self) -> int:
        """How many came, at all visits together."""
        return sum(event.attended_count for event in self.events)


def steering_report_pdf(held: AssessmentRound, *, now: dt.datetime, with_fees: bool = False) -> bytes:
    """Return the report of a round: what was sent in in it and in the rounds before; how the fees stand where asked."""
    partnership, as_of = held.partnership, _as_of(held, now=now)
    today = timezone.localdate(as_of)
    figures = _until(criteria_figures(partnership, on=timezone.localdate(now)), held)
    past = list(past_events_with_figures(Event.objects.published().filter(partnership=partnership), now=as_of))
    pictures = pictures_of(figures)
    observations = observations_in(held)
    changes = [_change(picture) for picture in pictures]
    html = render_to_string(
        "partnership/documents/criteria_report.html",
        {
            "title": _TITLES[AssessmentRound.Kind(held.kind)],
            "partnership": partnership,
            "held": held,
            "today": today,
            "answering": figures.answering(held),
            "taking_part": Agreement.objects.to_the_end().filter(partnership=partnership).count(),
            "changes": sorted(changes, key=lambda change: -(change.last or 0)),
            "compares": len(figures.rounds) > 1,
            "spreads": [(picture, observations.get(picture.criterion.pk, [])) for picture in pictures],
            "seats": _seats(partnership, on=today),
            "events": [event for event in past if event.visit_id is None],
            "visits": _visits([event for event in past if event.visit_id is not None]),
            "fees": _fees(partnership, on=today) if with_fees else "",
            "least": LEAST,
        },
    )
    return render_pdf(html, stylesheet=STYLESHEET, moment=now)


def _as_of(held: AssessmentRound, *, now: dt.datetime) -> dt.datetime:
    """Return the moment that a report tells of: now, but no later than the evening before the next round or the end."""
    later = AssessmentRound.objects.filter(partnership=held.partnership_id, opens_on__gt=held.due_on)
    opened = later.begun_on(timezone.localdate(now)).order_by("opens_on").first()
    day = opened.opens_on if opened else held.partnership.ends_on
    return min(now, dt.datetime.combine(day, dt.time(), COPENHAGEN) - dt.timedelta(minutes=1))


def _visits(events: list[Event]) -> list[Visits]:
    """Sum up the visits of each body's networks, in the order of the bodies."""
    bodies = sorted({event.body for event in events}, key=lambda body: body.position)
    return [Visits(body, [event for event in events if event.body_id == body.pk]) for body in bodies]


def _until(figures: CriteriaFigures, held: AssessmentRound) -> CriteriaFigures:
    """Leave out later rounds: the report of a round stays the same when the next one opens."""
    rounds = [row for row in figures.rounds if row.opens_on <= held.opens_on]
    return CriteriaFigures(figures.partnership, rounds, figures.criteria, figures.steps, figures.regions)


def _change(picture: Picture) -> Change:
    first, last = picture.lines[0].spread, picture.lines[-1].spread
    return Change(picture, first.median if first else None, last.median if last else None)


def _seats(partnership: Partnership, *, on: dt.date) -> list[BodyTotal]:
    return seat_matrix(partnership, on=on).totals


def _fees(partnership: Partnership, *, on: dt.date) -> str:
    total = economy(partnership=partnership, on=on).total
    if not total.rows:
        return "Der er endnu ikke faktureret deltagerbetaling."
    asked = total.invoiced + total.charged - total.credited
    amounts = [kroner(amount, "da") for amount in (asked, total.paid, total.left)]
    return "Deltagerbetaling inkl. moms: faktureret {}, betalt {}, udestående {}".format(*amounts)
