"""Places that fall free are offered in order, held for some working hours, and never to two at once."""

import datetime as dt

import pytest

from events.models import Event, Party, Registration
from events.services.overbooking import overbook
from events.services.registrations import (
    AnswerRefused,
    accept_invitation,
    cancel_registration,
    decline_invitation,
    register_person,
    renew_registration,
)
from events.services.waiting_list import promote_all_waiting, promote_waiting
from partnership.models import Letter
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.partnership.factories import AgreementFactory, PersonFactory

pytestmark = pytest.mark.django_db
A, W, D, C, L = (Registration.Status[name] for name in ("ATTENDING", "WAITING", "DECLINED", "CANCELLED", "LAPSED"))
#: Monday at 10 in Copenhagen; eight working hours later it is Tuesday at 10.
UNTIL = NOW + dt.timedelta(days=1)


def later(minutes: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def full_event(*, waiting: int, capacity: int = 1, **fields: object) -> tuple[Event, list[Registration]]:
    """Return an event without a free place, and its registrations, those who wait last."""
    event = EventFactory(capacity=capacity, **{"offer_hours": 8} | fields)
    rows = [accept_invitation(invitation_to(event), now=later(n)) for n in range(capacity + waiting)]
    return event, rows


def stored(row: Registration) -> Registration:
    return Registration.objects.get(pk=row.pk)


def taken(event: Event) -> int:
    return Event.objects.get(pk=event.pk).places_taken


def kinds(row: Registration) -> list[str]:
    return list(Letter.objects.filter(person=row.person).order_by("pk").values_list("kind", flat=True))


def test_a_place_is_held_for_the_first_in_line_for_eight_working_hours() -> None:
    event, (holder, first, second) = full_event(waiting=2)
    cancel_registration(holder, now=NOW)
    assert (stored(first).status, stored(first).offered_until, stored(first).holds_place) == (W, UNTIL, True)
    assert (stored(first).waiting_position(), stored(second).waiting_position()) == (None, 1)
    assert taken(event) == 1
    letter = Letter.objects.get(kind="offer")
    assert letter.person == first.person
    assert "24. november 2026 kl.\u00a010.00" in letter.text


def test_two_places_are_offered_to_two_and_never_to_three() -> None:
    event, rows = full_event(capacity=2, waiting=3)
    for row in rows[:2]:
        cancel_registration(row, now=NOW)
    assert promote_all_waiting(now=later(5)) == 0
    assert [bool(stored(row).offered_until) for row in rows[2:]] == [True, True, False]
    assert taken(event) == 2


def test_taking_the_place_is_possible_after_the_registration_deadline_too() -> None:
    event, (holder, first) = full_event(waiting=1, answer_by=later(60))
    cancel_registration(holder, now=later(30))
    accepted = accept_invitation(first.invitation, now=later(90))
    assert (accepted.status, accepted.offered_until, taken(event)) == (A, None, 1)
    assert kinds(first) == ["answer_waiting", "offer", "answer_attending"]


@pytest.mark.parametrize(("step", "after"), [(cancel_registration, C), (decline_invitation, D)])
def test_who_is_no_longer_interested_passes_the_place_on_at_once(step, after) -> None:
    event, (holder, first, second) = full_event(waiting=2)
    cancel_registration(holder, now=NOW)
    step(first if step is cancel_registration else first.invitation, now=later(10))
    assert (stored(first).status, stored(first).offered_until) == (after, None)
    assert stored(second).offered_until == UNTIL + dt.timedelta(minutes=10)
    assert taken(event) == 1


def test_an_offer_that_is_not_answered_goes_to_the_next_and_repeating_the_sweep_changes_nothing() -> None:
    event, (holder, first, second) = full_event(waiting=2)
    cancel_registration(holder, now=NOW)
    assert promote_all_waiting(now=UNTIL - dt.timedelta(seconds=1)) == 0
    promote_all_waiting(now=UNTIL)
    assert promote_all_waiting(now=UNTIL) == 0
    assert (stored(first).status, kinds(first)[-1]) == (L, "offer_lapsed")
    assert (bool(stored(second).offered_until), taken(event)) == (True, 1)
    assert renew_registration(first, now=UNTIL).status == W  # at the end of the line


def test_an_overdue_offer_cannot_be_taken_up_even_before_the_sweep() -> None:
    _event, (holder, first) = full_event(waiting=1)
    cancel_registration(holder, now=NOW)
    with pytest.raises(AnswerRefused, match="24\\. november 2026"):
        accept_invitation(first.invitation, now=UNTIL)


def test_after_the_deadline_nobody_is_asked_and_the_place_is_given_at_once() -> None:
    event, (holder, first) = full_event(waiting=1)
    cancel_registration(holder, now=event.answer_by)
    assert (stored(first).status, stored(first).offered_until, kinds(first)[-1]) == (A, None, "promoted")


def test_no_place_moves_once_participants_can_no_longer_cancel_or_the_event_is_cancelled() -> None:
    event, (holder, first) = full_event(waiting=1, change_until=START - dt.timedelta(days=2))
    with pytest.raises(AnswerRefused, match="KL Partnerskab"):
        cancel_registration(holder, self_service=True, now=event.change_until)
    cancel_registration(holder, now=event.change_until)  # the secretariat can
    assert promote_all_waiting(now=event.change_until) == 0
    assert stored(first).status == W
    Event.objects.update(cancelled_at=NOW)
    assert promote_waiting(event, now=later(1)) == 0


def test_an_offer_never_outlasts_the_start() -> None:
    event, (holder, first) = full_event(waiting=1, answer_by=None)
    cancel_registration(holder, now=START - dt.timedelta(hours=1))
    assert stored(first).offered_until == event.starts_at
    promote_all_waiting(now=START)
    assert stored(first).status == L


def test_without_a_limit_and_with_none_at_all() -> None:
    event, (first, second) = full_event(capacity=0, waiting=2)
    assert [stored(row).status for row in (first, second)] == [W, W]
    Event.objects.update(capacity=None)
    assert promote_waiting(event, now=later(5)) == 2
    assert [stored(row).status for row in (first, second)] == [A, A]  # nothing to hold


def test_people_who_only_come_together_get_places_together_and_hold_nobody_up() -> None:
    event, rows = full_event(capacity=2, waiting=3)
    party = Party.objects.create(event=event, created_at=NOW)
    Registration.objects.filter(pk__in=[row.pk for row in rows[2:4]]).update(party=party)
    cancel_registration(rows[0], now=later(10))
    assert [bool(stored(row).offered_until) for row in rows[2:]] == [False, False, True]
    Event.objects.update(capacity=4)
    assert promote_waiting(event, now=later(11)) == 2
    assert [bool(stored(row).offered_until) for row in rows[2:]] == [True, True, True]


def test_a_late_cancellation_tells_the_organisers_once() -> None:
    staff = PersonFactory(is_staff=True, is_superuser=True)
    event, (holder, _first) = full_event(waiting=1)
    early = accept_invitation(invitation_to(EventFactory()), now=NOW)
    cancel_registration(early, now=NOW)
    cancel_registration(holder, reason="Møde", now=event.answer_by)
    cancel_registration(holder, now=event.answer_by)
    letter = Letter.objects.get(kind="late_cancellation")
    assert letter.person == staff
    assert holder.person.name in letter.text
    assert "Begrundelse: Møde" in letter.text


def test_staff_give_who_has_an_offer_the_place_that_is_held() -> None:
    event, (holder, first) = full_event(waiting=1)
    cancel_registration(holder, now=NOW)
    overbook(event, person=first.person, by=PersonFactory(is_staff=True), reason="Oplægsholder", now=NOW)
    event.refresh_from_db()
    assert (event.places_taken, event.overbooked, stored(first).status) == (1, 0, A)


class TestAllotment:
    """Each of two municipalities is sure of some places until a date."""

    RELEASE = NOW + dt.timedelta(days=7)

    def event(self, *, allotment: int | None, capacity: int | None = 4) -> Event:
        until = None if allotment is None else self.RELEASE
        return EventFactory(capacity=capacity, allotment=allotment, allotment_until=until)

    def coming(self, event: Event, municipality, *, n: int = 1, now: dt.datetime = NOW) -> list[str]:
        people = [PersonFactory() for _ in range(n)]
        return [register_person(event, person=row, municipality=municipality, now=now).status for row in people]

    def two(self, event: Event) -> list:
        return [AgreementFactory(partnership=event.partnership).municipality for _ in range(2)]

    @pytest.mark.parametrize(
        ("allotment", "first", "second"),
        [(None, [A, A, A, A], [W]), (0, [A, A, A, A], [W]), (1, [A, A, A, W], [A]), (2, [A, A, W, W], [A])],
    )
    def test_places_are_kept_for_each_municipality(self, allotment, first, second) -> None:
        event = self.event(allotment=allotment)
        one, other = self.two(event)
        assert self.coming(event, one, n=4) == first
        assert self.coming(event, other) == second

    def test_no_limit_and_no_places_keep_nothing(self) -> None:
        for capacity, expected in ((None, [A, A]), (0, [W, W])):
            event = self.event(allotment=1, capacity=capacity)
            assert self.coming(event, self.two(event)[0], n=2) == expected

    def test_a_place_of_ones_own_goes_to_ones_own_though_others_wait_longer(self) -> None:
        event = self.event(allotment=2)
        one, other = self.two(event)
        self.coming(event, one, n=3)
        leaving = Registration.objects.filter(event=event).attending().first()
        self.coming(event, other, n=3)
        cancel_registration(leaving, now=later(5))
        held = Registration.objects.filter(event=event).attending()
        assert [held.filter(municipality=row).count() for row in (one, other)] == [2, 2]

    def test_at_the_date_free_places_go_to_the_municipality_with_fewest(self) -> None:
        event = self.event(allotment=2, capacity=6)
        one, other = self.two(event)
        third = AgreementFactory(partnership=event.partnership).municipality
        assert self.coming(event, one, n=5) == [A, A, W, W, W]
        assert self.coming(event, other, n=1) == [A]
        assert promote_all_waiting(now=later(5)) == 0
        outsiders = self.coming(event, None, n=1)
        assert outsiders == [W]
        assert promote_all_waiting(now=self.RELEASE) == 3
        held = Registration.objects.filter(event=event).attending()
        assert [held.filter(municipality=row).count() for row in (one, other, third)] == [4, 1, 0]
        assert held.filter(municipality=None).count() == 1

    def test_after_the_date_municipalities_take_turns_those_with_fewest_first(self) -> None:
        event = self.event(allotment=1, capacity=3)
        one, other = self.two(event)
        assert self.coming(event, one, n=4) == [A, A, W, W]
        assert self.coming(event, other, n=4, now=later(1)) == [A, W, W, W]
        Event.objects.update(capacity=6)
        assert promote_all_waiting(now=self.RELEASE) == 3
        places = Registration.objects.filter(event=event).attending()
        assert [places.filter(municipality=row).count() for row in (one, other)] == [3, 3]


@pytest.mark.parametrize(
    ("step", "after"),
    [
        (lambda row, at: accept_invitation(row.invitation, now=at), A),
        (lambda row, at: renew_registration(row, now=at), A),
        (lambda row, at: register_person(row.event, person=row.person, now=at), A),
        (lambda row, at: decline_invitation(row.invitation, now=at), D),
        (lambda row, at: cancel_registration(row, now=at), C),
        (lambda row, at: promote_waiting(row.event, now=at), W),
        (lambda row, at: promote_all_waiting(now=at + dt.timedelta(days=9)), L),
    ],
)
def test_every_step_from_an_offer(step, after) -> None:
    event, (holder, first) = full_event(waiting=1)
    cancel_registration(holder, now=NOW)
    step(stored(first), later(1))
    assert (stored(first).status, taken(event)) == (after, int(after in {A, W}))
