"""Networks of every body, and both rounds of their visits: offered, ticked, fixed, answered, held."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial

from events.models import Audience, Event
from events.services.invitations import send_invitations
from events.services.minutes import write_minutes
from events.services.visits import fix_visit
from partnership.config.demonstration.course.answers import plan_answers
from partnership.config.demonstration.course.course import Course
from partnership.config.demonstration.course.days import at, meeting_days, working
from partnership.config.demonstration.course.gathering import plan_gathering
from partnership.config.demonstration.words import AGENDA, SHOWN
from partnership.models import Body
from tracks.models import Visit, VisitTick
from tracks.networks.problem import SMALLEST
from tracks.services.network_changes import publish_networks
from tracks.services.networks import propose
from tracks.services.visits import Offer, answer_dates, guests_of, offer_dates

#: How many days before its month a host offers dates, the guests have ticked, and the date is fixed.
OFFERED, TICKED, FIXED = 60, 53, 46
#: How many days before its first round of visits a body's networks are published.
PUBLISHED = 75
#: How many of a hundred say yes to a visit, and answer its evaluation.
ACCEPT, ANSWER = 66, 45
_MINUTES = """Gæsterne fulgte undervisning og hverdag og talte med ledere, medarbejdere og børn.

Det tog de med hjem: {take}

Det gav gæsterne værten: {give}"""
_TAKE = [
    "faste makkerpar, som har den samme tid i skemaet hver uge.",
    "at ledelsen selv er med, når noget nyt bliver prøvet af.",
    "at børnene forklarer hinanden, hvad de har lavet, før de viser det til de voksne.",
    "en enkel skabelon til at beskrive et forløb på én side.",
]
_GIVE = [
    "et råd om at begynde med én årgang og ikke hele skolen.",
    "spørgsmål til, hvordan forældrene får det at vide.",
    "forslag til, hvordan SFO'en kan være med fra begyndelsen.",
]


def plan_visits(course: Course, placeholders: list[Event]) -> None:
    """Note down the networks of every body and their visits; `placeholders` are the programme's months for these."""
    rounds: dict[int, dict[int, dt.date]] = {}
    for event in placeholders:
        rounds.setdefault(event.body_id, {})[int(event.key.rpartition("-")[2])] = event.day
    for body_id, days in sorted(rounds.items()):
        published = working(days[1] - dt.timedelta(days=PUBLISHED))
        course.diary.note(at(published, 10), partial(_publish, course, body_id, days))


def _publish(course: Course, body_id: int, days: dict[int, dt.date], now: dt.datetime) -> None:
    body = Body.objects.select_related("partnership").get(pk=body_id)
    if len(course.agreements()) < SMALLEST:
        return
    plan = propose(body, size=4, seed=1, mix_sizes=False, now=now)
    publish_networks(plan, now=now)
    for visit in Visit.objects.filter(network__plan=plan).order_by("pk"):
        first = days[visit.round]
        for before, act in ((OFFERED, _offer), (TICKED, _tick), (FIXED, _fix)):
            moment = at(working(first - dt.timedelta(days=before)), 9 + visit.pk % 6, visit.pk % 50)
            course.diary.note(moment, partial(act, course, visit.pk, first))


def _visit(pk: int) -> Visit:
    return Visit.objects.select_related("network__plan__body__partnership", "host").get(pk=pk)


def _offer(course: Course, pk: int, first: dt.date, now: dt.datetime) -> None:
    """Offer two days, a week apart; not all networks the same."""
    visit = _visit(pk)
    days = meeting_days(first, count=12)
    hours = [(at(day, 9), at(day, 14)) for day in (days[pk % 6], days[pk % 6 + 5])]
    offer = Offer(
        dates=hours,
        shows=SHOWN,
        agenda=AGENDA,
        venue=f"Rådhuset, {visit.host.name}",
        address=f"Rådhuspladsen 1, {visit.host.name}",
    )
    offer_dates(visit, offer=offer, now=now)


def _tick(course: Course, pk: int, first: dt.date, now: dt.datetime) -> None:
    visit = _visit(pk)
    dates = list(visit.dates.values_list("pk", flat=True))
    for number, guest in enumerate(guests_of(visit.network, host=visit.host)):
        person = course.coordinator_of(guest, on=now.date())
        answer_dates(visit, person=person, municipality=guest, dates=dates[number % 2 :], now=now)


def _fix(course: Course, pk: int, first: dt.date, now: dt.datetime) -> None:
    """Fix the day on which most can come, and invite."""
    visit = _visit(pk)
    ticks = Counter(VisitTick.objects.filter(date__visit=visit).values_list("date", flat=True))
    date = max(visit.dates.all(), key=lambda row: (ticks[row.pk], -row.pk))
    event = fix_visit(visit, date=date, now=now)
    send_invitations(event, now=now)
    plan_answers(course, event, now=now, accepting=ACCEPT)
    host = course.coordinator_of(visit.host, on=now.date())
    plan_gathering(course, event, door=host, answering=ANSWER)
    course.diary.note(at(working(event.day + dt.timedelta(days=5)), 13), partial(_write_minutes, event.pk))


def _write_minutes(pk: int, now: dt.datetime) -> None:
    event = Event.objects.get(pk=pk)
    text = _MINUTES.format(take=_TAKE[pk % len(_TAKE)], give=_GIVE[pk % len(_GIVE)])
    write_minutes(event, text=text, audience=Audience.BODY, published=True, now=now)
