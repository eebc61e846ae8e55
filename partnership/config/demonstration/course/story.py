"""Play a whole partnership through: everything by the services, told the time, in order of time."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event
from municipalities.models import Municipality
from municipalities.services.loading import load_municipalities
from partnership.config.demonstration.course.assessments import plan_assessments
from partnership.config.demonstration.course.course import Course
from partnership.config.demonstration.course.days import latest_start
from partnership.config.demonstration.course.joining import plan_joining
from partnership.config.demonstration.course.knowledge import plan_knowledge
from partnership.config.demonstration.course.meetings import plan_meetings
from partnership.config.demonstration.course.money import plan_money
from partnership.config.demonstration.course.practices import plan_practices
from partnership.config.demonstration.course.visits import plan_visits
from partnership.config.demonstration.joining import SeedingRefused
from partnership.config.demonstration.office import STAFF, open_office
from partnership.config.demonstration.seats import DECIDED
from partnership.config.demonstration.seeding import SLUG
from partnership.config.demonstration.words import MINUTES, PROFESSIONS
from partnership.config.programme.loading import load_programme
from partnership.config.programme.reading import read_programme
from partnership.models import Body, Letter, Partnership
from partnership.services.professions import record_professions

PLAYED = "demo-afsluttet"


@transaction.atomic
def play_through(
    *, municipalities: int, now: dt.datetime, start: dt.date | None = None, with_documents: bool = True
) -> Partnership:
    """Make a partnership that has run its course, up to now; nothing changes where it is there already.

    Without a start its events are all over and it ends within some weeks. Raises SeedingRefused beside the running
    demonstration, whose people have the same addresses.
    """
    existing = Partnership.objects.filter(slug=PLAYED).first()
    if existing is not None:
        return existing
    if Partnership.objects.filter(slug=SLUG).exists():
        raise SeedingRefused(_("The running demonstration is here already. Play it through in a database of its own."))
    if not Municipality.objects.exists():
        load_municipalities()
    programme = read_programme()
    start = start or latest_start(programme, today=timezone.localdate(now))
    partnership = load_programme(programme, start=start, slug=PLAYED).partnership
    course = Course(_named(partnership))
    _plan(course, municipalities=municipalities, with_documents=with_documents)
    course.diary.play(until=now)
    _call_sent()
    partnership.refresh_from_db()
    return partnership


def _named(partnership: Partnership) -> Partnership:
    """Say whom to write to, and under which case."""
    open_office()
    partnership.contact_name, partnership.contact_email, _role = STAFF[0]
    partnership.contact_phone, partnership.case_id = "00 00 00 00", "SAG-DEMO-0"
    partnership.save(update_fields=["contact_name", "contact_email", "contact_phone", "case_id"])
    return partnership


def _plan(course: Course, *, municipalities: int, with_documents: bool) -> None:
    # The programme's visits only say when: the networks get visits of their own.
    visits = Event.objects.filter(partnership=course.partnership, kind=Event.Kind.NETWORK_VISIT)
    months = list(visits)
    visits.delete()
    plan_joining(course, municipalities=municipalities, with_documents=with_documents)
    plan_assessments(course)
    plan_meetings(course, with_documents=with_documents)
    plan_visits(course, months)
    plan_practices(course)
    plan_knowledge(course)
    plan_money(course, with_documents=with_documents)
    seminar = Event.objects.get(partnership=course.partnership, key="development-1")
    course.diary.note(seminar.ends_at, partial(_decide_professions, course))


def _decide_professions(course: Course, now: dt.datetime) -> None:
    body = Body.objects.get(partnership=course.partnership, key=DECIDED)
    professions = "\n".join(PROFESSIONS)
    record_professions(
        body, professions=professions, decided_on=now.date(), minutes=MINUTES, by=course.secretary, now=now
    )


def _call_sent() -> None:
    """Call all letters sent at the moment at which they were due: nobody has these addresses, and what they say is over."""
    Letter.objects.filter(status=Letter.Status.QUEUED).update(status=Letter.Status.SENT, sent_at=F("not_before"))
