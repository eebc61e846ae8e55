"""Places beyond the limit: with a reason, past those who wait, and never more than were given."""

import datetime as dt

import pytest

from events.invariants import INVARIANTS
from events.models import Event, Registration
from events.services.overbooking import overbook
from events.services.planning import change_capacity
from events.services.registrations import AnswerRefused, cancel_registration, register_person
from partnership.models import LogbookEntry, Person
from tests.events.factories import NOW, EventFactory
from tests.partnership.factories import PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
Status = Registration.Status


def full(capacity: int = 1, waiting: int = 1) -> tuple[Event, list[Registration]]:
    event = EventFactory(capacity=capacity)
    people = [PersonFactory() for _ in range(capacity + waiting)]
    return event, [register_person(event, person=person, now=NOW) for person in people]


def beyond(event: Event, person: Person, **changes: object) -> Registration:
    values = {"reason": "Oplægsholder", "by": PersonFactory(is_staff=True), "now": NOW, **changes}
    return overbook(event, person=person, **values)


def figures(event: Event) -> tuple[int | None, int, int]:
    event.refresh_from_db()
    return event.capacity, event.places_taken, event.overbooked


def test_somebody_who_waits_or_is_new_gets_a_place_and_the_logbook_says_why() -> None:
    event, (_first, waits) = full()
    by = PersonFactory(is_staff=True)
    assert beyond(event, waits.person, by=by, reason=" Skal holde oplæg ").status == Status.ATTENDING
    assert beyond(event, PersonFactory(), by=by).status == Status.ATTENDING
    assert figures(event) == (1, 3, 2)
    entry = LogbookEntry.objects.get(person=waits.person)
    assert (entry.kind, entry.actor, entry.reason) == ("place_overbooked", by, "Skal holde oplæg")
    assert all(check().ok for check in INVARIANTS)


def test_doing_it_twice_gives_one_place() -> None:
    event, (_first, waits) = full()
    beyond(event, waits.person)
    beyond(event, waits.person)
    assert figures(event) == (1, 2, 1)
    assert LogbookEntry.objects.count() == 1


def test_a_free_place_is_taken_as_usual_and_nothing_is_logged() -> None:
    event = EventFactory(capacity=2)
    beyond(event, PersonFactory())
    assert figures(event) == (2, 1, 0)
    assert not LogbookEntry.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"cancelled_at": NOW}, {"starts_at": NOW - dt.timedelta(hours=1)}, {"reason": " "}]
)
def test_it_is_refused_without_a_reason_and_where_nobody_can_be_registered(changes) -> None:
    event, (_first, waits) = full()
    reason = changes.pop("reason", "Oplægsholder") if "reason" in changes else "Oplægsholder"
    Event.objects.update(**{"answer_by": None, **changes})
    with pytest.raises(AnswerRefused):
        beyond(event, waits.person, reason=reason)
    assert figures(event)[1:] == (1, 0)


def test_a_place_beyond_the_limit_goes_with_the_next_who_cancels() -> None:
    event, (first, waits) = full()
    beyond(event, PersonFactory())
    cancel_registration(first, now=NOW)
    assert figures(event) == (1, 1, 0)
    assert Registration.objects.get(pk=waits.pk).status == Status.WAITING
    cancel_registration(Registration.objects.attending().get(), now=NOW)
    assert Registration.objects.get(pk=waits.pk).status == Status.ATTENDING


def test_a_higher_limit_takes_in_who_was_let_in_beyond_it() -> None:
    event, _rows = full(capacity=1, waiting=2)
    beyond(event, PersonFactory())
    assert change_capacity(event, capacity=2, now=NOW) == 0
    assert figures(event) == (2, 2, 0)
    assert change_capacity(event, capacity=3, now=NOW) == 1


def test_the_secretariat_gives_it_on_the_page_on_which_people_are_registered() -> None:
    event, (_first, waits) = full()
    Event.objects.update(starts_at=NOW + dt.timedelta(days=3650), ends_at=NOW + dt.timedelta(days=3651), answer_by=None)
    staff = PersonFactory(is_staff=True, is_superuser=True)
    form = {"people": [waits.person.pk], "beyond_limit": "Skal holde oplæg"}
    logged_in(staff, "code", "mfa").post(f"/admin/events/event/{event.pk}/register/", form)
    assert figures(event) == (1, 2, 1)
    assert LogbookEntry.objects.get().actor == staff
