"""A new event from the last one: everything but what it begins anew, at the same time of day over a clock change."""

import datetime as dt

import pytest

from events.models import Evaluation, Event
from events.services.copying import NOT_COPIED, SHIFTED, SHIFTED_BY_DAYS, copied_fields, copy_event
from events.services.evaluations import prepare_evaluation
from events.services.registrations import accept_invitation
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.events.test_programme import item_of
from tests.municipalities.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db
LATER = START + dt.timedelta(days=364)


def test_everything_is_copied_but_who_comes_and_what_it_was() -> None:
    event = EventFactory(
        capacity=30,
        description="Om læring",
        key="opstart",
        host=MunicipalityFactory(),
        online_url="https://moede.example/",
    )
    item_of(event, begins=1, ends=2, speakers="Ida Æbelø", room="Sal 2", position=3)
    accept_invitation(invitation_to(event), now=NOW)
    event.refresh_from_db()
    copy = copy_event(event, starts_at=LATER, now=NOW).event
    for name in set(copied_fields()) - SHIFTED - SHIFTED_BY_DAYS:
        assert getattr(copy, name) == getattr(event, name)
    assert (copy.starts_at, copy.ends_at) == (LATER, LATER + dt.timedelta(hours=6))
    assert copy.answer_by == event.answer_by + dt.timedelta(days=364)
    assert (copy.key, copy.places_taken, copy.published_at, copy.sequence) == ("", 0, None, 0)
    assert copy.uid != event.uid
    assert not copy.invitations.exists()
    item = copy.programme_items.get()
    assert (item.starts_at, item.speakers, item.room, item.position) == (
        LATER + dt.timedelta(hours=1),
        "Ida Æbelø",
        "Sal 2",
        3,
    )


def test_every_field_of_an_event_is_known_to_be_copied_or_not() -> None:
    assert {field.name for field in Event._meta.concrete_fields} == {*copied_fields(), *NOT_COPIED}


@pytest.mark.parametrize(
    ("start", "copied"),
    [
        (dt.datetime(2026, 10, 20, 7, 30, tzinfo=dt.UTC), dt.datetime(2026, 10, 27, 8, 30, tzinfo=dt.UTC)),
        (dt.datetime(2027, 3, 23, 8, 30, tzinfo=dt.UTC), dt.datetime(2027, 3, 30, 7, 30, tzinfo=dt.UTC)),
    ],
)
def test_half_past_nine_stays_half_past_nine_over_the_clock_changes(start, copied) -> None:
    event = EventFactory(starts_at=start, ends_at=start + dt.timedelta(hours=30), answer_by=None)
    item_of(event, begins=1, ends=2)
    copy = copy_event(event, starts_at=copied, now=NOW).event
    assert (copy.ends_at, copy.programme_items.get().starts_at) == (
        copied + dt.timedelta(hours=30),
        copied + dt.timedelta(hours=1),
    )


def test_copying_twice_makes_one() -> None:
    event = EventFactory()
    first = copy_event(event, starts_at=LATER, now=NOW)
    again = copy_event(event, starts_at=LATER, now=NOW)
    assert (first.created, again.created, again.event) == (True, False, first.event)


def test_the_questions_of_the_evaluation_are_asked_again_and_its_days_are_not() -> None:
    event = EventFactory()
    evaluation = prepare_evaluation(event)
    evaluation.questions.filter(number=1).update(text="Vores eget spørgsmål")
    Evaluation.objects.update(opened_at=NOW)
    copy = copy_event(event, starts_at=LATER, now=NOW).event
    names = ("number", "kind", "text", "text_en")
    assert list(copy.evaluation.questions.values(*names)) == list(evaluation.questions.values(*names))
    assert copy.evaluation.opened_at is None
