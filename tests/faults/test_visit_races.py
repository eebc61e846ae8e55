"""A visit gets one date and one event, however many fix at the same moment."""

import datetime as dt
import threading

import pytest
from django.db import connection

from events.models import Event
from events.services.visits import fix_visit
from partnership.guards import install_guards, remove_guards
from tests.events.test_visits import NOW, offered, visit_in
from tests.faults.race import race
from tests.partnership.factories import PersonFactory
from tests.tracks.worlds import body_of
from tracks.guards import GUARDS
from tracks.models import Visit, VisitTick
from tracks.services.visits import VisitRefused, answer_dates, guests_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def test_two_who_fix_different_dates_at_once_get_one_event() -> None:
    visit = visit_in(body_of(3))
    dates = offered(visit, days=(20, 27, 34))
    outcomes = race([lambda date=date: fix_visit(visit, date=date, now=NOW) for date in dates])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Event", "VisitRefused", "VisitRefused"]
    assert Event.objects.get().starts_at == Visit.objects.get(pk=visit.pk).fixed_date.starts_at


def test_the_control_without_the_lock_fixes_twice() -> None:
    visit = visit_in(body_of(3))
    dates = offered(visit)
    remove_guards(connection, GUARDS)
    both_have_looked = threading.Barrier(2, timeout=30)

    def naive(date) -> bool:
        stored = Visit.objects.get(pk=visit.pk)
        both_have_looked.wait()
        if stored.fixed_at is not None:
            return False
        Visit.objects.filter(pk=visit.pk).update(fixed_date=date, fixed_at=NOW)
        return True

    try:
        assert race([lambda date=date: naive(date) for date in dates]) == [True, True]
    finally:
        install_guards(connection, GUARDS)


def test_a_tick_and_a_fixed_date_at_once_leave_no_late_tick() -> None:
    visit = visit_in(body_of(3))
    date = offered(visit)[0]
    guest, person = guests_of(visit.network, host=visit.host)[0], PersonFactory()
    later = NOW + dt.timedelta(minutes=1)
    fixed, answered = race(
        [
            lambda: fix_visit(visit, date=date, now=later),
            lambda: answer_dates(visit, person=person, municipality=guest, dates=[date.pk], now=NOW),
        ]
    )
    assert isinstance(fixed, Event)
    assert VisitTick.objects.count() == (0 if isinstance(answered, VisitRefused) else 1)
