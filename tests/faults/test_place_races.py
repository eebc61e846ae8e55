"""The last place is given once, however many press at the same moment."""

import threading

import pytest
from django.db import transaction
from django.db.models import F

from events.models import Event, Registration
from events.services.registrations import accept_invitation, cancel_registration
from tests.events.factories import NOW, EventFactory, invitation_to
from tests.faults.race import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def test_the_last_places_are_given_once_and_the_rest_wait_in_order() -> None:
    event = EventFactory(capacity=3)
    invitations = [invitation_to(event) for _ in range(12)]
    outcomes = race([lambda row=row: accept_invitation(row, now=NOW) for row in invitations])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    event.refresh_from_db()
    assert event.places_taken == 3
    assert Registration.objects.attending().count() == 3
    assert [row.waiting_position() for row in Registration.objects.waiting()] == list(range(1, 10))


def test_the_control_without_the_guard_gives_the_last_place_more_than_once() -> None:
    event = EventFactory(capacity=1)
    Event.objects.filter(pk=event.pk).update(overbooked=100)  # takes the CHECK, the last net, away
    invitations = [invitation_to(event) for _ in range(4)]
    everybody_has_looked = threading.Barrier(4, timeout=30)

    def naive(invitation) -> bool:
        taken = Registration.objects.attending().filter(event=event).count()
        everybody_has_looked.wait()
        if taken >= event.capacity:
            return False
        with transaction.atomic():
            Registration.objects.create(
                event=event,
                person=invitation.person,
                status=Registration.Status.ATTENDING,
                answered_at=NOW,
            )
            Event.objects.filter(pk=event.pk).update(places_taken=F("places_taken") + 1)
        return True

    outcomes = race([lambda row=row: naive(row) for row in invitations])
    assert outcomes.count(True) > event.capacity


def test_one_person_who_presses_many_times_at_once_gets_one_place() -> None:
    invitation = invitation_to(EventFactory(capacity=5))
    outcomes = race([lambda: accept_invitation(invitation, now=NOW) for _ in range(8)])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Registration.objects.count() == 1
    assert Event.objects.get().places_taken == 1


def test_places_that_fall_free_at_once_each_go_to_one_who_waits() -> None:
    event = EventFactory(capacity=3)
    held = [accept_invitation(invitation_to(event), now=NOW) for _ in range(3)]
    waiting = [accept_invitation(invitation_to(event), now=NOW) for _ in range(4)]
    race([lambda row=row: cancel_registration(row, now=NOW) for row in held])
    statuses = [Registration.objects.get(pk=row.pk).status for row in waiting]
    assert statuses == [Registration.Status.ATTENDING] * 3 + [Registration.Status.WAITING]
    assert Event.objects.get().places_taken == 3
