"""An offered place and a workshop's last place are given once, however many act at the same moment."""

import datetime as dt
import threading

import pytest
from django.db import transaction
from django.db.models import F

from events.models import Event, Registration, Workshop, WorkshopChoice
from events.services.registrations import AnswerRefused, accept_invitation, cancel_registration
from events.services.replies import Replies, change_replies
from events.services.waiting_list import promote_all_waiting
from tests.events.factories import NOW, EventFactory, invitation_to
from tests.faults.race import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
LATER = NOW + dt.timedelta(days=5)
Status = Registration.Status


def test_an_offer_that_several_workers_take_back_at_once_passes_to_one_person() -> None:
    event, offered, following = an_offer()
    outcomes = race([lambda: promote_all_waiting(now=LATER) for _ in range(6)])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Registration.objects.get(pk=offered.pk).status == Status.LAPSED
    assert list(Registration.objects.offered().values_list("pk", flat=True)) == [following.pk]
    assert Event.objects.get(pk=event.pk).places_taken == 1


def test_who_takes_an_offer_up_as_it_runs_out_has_the_place_or_has_not_never_both() -> None:
    event, offered, following = an_offer()
    in_time = offered.offered_until - dt.timedelta(seconds=1)
    invitation = offered.invitation
    accepted, _ = race(
        [lambda: accept_invitation(invitation, now=in_time), lambda: promote_all_waiting(now=offered.offered_until)]
    )
    offered.refresh_from_db()
    following.refresh_from_db()
    assert Event.objects.get(pk=event.pk).places_taken == 1
    if isinstance(accepted, Exception) or offered.status != Status.ATTENDING:
        assert following.offered_until is not None
    else:
        assert (offered.status, following.offered_until) == (Status.ATTENDING, None)


def test_the_control_without_the_lock_offers_one_place_twice() -> None:
    event, offered, _following = an_offer()
    accept_invitation(invitation_to(event), now=NOW)
    line = list(Registration.objects.in_line().filter(event=event)[:2])
    everybody_has_looked = threading.Barrier(2, timeout=30)

    def naive(next_in_line: Registration) -> bool:
        overdue = Registration.objects.filter(pk=offered.pk, offered_until__lte=LATER).exists()
        everybody_has_looked.wait()
        if not overdue:
            return False
        with transaction.atomic():
            Registration.objects.filter(pk=offered.pk).update(offered_until=None)
            Registration.objects.filter(pk=next_in_line.pk).update(offered_until=LATER)
        return True

    assert race([lambda row=row: naive(row) for row in line]) == [True, True]
    assert Registration.objects.offered().filter(event=event).count() == 2


def test_the_last_place_in_a_workshop_is_given_once() -> None:
    workshop, registrations = a_workshop(places=2, people=8)
    outcomes = race([lambda row=row: change_replies(row, replies=choice(workshop), now=NOW) for row in registrations])
    assert outcomes.count(True) == 2
    assert sum(isinstance(outcome, AnswerRefused) for outcome in outcomes) == 6
    workshop.refresh_from_db()
    assert workshop.places_taken == WorkshopChoice.objects.count() == 2


def test_who_cancels_while_choosing_holds_no_place_in_a_workshop() -> None:
    workshop, (registration,) = a_workshop(places=1, people=1)
    race(
        [
            lambda: change_replies(registration, replies=choice(workshop), now=NOW),
            lambda: cancel_registration(registration, now=NOW),
        ]
    )
    workshop.refresh_from_db()
    assert workshop.places_taken == WorkshopChoice.objects.count() == 0


def test_the_control_that_counts_first_gives_a_workshop_s_last_place_twice() -> None:
    workshop, registrations = a_workshop(places=1, people=2)
    Workshop.objects.filter(pk=workshop.pk).update(capacity=None)  # takes the CHECK, the last net, away
    everybody_has_looked = threading.Barrier(2, timeout=30)

    def naive(registration: Registration) -> bool:
        taken = WorkshopChoice.objects.filter(workshop=workshop).count()
        everybody_has_looked.wait()
        if taken >= 1:
            return False
        with transaction.atomic():
            Workshop.objects.filter(pk=workshop.pk).update(places_taken=F("places_taken") + 1)
            WorkshopChoice.objects.create(registration=registration, workshop=workshop, round=workshop.round)
        return True

    assert race([lambda row=row: naive(row) for row in registrations]) == [True, True]


def an_offer() -> tuple[Event, Registration, Registration]:
    """Return an event with one place, who is offered it, and who is next in line."""
    event = EventFactory(capacity=1, offer_hours=8)
    held = accept_invitation(invitation_to(event), now=NOW)
    offered, following = (accept_invitation(invitation_to(event), now=NOW) for _ in range(2))
    cancel_registration(held, now=NOW)
    offered.refresh_from_db()
    assert offered.offered_until is not None
    return event, offered, following


def a_workshop(*, places: int, people: int) -> tuple[Workshop, list[Registration]]:
    """Return a workshop, and people who have a place at its event."""
    event = EventFactory()
    workshop = Workshop.objects.create(event=event, title="Workshop", capacity=places)
    return workshop, [accept_invitation(invitation_to(event), now=NOW) for _ in range(people)]


def choice(workshop: Workshop) -> Replies:
    return Replies({}, {workshop.round: workshop.pk})
