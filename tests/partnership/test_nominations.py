"""Nominations that are approved at home before the person hears of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from municipalities.models import Coordinatorship
from partnership.machine import WrongStatus
from partnership.models import Agreement, Body, Letter, Nomination, Person, Seat, SeatHolding
from partnership.services.approval_letters import remind_approvers
from partnership.services.nominations import (
    ApproverMissing,
    OwnApproval,
    approve_nomination,
    name_approver,
    propose_holder,
    propose_successor,
    refuse_nomination,
    withdraw_nomination,
    withdraw_orphaned_nominations,
)
from partnership.services.seats import (
    AlreadyHoldsSeat,
    NotTakingPart,
    NoVacantSeat,
    SeatIsReserved,
    SeatsInUse,
    create_seats,
    hand_over_seat,
    nominate,
    resize_body,
    seat_overview,
    vacate_seat,
)
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)  # a Monday
TODAY = NOW.date()
LATER = dt.date(2027, 3, 1)
Status = Nomination.Status


@pytest.fixture
def body() -> Body:
    return BodyFactory(name="Politisk styregruppe", seats_min=1, seats_max=2, approval_required=True)


@pytest.fixture
def agreement(body: Body) -> Agreement:
    agreement = AgreementFactory(partnership=body.partnership)
    create_seats(agreement)
    name_approver(agreement.municipality, body=body, name="Bo Borgmester", email="bo@kommune.example", now=NOW)
    return agreement


def propose(agreement: Agreement, body: Body, **changes: Any) -> Nomination:
    values = {"person": PersonFactory(), "from_on": TODAY, "by": PersonFactory(name="Karen Koordinator"), "now": NOW}
    nomination = propose_holder(agreement.municipality, body=body, **{**values, **changes}).nomination
    assert nomination is not None
    return nomination


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T10:00:00+01:00")


def test_without_the_rule_the_seat_is_held_at_once_and_the_person_is_told(agreement: Agreement) -> None:
    free = BodyFactory(partnership=agreement.partnership)
    create_seats(agreement)
    person = PersonFactory()
    proposal = propose_holder(agreement.municipality, body=free, person=person, from_on=TODAY, by=None, now=NOW)
    assert (proposal.holding.person, proposal.nomination) == (person, None)  # type: ignore[union-attr]
    assert list(Letter.objects.values_list("kind", "person")) == [("welcome", person.pk)]


def test_until_the_approval_nobody_but_the_approver_hears_of_it(agreement: Agreement, body: Body) -> None:
    nomination = propose(agreement, body)
    letter = Letter.objects.get()
    assert (letter.kind, letter.to_email) == ("approval", "bo@kommune.example")
    assert not SeatHolding.objects.exists()
    assert seat_overview(agreement, on=TODAY)[0].holdings == []
    assert nomination.person.letters.count() == 0


def test_the_letter_to_the_approver_says_who_proposes_whom_for_what(agreement: Agreement, body: Body) -> None:
    propose(agreement, body, person=PersonFactory(name="Pia Politiker", title="byrådsmedlem", workplace="Byrådet"))
    letter = Letter.objects.get()
    assert letter.subject == "Godkend en udpegning til Politisk styregruppe"
    assert "Kære Bo Borgmester" in letter.text
    assert "Karen Koordinator har foreslået Pia Politiker, byrådsmedlem, Byrådet til en plads" in letter.text
    assert agreement.municipality.official_name in letter.text
    assert "23. november 2026" in letter.text
    assert 'class="action"' in letter.html


#: status -> what becomes of it by each step; an exception where the step is refused.
TABLE = {
    #                  approve,         refuse,         withdraw
    Status.AWAITING: (Status.APPROVED, Status.REFUSED, Status.WITHDRAWN),
    Status.APPROVED: (Status.APPROVED, WrongStatus, WrongStatus),
    Status.REFUSED: (WrongStatus, Status.REFUSED, WrongStatus),
    Status.WITHDRAWN: (WrongStatus, WrongStatus, Status.WITHDRAWN),
}
STEPS = {
    "approve": lambda row: approve_nomination(row, now=NOW),
    "refuse": lambda row: refuse_nomination(row, reason="Nej", now=NOW),
    "withdraw": lambda row: withdraw_nomination(row, now=NOW),
}
BRINGS_TO = {Status.APPROVED: "approve", Status.REFUSED: "refuse", Status.WITHDRAWN: "withdraw"}


def test_the_table_knows_every_status() -> None:
    assert set(TABLE) == set(Status)


@pytest.mark.parametrize(
    ("status", "step", "outcome"),
    [(status, step, outcome) for status, row in TABLE.items() for step, outcome in zip(STEPS, row, strict=True)],
)
def test_every_step_from_every_status(agreement, body, status, step, outcome) -> None:
    nomination = propose(agreement, body)
    if status in BRINGS_TO:
        STEPS[BRINGS_TO[status]](nomination)
    letters, holdings = Letter.objects.count(), SeatHolding.objects.count()
    if outcome is WrongStatus:
        with pytest.raises(WrongStatus):
            STEPS[step](nomination)
    else:
        assert STEPS[step](nomination) is (outcome != status)
    stored = Nomination.objects.get()
    assert stored.status == (status if outcome is WrongStatus else outcome)
    if status != Status.AWAITING:
        assert (Letter.objects.count(), SeatHolding.objects.count()) == (letters, holdings)
    assert SeatHolding.objects.count() == (stored.status == Status.APPROVED)


def test_on_approval_the_person_holds_the_reserved_seat_and_is_told(agreement: Agreement, body: Body) -> None:
    first, second = propose(agreement, body), propose(agreement, body)
    approve_nomination(second, now=NOW)
    holding = SeatHolding.objects.get()
    assert (holding.seat, holding.person, holding.from_on) == (second.seat, second.person, TODAY)
    letter = Letter.objects.get(kind="welcome")
    assert letter.person == second.person
    assert "Karen Koordinator" in letter.text
    assert first.seat.number == 1


def test_a_late_approval_does_not_reach_back(agreement: Agreement, body: Body) -> None:
    nomination = propose(agreement, body, from_on=TODAY)
    approve_nomination(nomination, now=at("2026-12-01"))
    assert SeatHolding.objects.get().from_on == dt.date(2026, 12, 1)


def test_a_refusal_sets_the_seat_free_and_tells_the_coordinators_why(agreement: Agreement, body: Body) -> None:
    coordinator = PersonFactory()
    former = PersonFactory()
    since = dt.date(2026, 1, 1)
    place = {"municipality": agreement.municipality, "from_on": since}
    Coordinatorship.objects.create(person=coordinator, **place)
    Coordinatorship.objects.create(person=former, to_on=TODAY, **place)
    nomination = propose(agreement, body)
    refuse_nomination(nomination, reason="Hun er lige blevet far.", now=NOW)
    letters = Letter.objects.filter(kind="nomination_refused")
    assert [letter.person for letter in letters] == [coordinator]
    assert "Begrundelse: Hun er lige blevet far." in letters[0].text
    assert nomination.person.letters.count() == 0
    assert propose(agreement, body).seat == nomination.seat


def test_a_reserved_seat_is_not_given_away(agreement: Agreement, body: Body) -> None:
    reserved = propose(agreement, body)
    assert nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=TODAY).seat != reserved.seat
    with pytest.raises(NoVacantSeat):
        propose(agreement, body)
    with pytest.raises(NoVacantSeat):
        nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=TODAY)


def test_nobody_is_nominated_twice_in_one_body(agreement: Agreement, body: Body) -> None:
    person = propose(agreement, body).person
    with pytest.raises(AlreadyHoldsSeat):
        propose(agreement, body, person=person)


def test_without_an_approver_the_coordinator_is_told_to_name_one(agreement: Agreement, body: Body) -> None:
    other = BodyFactory(partnership=agreement.partnership, approval_required=True)
    create_seats(agreement)
    with pytest.raises(ApproverMissing, match=r"approved at home|godkendes hjemme"):
        propose(agreement, other)
    assert not Nomination.objects.exists()


def test_nobody_approves_the_own_nomination(agreement: Agreement, body: Body) -> None:
    mayor = PersonFactory(email="bo@kommune.example")
    with pytest.raises(OwnApproval):
        propose(agreement, body, person=mayor)
    nomination = propose(agreement, body)
    with pytest.raises(OwnApproval):
        name_approver(agreement.municipality, body=body, name="X", email=nomination.person.email.upper(), now=NOW)
    assert agreement.municipality.approvers.get().email == "bo@kommune.example"


def test_a_new_approver_takes_over_what_awaits_approval(agreement: Agreement, body: Body) -> None:
    nomination = propose(agreement, body)
    old = nomination.approver
    name_approver(agreement.municipality, body=body, name="Ny Borgmester", email="NY@kommune.example", now=NOW)
    nomination.refresh_from_db()
    assert (nomination.approver.email, nomination.approver_name) == ("ny@kommune.example", "Ny Borgmester")
    assert not Nomination.objects.approved_by(old).exists()
    assert list(Letter.objects.order_by("pk").values_list("to_email", flat=True)) == [
        "bo@kommune.example",
        "ny@kommune.example",
    ]
    name_approver(agreement.municipality, body=body, name="Ny Borgmester", email="ny@kommune.example", now=NOW)
    assert Letter.objects.count() == 2


def test_a_successor_waits_for_approval_while_the_predecessor_keeps_the_seat(agreement: Agreement, body: Body) -> None:
    first = nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=TODAY)
    successor = PersonFactory()
    proposal = propose_successor(first.seat, person=successor, on=LATER, by=None, now=NOW)
    assert proposal.nomination is not None
    assert SeatHolding.objects.get().to_on is None
    with pytest.raises(SeatIsReserved):
        hand_over_seat(first.seat, to=PersonFactory(), on=LATER)
    approve_nomination(proposal.nomination, now=NOW)
    assert list(first.seat.holdings.order_by("from_on").values_list("person", "from_on", "to_on")) == [
        (first.person_id, TODAY, LATER),
        (successor.pk, LATER, None),
    ]


def test_a_successor_whose_approval_comes_late_follows_from_then_on(agreement: Agreement, body: Body) -> None:
    first = nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=TODAY)
    proposal = propose_successor(first.seat, person=PersonFactory(), on=dt.date(2026, 12, 1), by=None, now=NOW)
    assert proposal.nomination is not None
    approve_nomination(proposal.nomination, now=at("2026-12-10"))
    first.refresh_from_db()
    assert first.to_on == dt.date(2026, 12, 10)


@pytest.mark.parametrize("leaves_on", [TODAY, dt.date(2026, 12, 24), LATER])
def test_a_predecessor_may_leave_before_the_approval(agreement: Agreement, body: Body, leaves_on: dt.date) -> None:
    first = nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=TODAY)
    proposal = propose_successor(first.seat, person=PersonFactory(), on=LATER, by=None, now=NOW)
    assert proposal.nomination is not None
    vacate_seat(first.seat, on=leaves_on)
    approve_nomination(proposal.nomination, now=NOW)
    assert SeatHolding.objects.open().get().from_on == LATER


def test_an_approval_that_came_to_nothing_leaves_everything_as_it_was(agreement: Agreement, body: Body) -> None:
    nomination = propose(agreement, body)
    Agreement.objects.update(status=Agreement.Status.WITHDRAWN, withdrawn_from=TODAY)
    with pytest.raises(NotTakingPart):
        approve_nomination(nomination, now=NOW)
    assert Nomination.objects.get().status == Status.AWAITING
    assert withdraw_orphaned_nominations(now=NOW) == 1
    assert withdraw_orphaned_nominations(now=NOW) == 0
    assert Nomination.objects.get().status == Status.WITHDRAWN


def test_the_database_refuses_a_holder_beside_a_nomination_and_a_second_nomination(agreement, body) -> None:
    nomination = propose(agreement, body)
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatHolding.objects.create(seat=nomination.seat, person=PersonFactory(), from_on=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.create(
            seat=nomination.seat,
            person=PersonFactory(),
            from_on=LATER,
            proposed_at=NOW,
            approver=nomination.approver,
            asked_at=NOW,
        )
    held = nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=nomination.pk).update(seat=held.seat)
    before = SeatHolding.objects.create(
        seat=nomination.seat, person=PersonFactory(), from_on=dt.date(2026, 10, 1), to_on=TODAY
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatHolding.objects.filter(pk=before.pk).update(to_on=None)


def test_a_body_does_not_shrink_below_a_seat_that_somebody_was_nominated_for(agreement: Agreement, body: Body) -> None:
    propose(agreement, body)
    withdraw_nomination(propose(agreement, body), now=NOW)
    with pytest.raises(SeatsInUse):
        resize_body(body, seats_min=1, seats_max=1)


@pytest.mark.parametrize(
    ("asked", "day", "reminded"),
    [
        ("2026-11-23", "2026-12-04", 0),
        ("2026-11-23", "2026-12-07", 1),
        ("2026-11-23", "2026-12-12", 0),  # a Saturday: wait until people are at work
        ("2026-11-23", "2027-02-01", 1),  # however late the worker is
        ("2026-11-21", "2026-12-04", 1),  # asked on a Saturday
        ("2027-03-22", "2027-04-06", 0),  # Easter and its holidays do not count
        ("2027-03-22", "2027-04-08", 1),
    ],
)
def test_the_approver_is_reminded_after_ten_working_days(agreement, body, asked, day, reminded) -> None:
    propose(agreement, body, now=at(asked))
    assert remind_approvers(now=at(day)) == reminded
    assert kinds().count("approval_reminder") == reminded


def test_one_reminder_and_never_after_the_decision(agreement: Agreement, body: Body) -> None:
    propose(agreement, body)
    decided = propose(agreement, body)
    refuse_nomination(decided, reason="Nej", now=NOW)
    assert remind_approvers(now=at("2026-12-07")) == 1
    assert remind_approvers(now=at("2026-12-08")) == 0
    assert remind_approvers(now=at("2027-02-08")) == 0
    letter = Letter.objects.get(kind="approval_reminder")
    assert "Den 23. november 2026 bad vi dig" in letter.text
    assert letter.link is not None
    assert letter.link.purpose == "approver"


def test_an_approver_who_is_known_already_keeps_the_own_name(agreement: Agreement, body: Body) -> None:
    known = PersonFactory(name="Kendt Person", email="kendt@kommune.example")
    name_approver(agreement.municipality, body=body, name="Et Andet Navn", email="kendt@kommune.example", now=NOW)
    nomination = propose(agreement, body)
    assert nomination.approver == known
    assert Person.objects.get(pk=known.pk).name == "Kendt Person"


def test_who_sees_a_nomination(agreement: Agreement, body: Body) -> None:
    nomination = propose(agreement, body)
    colleague, stranger = PersonFactory(), PersonFactory()
    since = dt.date(2020, 1, 1)
    Coordinatorship.objects.create(municipality=agreement.municipality, person=colleague, from_on=since)
    elsewhere = AgreementFactory().municipality
    Coordinatorship.objects.create(municipality=elsewhere, person=stranger, from_on=since)
    sees = {
        name: Nomination.objects.visible_to(person).exists()
        for name, person in {
            "colleague": colleague,
            "stranger": stranger,
            "nominated": nomination.person,
            "staff": PersonFactory(is_staff=True),
        }.items()
    }
    assert sees == {"colleague": True, "stranger": False, "nominated": False, "staff": True}
    assert Seat.objects.visible_to(nomination.person).count() == 0
