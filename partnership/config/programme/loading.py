"""Make a partnership of a programme: its texts, bodies, tracks, fee years and events, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import FeeYear
from events.models import Event
from partnership import text
from partnership.config.programme.days import meeting_day, month_after
from partnership.config.programme.plan import EventPlan, Programme
from partnership.config.programme.section import Fault, ProgrammeRefused
from partnership.models import Body, FocusArea, GuidingQuestion, Partnership, SuccessCriterion
from tracks.models import Track, VisitRound
from tracks.models.visit import ROUNDS

#: So many months before a track starts its invitations may go out: to its first event, above all.
INVITED_MONTHS_AHEAD = 2
#: A round of visits lies between two of a body's meetings.
MEETINGS = {Event.Kind.TRACK_WORKSHOP, Event.Kind.DEVELOPMENT_SEMINAR}


@dataclass(frozen=True)
class LoadedProgramme:
    """The partnership of a start, and whether this load made it."""

    partnership: Partnership
    created: bool


def slug_of(start: dt.date) -> str:
    """Return the short name that a partnership with this start gets."""
    return f"partnerskab-{start:%Y-%m}"


@transaction.atomic
def load_programme(
    programme: Programme, *, start: dt.date, slug: str | None = None, name: str | None = None
) -> LoadedProgramme:
    """Create the partnership that starts on the day. Its events are not published: the secretariat reads them first.

    Where a partnership with the slug exists it is left as it is. Raises ProgrammeRefused when a date falls outside the
    period, which runs for the programme's months from the start.
    """
    ends_on = month_after(start, programme.months)
    days = event_days(programme, start=start)
    faults = [*_event_faults(programme.events, days, start, ends_on), *_other_faults(programme, start, ends_on)]
    if faults:
        raise ProgrammeRefused(sorted(faults, key=lambda fault: fault.line))
    partnership, created = Partnership.objects.get_or_create(
        slug=slug or slug_of(start),
        defaults={
            "name": name or programme.name,
            "purpose": programme.purpose,
            "starts_on": start,
            "ends_on": ends_on,
            "yearly_fee": programme.yearly_fee,
            "vat_rate": programme.vat_rate,
        },
    )
    if created:
        _store_texts(programme, partnership)
        bodies = _store_bodies(programme, partnership)
        _store_rounds(programme.events, days, bodies)
        _store_fee_years(programme, partnership)
        _store_events(programme.events, days, partnership, bodies)
    return LoadedProgramme(partnership, created)


def event_days(programme: Programme, *, start: dt.date) -> dict[str, dt.date]:
    """Return the day of every event by its key; a joint event has that of the other."""
    days = {
        event.key: meeting_day(start, month=event.month, ordinal=event.ordinal, weekday=event.weekday)
        for event in programme.events
        if not event.joint_with
    }
    return {event.key: days[event.joint_with or event.key] for event in programme.events}


def _event_faults(
    events: Iterable[EventPlan], days: dict[str, dt.date], start: dt.date, ends_on: dt.date
) -> list[Fault]:
    return [
        Fault(event.line, event.key, _outside(days[event.key], start, ends_on))
        for event in events
        if not start <= days[event.key] < ends_on
    ]


def _other_faults(programme: Programme, start: dt.date, ends_on: dt.date) -> list[Fault]:
    faults = []
    for track in programme.tracks:
        launch = month_after(start, track.launch_month)
        if launch >= ends_on:
            faults.append(Fault(track.line, "launch_month", _outside(launch, start, ends_on)))
    for year in programme.fee_years:
        end = month_after(start, year.month + year.months)
        issue = month_after(start, year.issue_month)
        if end > ends_on:
            faults.append(Fault(year.line, "months", _outside(end, start, ends_on)))
        if issue >= ends_on:
            faults.append(Fault(year.line, "issue_month", _outside(issue, start, ends_on)))
    return faults


def _outside(day: dt.date, start: dt.date, ends_on: dt.date) -> str:
    message = _("%(day)s lies outside the partnership, which runs from %(start)s until before %(end)s.")
    return message % {"day": text.day(day), "start": text.day(start), "end": text.day(ends_on)}


def _store_texts(programme: Programme, partnership: Partnership) -> None:
    FocusArea.objects.bulk_create(
        FocusArea(partnership=partnership, number=number, text=words)
        for number, words in enumerate(programme.focus_areas, 1)
    )
    GuidingQuestion.objects.bulk_create(
        GuidingQuestion(partnership=partnership, number=number, text=words)
        for number, words in enumerate(programme.guiding_questions, 1)
    )
    SuccessCriterion.objects.bulk_create(
        SuccessCriterion(partnership=partnership, number=number, text=words)
        for number, words in enumerate(programme.success_criteria, 1)
    )


def _store_bodies(programme: Programme, partnership: Partnership) -> dict[str, Body]:
    bodies = {
        plan.key: Body.objects.create(
            partnership=partnership,
            kind=plan.kind,
            key=plan.key,
            name=plan.name,
            seeks=plan.seeks,
            position=position,
            seats_min=plan.seats_min,
            seats_max=plan.seats_max,
        )
        for position, plan in enumerate(programme.bodies, 1)
    }
    for track in programme.tracks:
        Track.objects.create(
            body=bodies[track.body],
            theme=track.theme,
            launches_on=month_after(partnership.starts_on, track.launch_month),
            invites_on=month_after(partnership.starts_on, track.launch_month - INVITED_MONTHS_AHEAD),
        )
    return bodies


def _store_rounds(plans: Iterable[EventPlan], days: dict[str, dt.date], bodies: dict[str, Body]) -> None:
    """Let each body with visits hold them between its meetings: the first round after the first, the second after the next."""
    plans = list(plans)
    for key, body in bodies.items():
        own = [plan for plan in plans if plan.body == key]
        meetings = sorted(days[plan.key] for plan in own if plan.kind in MEETINGS)
        if any(plan.kind == Event.Kind.NETWORK_VISIT for plan in own):
            for number, (before, after) in zip(ROUNDS, pairwise(meetings), strict=False):
                first, last = before + dt.timedelta(days=1), after - dt.timedelta(days=1)
                if first <= last:
                    VisitRound.objects.create(body=body, number=number, first_on=first, last_on=last)


def _store_fee_years(programme: Programme, partnership: Partnership) -> None:
    start = partnership.starts_on
    for year in programme.fee_years:
        FeeYear.objects.create(
            partnership=partnership,
            number=year.number,
            starts_on=month_after(start, year.month),
            ends_on=month_after(start, year.month + year.months),
            issue_on=month_after(start, year.issue_month),
        )


def _store_events(
    plans: Iterable[EventPlan], days: dict[str, dt.date], partnership: Partnership, bodies: dict[str, Body]
) -> None:
    events: dict[str, Event] = {}
    # Those with a day of their own first, so that the others can point at them.
    for plan in sorted(plans, key=lambda plan: bool(plan.joint_with)):
        day = days[plan.key]
        events[plan.key] = Event.objects.create(
            partnership=partnership,
            body=bodies[plan.body],
            kind=plan.kind,
            key=plan.key,
            title=plan.title,
            description=plan.description,
            starts_at=_at(day, plan.starts),
            ends_at=_at(day, plan.ends),
            date_is_tentative=plan.tentative,
            joint_with=events[plan.joint_with] if plan.joint_with else None,
            delegate_body=bodies[plan.delegates_from] if plan.delegates_from else None,
            answer_by=None
            if plan.answer_days is None
            else _at(day - dt.timedelta(days=plan.answer_days), dt.time(23, 59)),
            capacity=plan.capacity,
        )


def _at(day: dt.date, clock: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, clock))
