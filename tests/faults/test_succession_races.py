"""Two workers follow the seats at once, an approver presses twice: everything happens once."""

from __future__ import annotations

import datetime as dt
import threading
from functools import partial

import pytest
from django.db.models import F

from events.models import Event, Invitation, Registration
from events.services.invitations import send_invitations
from events.services.registrations import accept_invitation
from events.services.substitutes import SubstituteRefused, send_substitute
from events.services.succession import follow_seats
from partnership.machine import WrongStatus
from partnership.models import Agreement, Body, Letter, Nomination, Seat, SeatHolding
from partnership.services.approval_letters import remind_approvers
from partnership.services.nominations import approve_nomination, name_approver, propose_holder, refuse_nomination
from partnership.services.seats import NoVacantSeat, create_seats, hand_over_seat, nominate
from tests.events.factories import NOW, EventFactory
from tests.faults.race import race
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
DAY = dt.date(2026, 11, 2)
HAND_OVER = dt.date(2027, 1, 1)


def taking_part(**fields: object) -> tuple[Agreement, Body]:
    body = BodyFactory(**fields)
    agreement = AgreementFactory(partnership=body.partnership)
    create_seats(agreement)
    return agreement, body


def succession() -> list[Event]:
    """Two events with one place each, a registered holder who leaves, and somebody who waits."""
    agreement, body = taking_part()
    seats: list[Seat] = [
        nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=DAY).seat for _ in range(2)
    ]
    events = [EventFactory(body=body, capacity=1) for _ in range(2)]
    for event in events:
        send_invitations(event, now=NOW)
        for seat in seats:
            accept_invitation(Invitation.objects.get(event=event, seat=seat), now=NOW)
    hand_over_seat(seats[0], to=PersonFactory(), on=HAND_OVER)
    return events


def test_two_workers_withdraw_once_write_once_and_invite_once() -> None:
    events = succession()
    outcomes = race([partial(follow_seats, now=NOW)] * 4)
    assert [row for row in outcomes if isinstance(row, Exception)] == []
    assert sum(row.left for row in outcomes) == 1
    assert sum(row.invited for row in outcomes) == 2
    assert Letter.objects.filter(kind="seat_left").count() == 1
    assert Letter.objects.filter(kind="promoted").count() == 2
    assert Registration.objects.attending().count() == 2
    assert list(Event.objects.filter(pk__in=[e.pk for e in events]).values_list("places_taken", flat=True)) == [1, 1]


def test_the_control_without_lock_and_recheck_sets_a_place_free_twice() -> None:
    event = succession()[0]
    Event.objects.filter(pk=event.pk).update(places_taken=5, overbooked=9)  # so that the counter can go wrong unseen
    everybody_has_looked = threading.Barrier(2, timeout=30)

    def naive() -> None:
        leaving = Registration.objects.attending().get(event=event)
        everybody_has_looked.wait()
        Registration.objects.filter(pk=leaving.pk).update(status=Registration.Status.CANCELLED)
        Event.objects.filter(pk=event.pk).update(places_taken=F("places_taken") - 1)

    outcomes = race([naive] * 2)
    assert [row for row in outcomes if row is not None] == []
    assert Event.objects.get(pk=event.pk).places_taken == 3


def test_a_substitute_is_sent_once_however_often_one_presses() -> None:
    succession()
    invitation = Registration.objects.attending().order_by("pk").first().invitation  # type: ignore[union-attr]
    by = PersonFactory()
    outcomes = race(
        [partial(send_substitute, invitation, who=person, by=by, now=NOW) for person in PersonFactory.create_batch(4)]
    )
    assert sum(isinstance(row, Invitation) for row in outcomes) == 1, outcomes
    assert sum(isinstance(row, SubstituteRefused) for row in outcomes) == 3, outcomes
    assert Letter.objects.filter(kind="substitute").count() == 1
    assert Registration.objects.attending().filter(event=invitation.event).count() == 1


def nominations(count: int, *, seats: int = 5) -> list[Nomination]:
    agreement, body = taking_part(seats_min=1, seats_max=seats, approval_required=True)
    name_approver(agreement.municipality, body=body, name="Bo", email="bo@kommune.example", now=NOW)
    people = PersonFactory.create_batch(count)
    outcomes = race(
        [
            partial(propose_holder, agreement.municipality, body=body, person=person, from_on=DAY, by=None, now=NOW)
            for person in people
        ]
    )
    assert {type(row) for row in outcomes if isinstance(row, Exception)} <= {NoVacantSeat}
    return list(Nomination.objects.order_by("pk"))


def test_no_seat_is_reserved_twice_however_many_propose_at_once() -> None:
    found = nominations(6, seats=3)
    assert sorted(row.seat.number for row in found) == [1, 2, 3]
    assert Letter.objects.filter(kind="approval").count() == 3


def test_of_approving_and_refusing_at_once_one_counts() -> None:
    nominations(1)
    outcomes = race(
        [
            partial(approve_nomination, Nomination.objects.get(), now=NOW),
            partial(refuse_nomination, Nomination.objects.get(), reason="-", now=NOW),
        ]
        * 2
    )
    assert sum(row is True for row in outcomes) == 1, outcomes
    assert sum(isinstance(row, WrongStatus) for row in outcomes) == 2, outcomes
    approved = Nomination.objects.get().status == Nomination.Status.APPROVED
    assert SeatHolding.objects.count() == Letter.objects.filter(kind="welcome").count() == approved


def test_many_workers_remind_once() -> None:
    nominations(2)
    monday = dt.datetime(2026, 12, 7, 9, tzinfo=dt.UTC)
    outcomes = race([partial(remind_approvers, now=monday)] * 4)
    assert sum(outcomes) == 2
    assert Letter.objects.filter(kind="approval_reminder").count() == 2
