"""Whatever people press, in whatever order: places and waiting list stay right."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from events.models import Event, Registration
from events.services.planning import CapacityTooSmall, change_capacity
from events.services.registrations import (
    accept_invitation,
    cancel_registration,
    decline_invitation,
    register_person,
)
from events.services.waiting_list import promote_all_waiting
from partnership.models import Letter
from tests.events.factories import NOW, EventFactory, invitation_to

PEOPLE = 6


class Places(RuleBasedStateMachine):
    """Six people and one event of changing size; each example is taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(capacity=st.none() | st.integers(0, 4))
    def begin(self, capacity: int | None) -> None:
        self.event = EventFactory(capacity=capacity)
        self.invitations = [invitation_to(self.event) for _ in range(PEOPLE)]
        self.now = NOW

    def tick(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now

    @rule(who=st.integers(0, PEOPLE - 1))
    def accept(self, who: int) -> None:
        accept_invitation(self.invitations[who], now=self.tick())

    @rule(who=st.integers(0, PEOPLE - 1))
    def decline(self, who: int) -> None:
        decline_invitation(self.invitations[who], now=self.tick())

    @rule(who=st.integers(0, PEOPLE - 1))
    def cancel(self, who: int) -> None:
        registration = Registration.objects.filter(invitation=self.invitations[who]).first()
        if registration is not None:
            cancel_registration(registration, now=self.tick())

    @rule(who=st.integers(0, PEOPLE - 1))
    def register_by_phone(self, who: int) -> None:
        register_person(self.event, person=self.invitations[who].person, now=self.tick())

    @rule(capacity=st.none() | st.integers(0, PEOPLE))
    def resize(self, capacity: int | None) -> None:
        taken = Event.objects.get(pk=self.event.pk).places_taken
        if capacity is not None and capacity < taken:
            with pytest.raises(CapacityTooSmall):
                change_capacity(self.event, capacity=capacity, now=self.tick())
        else:
            change_capacity(self.event, capacity=capacity, now=self.tick())

    @rule()
    def sweep(self) -> None:
        assert promote_all_waiting(now=self.tick()) == 0

    @invariant()
    def places_are_right(self) -> None:
        event = Event.objects.get(pk=self.event.pk)
        rows = Registration.objects.filter(event=event)
        attending = rows.attending().count()
        assert event.places_taken == attending
        if event.capacity is None:
            assert not rows.waiting().exists()
        else:
            assert attending <= event.capacity
            # Nobody waits while a place is free.
            assert attending == event.capacity or not rows.waiting().exists()
        letters = Letter.objects.filter(key__startswith="answer:").count()
        assert letters == sum(rows.values_list("revision", flat=True))
        positions = [row.waiting_position() for row in rows.waiting()]
        assert positions == list(range(1, len(positions) + 1))


@pytest.mark.django_db
def test_places_and_waiting_list_stay_right_whatever_people_press() -> None:
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
