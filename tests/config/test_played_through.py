"""A demonstration that has run its course: what it promises, and that nothing absurd goes out when all is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from billing.invariants import INVARIANTS as BILLING
from events.invariants import INVARIANTS as EVENTS
from events.models import Decision, DoorMark, Evaluation, Event, Invitation, Minutes, Registration
from partnership.config.demonstration.course.days import latest_start, meeting_days, working
from partnership.config.demonstration.course.diary import Diary
from partnership.config.demonstration.course.story import PLAYED, play_through
from partnership.config.demonstration.joining import SeedingRefused
from partnership.config.demonstration.report import demonstration_report, demonstration_summary
from partnership.config.demonstration.seeding import SLUG
from partnership.config.programme.loading import event_days
from partnership.config.programme.reading import read_programme
from partnership.invariants import INVARIANTS as PARTNERSHIP
from partnership.models import Agreement, Assessment, Letter, Partnership
from partnership.services.seats import gauge_seats
from tests.partnership.factories import PartnershipFactory
from tracks.models import NetworkPlan, Practice, Summary, Visit

NOW = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)


@pytest.mark.thorough
@pytest.mark.django_db
def test_a_partnership_is_played_through(capsys: pytest.CaptureFixture[str]) -> None:
    partnership = play_through(municipalities=4, now=NOW, with_documents=False)
    broken = [verdict for check in [*PARTNERSHIP, *EVENTS, *BILLING] if not (verdict := check()).ok]
    assert broken == []
    _all_have_joined(partnership)
    _all_events_were_held()
    _the_networks_have_visited_each_other()
    assert Assessment.objects.filter(status=Assessment.Status.SUBMITTED).count() == 3 * 4
    assert set(Practice.objects.values_list("status", flat=True)) == {Practice.Status.RELEASED}
    assert Practice.objects.listed(NOW).count() == 20
    assert Summary.objects.published().count() > 5
    before = _everything()
    assert play_through(municipalities=32, now=NOW + dt.timedelta(days=3)) == partnership
    assert demonstration_summary(demonstration_report(partnership)).endswith("/succeskriterier/rapport-afslutning.pdf")
    capsys.readouterr()
    call_command("sweep")
    written = {row for row in _everything()["partnership.Letter"] if row not in before["partnership.Letter"]}
    assert written == set()
    assert _everything() == before


def _all_have_joined(partnership: Partnership) -> None:
    agreements = Agreement.objects.filter(partnership=partnership)
    assert agreements.active().count() == 4
    assert agreements.filter(status=Agreement.Status.WITHDRAWN).count() == 94
    assert [gauge for gauge in gauge_seats(partnership, on=NOW.date()) if gauge.missing] == []


def _all_events_were_held() -> None:
    events = Event.objects.filter(visit=None)
    assert events.count() == events.past(NOW).count() == 15
    assert Minutes.objects.filter(event__in=events, published_at__lt=NOW).count() == 15
    assert set(Decision.objects.values_list("event", flat=True)) == set(events.values_list("pk", flat=True))
    for event in events:
        came = DoorMark.objects.filter(registration__event=event).values("registration").distinct().count()
        assert 1 < came <= Registration.objects.attending().filter(event=event).count()
        evaluation = Evaluation.objects.get(event=event)
        assert evaluation.is_closed(NOW)
    full = Event.objects.get(key="leadership-2")
    assert full.capacity == full.places_taken
    statuses = set(Registration.objects.values_list("status", flat=True))
    assert statuses >= {"attending", "waiting", "cancelled", "declined"}
    assert Invitation.objects.filter(withdrawal=Invitation.Withdrawal.SUBSTITUTED).exists()


def _the_networks_have_visited_each_other() -> None:
    assert NetworkPlan.objects.published().count() == 4
    visits = Visit.objects.exclude(fixed_at=None)
    assert Visit.objects.count() == visits.count() == Event.objects.past(NOW).exclude(visit=None).count() > 0
    assert not Letter.objects.exclude(status=Letter.Status.SENT).exists()


def _everything() -> dict[str, list[Any]]:
    rooms = {"municipalities", "partnership", "tracks", "events", "billing"}
    models = [model for model in apps.get_models() if model._meta.app_label in rooms]
    return {model._meta.label: sorted(model._default_manager.values_list(), key=repr) for model in models}


@pytest.mark.parametrize("today", [dt.date(2026, month, day) for month in range(1, 13) for day in (1, 15, 28)])
def test_on_whatever_day_it_is_played_its_events_are_over_and_it_is_about_to_end(today: dt.date) -> None:
    programme = read_programme()
    start = latest_start(programme, today=today)
    last = max(event_days(programme, start=start).values())
    assert dt.timedelta(days=10) <= today - last < dt.timedelta(days=75)


def test_a_diary_is_carried_out_in_order_of_time() -> None:
    diary, done = Diary(), []
    diary.note(NOW + dt.timedelta(hours=2), lambda now: done.append("late"))
    diary.note(NOW, lambda now: diary.note(now + dt.timedelta(hours=1), lambda now: done.append("what follows")))
    diary.note(NOW, lambda now: done.append("early"))
    diary.note(NOW + dt.timedelta(days=9), lambda now: done.append("not yet"))
    assert diary.play(until=NOW + dt.timedelta(days=1)) == 4
    assert done == ["early", "what follows", "late"]


def test_visits_are_on_days_on_which_schools_can_receive_guests() -> None:
    assert working(dt.date(2026, 5, 16)) == dt.date(2026, 5, 18)
    days = meeting_days(dt.date(2026, 10, 8), count=3)
    assert days == [dt.date(2026, 10, 8), dt.date(2026, 10, 9), dt.date(2026, 10, 19)]


@pytest.mark.django_db
def test_it_is_refused_beside_the_demonstration_that_runs() -> None:
    PartnershipFactory(slug=SLUG)
    with pytest.raises(SeedingRefused, match="database for sig"):
        play_through(municipalities=6, now=NOW)
    with pytest.raises(CommandError):
        call_command("seed_demo", "--played-through")
    assert not Partnership.objects.filter(slug=PLAYED).exists()


@pytest.mark.django_db
def test_leaving_out_documents_belongs_to_playing_through() -> None:
    with pytest.raises(CommandError, match="--played-through"):
        call_command("seed_demo", "--without-documents")
    assert not Partnership.objects.exists()
