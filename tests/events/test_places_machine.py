"""Whatever people press, in whatever order: places and waiting list stay right."""

import datetime as dt

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from events.models import Event, Registration
from events.services.registrations import (
    accept_invitation,
    cancel_registration,
    decline_invitation,
    promote_all_waiting,
)
from tests.events.factories import NOW, EventFactory, invitation_to

PEOPLE = 6


class Places(RuleBasedStateMachine):
    """Six people and one event of changing size."""

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

    @rule(more=st.integers(1, 2))
    def enlarge(self, more: int) -> None:
        event = Event.objects.get(pk=self.event.pk)
        if event.capacity is not None:
            Event.objects.filter(pk=event.pk).update(capacity=event.capacity + more)
            promote_all_waiting(now=self.tick())

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
        positions = [row.waiting_position() for row in rows.waiting()]
        assert positions == list(range(1, len(positions) + 1))


class TestPlaces(HypothesisTestCase):
    """Runs the machine; each example in a transaction of its own."""

    def test_places_and_waiting_list_stay_right_whatever_people_press(self) -> None:
        run_state_machine_as_test(
            Places,
            settings=settings(
                max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
