"""The answers that a municipality's people owe, and who comes to the events of the next 60 days."""

from __future__ import annotations

import datetime as dt

import pytest

from events.models import Event, Registration
from events.services.owed import events_ahead, owed_answers, owed_confirmations
from events.services.registering import Answer, register_colleagues
from events.services.registrations import accept_invitation, decline_invitation
from partnership.models import Agreement, Partnership
from tests.config.coordinator_world import NOW, event_in, invite, taking_part
from tests.partnership.factories import BodyFactory, PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement() -> Agreement:
    partnership: Partnership = PartnershipFactory()
    BodyFactory(partnership=partnership)
    return taking_part(partnership)


def titles(agreement: Agreement) -> list[str]:
    return [row.event.title for row in events_ahead(agreement, now=NOW)]


def test_people_who_answered_are_owed_no_more(agreement) -> None:
    event = event_in(agreement.partnership)
    yes, no, silent = invite(event, agreement, count=3)
    accept_invitation(yes, now=NOW)
    decline_invitation(no, now=NOW)
    (owed,) = owed_answers([agreement], now=NOW)[agreement.pk]
    assert owed.names == (silent.person.name,)
    assert owed.deadline == dt.date(2026, 12, 17)
    assert owed.url == f"/aktiviteter/kommune/{agreement.municipality.code}/"


def test_who_has_not_confirmed_after_a_change_is_owed_until_it_is_done(agreement) -> None:
    event = event_in(agreement.partnership)
    still, _declined = invite(event, agreement, count=2)
    registration = accept_invitation(still, now=NOW)
    Registration.objects.filter(pk=registration.pk).update(asked_again_at=NOW)
    (owed,) = owed_confirmations([agreement], now=NOW)[agreement.pk]
    assert owed.names == (still.person.name,)
    assert owed.url == f"/aktiviteter/kommune/{agreement.municipality.code}/tilmeld/{event.pk}/"
    answers = {still.person_id: Answer.COMES}
    register_colleagues(event, municipality=agreement.municipality, answers=answers, now=NOW)
    assert owed_confirmations([agreement], now=NOW) == {agreement.pk: []}


def test_without_a_deadline_the_start_counts_as_the_clock_in_copenhagen_shows_it(agreement) -> None:
    starts_at = dt.datetime(2026, 12, 14, 23, 30, tzinfo=dt.UTC)
    event = event_in(agreement.partnership)
    Event.objects.filter(pk=event.pk).update(
        answer_by=None, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2)
    )
    invite(event, agreement)
    (owed,) = owed_answers([agreement], now=NOW)[agreement.pk]
    assert owed.deadline == dt.date(2026, 12, 15)


@pytest.mark.parametrize(
    "changes",
    [
        {"cancelled_at": NOW},
        {"published_at": None},
        {"answer_by": None, "starts_at": NOW - dt.timedelta(hours=1)},
    ],
    ids=["cancelled", "not published", "begun"],
)
def test_nobody_owes_an_answer_to_an_event_that_takes_none(agreement, changes) -> None:
    event = event_in(agreement.partnership)
    invite(event, agreement)
    Event.objects.filter(pk=event.pk).update(**changes)
    assert owed_answers([agreement], now=NOW) == {agreement.pk: []}


def test_an_invitation_of_another_partnership_belongs_to_that_agreement(agreement) -> None:
    other = PartnershipFactory()
    BodyFactory(partnership=other)
    invite(event_in(other), agreement)
    assert owed_answers([agreement], now=NOW) == {agreement.pk: []}


def test_the_next_sixty_days_are_counted_to_the_hour_and_say_who_comes(agreement) -> None:
    event = event_in(agreement.partnership, days=60, title="Med", capacity=1)
    event_in(agreement.partnership, days=61, title="For langt ude")
    first, second, _silent = invite(event, agreement, count=3)
    accept_invitation(first, now=NOW)
    accept_invitation(second, now=NOW)
    (row,) = events_ahead(agreement, now=NOW)
    assert (row.attending, row.waiting, row.silent) == ([first.person.name], [second.person.name], 1)


def test_the_people_of_other_municipalities_are_not_among_those_who_come(agreement) -> None:
    event = event_in(agreement.partnership)
    (stranger,) = invite(event, taking_part(agreement.partnership))
    accept_invitation(stranger, now=NOW)
    (row,) = events_ahead(agreement, now=NOW)
    assert (row.attending, row.waiting, row.silent) == ([], [], 0)


def test_cancelled_events_stay_in_sight_and_drafts_stay_out(agreement) -> None:
    event_in(agreement.partnership, title="Aflyst", cancelled_at=NOW)
    event_in(agreement.partnership, title="Kladde", published_at=None)
    assert titles(agreement) == ["Aflyst"]


@pytest.mark.parametrize("size", [1, 3])
def test_events_ahead_takes_three_questions(agreement, size, django_assert_num_queries) -> None:
    for number in range(size):
        for invitation in invite(event_in(agreement.partnership, days=10 + number), agreement, count=size):
            accept_invitation(invitation, now=NOW)
    with django_assert_num_queries(3):
        assert len(events_ahead(agreement, now=NOW)) == size
