"""Changing an event while people answer it."""

import datetime as dt

import pytest

from events.models import Event, Registration
from events.services.planning import CapacityTooSmall, change_capacity, change_event
from events.services.publishing import publish_event
from events.services.registrations import accept_invitation, register_person
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db


def filled(capacity: int, people: int) -> Event:
    event = EventFactory(capacity=capacity)
    for _ in range(people):
        register_person(event, person=PersonFactory(), now=NOW)
    event.refresh_from_db()
    return event


@pytest.mark.parametrize(("capacity", "promoted"), [(1, 0), (2, 1), (3, 2), (9, 3), (None, 3)])
def test_more_places_go_to_those_who_wait(capacity, promoted) -> None:
    event = filled(1, 4)
    assert change_capacity(event, capacity=capacity, now=NOW) == promoted
    assert Registration.objects.attending().count() == event.places_taken == 1 + promoted


def test_fewer_places_than_are_taken_are_refused_and_nothing_changes() -> None:
    event = filled(3, 3)
    with pytest.raises(CapacityTooSmall):
        change_event(event, changes={"capacity": 2, "title": "Kortere"}, now=NOW)
    stored = Event.objects.get()
    assert (stored.capacity, stored.title) == (3, event.title)


def test_an_answer_that_came_while_the_form_was_open_is_not_overwritten() -> None:
    event = EventFactory(capacity=5)
    as_the_form_read_it = Event.objects.get()
    accept_invitation(invitation_to(event), now=NOW)
    change_event(as_the_form_read_it, changes={"title": "Nyt navn"}, now=NOW)
    stored = Event.objects.get()
    assert (stored.title, stored.places_taken) == ("Nyt navn", 1)


def test_the_control_a_plain_save_of_the_form_overwrites_it() -> None:
    event = EventFactory(capacity=5)
    as_the_form_read_it = Event.objects.get()
    accept_invitation(invitation_to(event), now=NOW)
    as_the_form_read_it.save()
    assert Event.objects.get().places_taken == 0


@pytest.mark.parametrize(
    ("changes", "raised"),
    [
        ({"starts_at": START + dt.timedelta(hours=1)}, 1),
        ({"venue": "Odeon", "address": "Odeons Kvarter 1, 5000 Odense C"}, 1),
        ({"title": "Nyt navn"}, 1),
        ({"key": "opstart", "answer_by": None}, 0),
        ({"venue": "Kolding Congress Center"}, 0),
        ({}, 0),
    ],
)
def test_the_calendar_revision_rises_with_what_a_calendar_shows(changes, raised) -> None:
    event = EventFactory()
    change_event(event, changes=changes, now=NOW)
    assert event.sequence == Event.objects.get().sequence == raised


def test_publishing_twice_keeps_the_first_moment() -> None:
    event = EventFactory(published_at=None)
    assert publish_event(event, now=NOW)
    assert not publish_event(event, now=NOW + dt.timedelta(days=1))
    assert event.published_at == NOW
