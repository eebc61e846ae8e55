"""Whom the bodies seek: what the programme says, and which professions the development group has decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.models import Body, Person, ProfessionDecision


class DecisionRefused(Exception):
    """The decision cannot be recorded; the message says why."""


@dataclass(frozen=True)
class Sought:
    """Whom a body seeks on a day, with the decision on professions if there is one."""

    body: Body
    decision: ProfessionDecision | None

    @property
    def professions(self) -> list[str]:
        """The professions that are decided."""
        return self.decision.names() if self.decision else []


def record_professions(
    body: Body, *, professions: str, decided_on: dt.date, minutes: str, by: Person | None, now: dt.datetime
) -> ProfessionDecision:
    """Record which professions the body takes, one a line; what was decided before stays as history.

    Raises DecisionRefused for a day to come and for no profession at all.
    """
    if decided_on > timezone.localdate(now):
        raise DecisionRefused(_("A decision is recorded once it is made. Choose today or an earlier day."))
    names = list(dict.fromkeys(" ".join(line.split()) for line in professions.splitlines() if line.strip()))
    if not names:
        raise DecisionRefused(_("Name at least one profession."))
    return ProfessionDecision.objects.create(
        body=body,
        professions="\n".join(names),
        decided_on=decided_on,
        minutes=minutes.strip(),
        recorded_by=by,
        recorded_at=now,
    )


def sought_by(bodies: Iterable[Body], *, on: dt.date) -> list[Sought]:
    """Return whom each body seeks on the day, in the order given; one query."""
    bodies = list(bodies)
    decisions = ProfessionDecision.objects.in_force_on(on).filter(body__in=bodies)
    by_body = {decision.body_id: decision for decision in decisions}
    return [Sought(body, by_body.get(body.pk)) for body in bodies]
