"""Whatever people press, in whatever order: places, offers and waiting list stay right."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from events.invariants import counters_equal_registrations, no_event_above_capacity
from events.models import Event, Invitation, Party, Registration
from events.services.overbooking import overbook
from events.services.places import room_at
from events.services.planning import CapacityTooSmall, change_capacity, change_event
from events.services.registrations import (
    AnswerRefused,
    accept_invitation,
    cancel_registration,
    decline_invitation,
    register_person,
)
from events.services.waiting_list import promote_all_waiting, somebody_waits_in_vain
from partnership.models import Letter, Person
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.partnership.factories import AgreementFactory, PersonFactory

PEOPLE = 6
who = st.integers(0, PEOPLE - 1)
Status = Registration.Status


class Places(RuleBasedStateMachine):
    """Six people of three municipalities and one event of changing size and date; each example is taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(
        capacity=st.none() | st.integers(0, 4),
        offer_hours=st.none() | st.integers(1, 16),
        allotment=st.none() | st.integers(0, 2),
        pair=st.booleans(),
    )
    def begin(self, capacity: int | None, offer_hours: int | None, allotment: int | None, pair: bool) -> None:
        until = None if allotment is None else NOW + dt.timedelta(days=10)
        self.event = EventFactory(
            capacity=capacity, offer_hours=offer_hours, allotment=allotment, allotment_until=until
        )
        places = [AgreementFactory(partnership=self.event.partnership).municipality for _ in range(3)]
        self.invitations = [invitation_to(self.event) for _ in range(PEOPLE)]
        for index, row in enumerate(self.invitations):
            row.municipality = places[index % 3]
            row.save()
        self.staff: Person = PersonFactory(is_staff=True)
        self.now, self.pair = NOW, pair

    def tick(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now

    def row_of(self, invitation: Invitation) -> Registration | None:
        return Registration.objects.filter(invitation=invitation).first()

    @rule(who=who)
    def accept(self, who: int) -> None:
        row = self.row_of(self.invitations[who])
        try:
            accepted = accept_invitation(self.invitations[who], now=self.tick())
        except AnswerRefused:
            late = not Event.objects.get(pk=self.event.pk).accepts_answers(self.now)
            assert late or (row and row.offered_until and row.offered_until <= self.now)
            return
        if self.pair and who < 2 and accepted.status == Status.WAITING:  # the first two only come together
            party = Party.objects.filter(event=self.event).first()
            party = party or Party.objects.create(event=self.event, created_at=self.now)
            Registration.objects.filter(pk=accepted.pk).update(party=party)
            promote_all_waiting(now=self.now)

    @rule(who=who)
    def decline(self, who: int) -> None:
        decline_invitation(self.invitations[who], now=self.tick())

    @rule(who=who)
    def cancel(self, who: int) -> None:
        registration = self.row_of(self.invitations[who])
        if registration is not None:
            cancel_registration(registration, now=self.tick())

    @rule(who=who)
    def register_by_phone(self, who: int) -> None:
        row = self.row_of(self.invitations[who])
        if row is None or row.offered_until is None or row.offered_until > self.now + dt.timedelta(seconds=1):
            register_person(self.event, person=self.invitations[who].person, now=self.tick())

    @rule(who=who)
    def overbook(self, who: int) -> None:
        person = self.invitations[who].person
        overbook(self.event, person=person, by=self.staff, reason="Plads", now=self.tick())

    @rule(capacity=st.none() | st.integers(0, PEOPLE))
    def resize(self, capacity: int | None) -> None:
        event = Event.objects.get(pk=self.event.pk)
        if capacity is not None and capacity < event.places_taken - event.overbooked:
            with pytest.raises(CapacityTooSmall):
                change_capacity(self.event, capacity=capacity, now=self.tick())
        else:
            change_capacity(self.event, capacity=capacity, now=self.tick())

    @rule(days=st.integers(20, 60))
    def move(self, days: int) -> None:
        starts_at = START + dt.timedelta(days=days)
        moved = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=6)}
        change_event(self.event, changes=moved, now=self.tick())

    @rule(hours=st.integers(1, 120))
    def wait(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)
        promote_all_waiting(now=self.now)

    @rule()
    def sweep_again(self) -> None:
        before = list(Registration.objects.order_by("pk").values())
        assert promote_all_waiting(now=self.now) == 0
        assert list(Registration.objects.order_by("pk").values()) == before

    @invariant()
    def places_are_right(self) -> None:
        event = Event.objects.get(pk=self.event.pk)
        rows = Registration.objects.filter(event=event)
        assert [counters_equal_registrations().ok, no_event_above_capacity().ok] == [True, True]
        # Nobody waits while a place is free for them.
        assert not somebody_waits_in_vain(event, now=self.now)
        line = list(rows.in_line())
        if event.allotment is None and not any(row.party_id for row in line):
            assert not line or room_at(event, now=self.now).common == 0
        assert [row.waiting_position() for row in line] == list(range(1, len(line) + 1))
        letters = Letter.objects.filter(key__startswith="answer:").count()
        assert letters == sum(rows.values_list("revision", flat=True))

    @invariant()
    def offers_go_out_in_order(self) -> None:
        """Without kept places and parties, whoever has an offer came before everybody in line."""
        rows = Registration.objects.filter(event=self.event)
        if Event.objects.get(pk=self.event.pk).allotment is None and not rows.filter(party__isnull=False).exists():
            offered = [(row.queued_at, row.pk) for row in rows.offered()]
            line = [(row.queued_at, row.pk) for row in rows.in_line()]
            assert not offered or not line or max(offered) < min(line)


def run(examples: int) -> None:
    checks = list(HealthCheck)
    run_state_machine_as_test(
        Places,
        settings=settings(max_examples=examples, stateful_step_count=20, deadline=None, suppress_health_check=checks),
    )


@pytest.mark.django_db
def test_places_and_waiting_list_stay_right_whatever_people_press() -> None:
    run(12)


@pytest.mark.django_db
@pytest.mark.thorough
@pytest.mark.once
def test_they_do_in_many_more_orders() -> None:
    run(100)
