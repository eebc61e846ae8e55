"""A coordinator answers for several colleagues on one screen."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Invitation, Party, Question, Registration
from events.services.invitations import send_invitations
from events.services.registering import Answer, register_colleagues
from events.services.registrations import AnswerRefused, cancel_registration
from events.services.substitutes import send_substitute
from municipalities.models import Coordinatorship, Municipality
from partnership.models import Letter, Person
from tests.events.factories import EventFactory, invitation_to
from tests.partnership.factories import AgreementFactory, PersonFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()
COMES, DECLINES = Answer.COMES, Answer.DECLINES
Status = Registration.Status


@pytest.fixture
def event() -> Event:
    start = NOW + dt.timedelta(days=60)
    return EventFactory(starts_at=start, ends_at=start + dt.timedelta(hours=5), answer_by=None, capacity=3)


@pytest.fixture
def home(event: Event) -> Municipality:
    municipality: Municipality = AgreementFactory(partnership=event.partnership).municipality
    return municipality


@pytest.fixture
def people(event: Event, home: Municipality) -> list[Person]:
    return [holder(event, home, number) for number in (1, 2, 3, 4)]


@pytest.fixture
def coordinator(home: Municipality) -> Person:
    person: Person = PersonFactory()
    Coordinatorship.objects.create(municipality=home, person=person, from_on=dt.date(2020, 1, 1))
    return person


def holder(event: Event, home: Municipality, number: int) -> Person:
    seat = SeatFactory(body=event.body, municipality=home, number=number)
    person: Person = SeatHoldingFactory(seat=seat, person=PersonFactory(name=f"Person {number}")).person
    return person


def statuses(people: list[Person]) -> list[str]:
    found = dict(Registration.objects.values_list("person", "status"))
    return [found.get(person.pk, "") for person in people]


def test_invited_or_not_each_gets_a_place_in_turn_and_the_ordinary_letter(event, home, people) -> None:
    answers = {people[0].pk: DECLINES} | {person.pk: COMES for person in people[1:]}
    Event.objects.filter(pk=event.pk).update(capacity=2)
    for _ in range(2):
        receipt = register_colleagues(event, municipality=home, answers=answers, now=NOW)
        assert (receipt.attending, receipt.waiting, receipt.declined) == (
            ["Person 2", "Person 3"],
            ["Person 4"],
            ["Person 1"],
        )
    assert statuses(people) == [Status.DECLINED, Status.ATTENDING, Status.ATTENDING, Status.WAITING]
    assert Invitation.objects.count() == Letter.objects.count() == 4
    assert Letter.objects.filter(kind="answer_attending", link__isnull=False).count() == 2
    assert send_invitations(event, now=NOW).sent == 0


def test_what_one_may_not_do_changes_nothing_for_the_others(event, home, people) -> None:
    Person.objects.filter(pk=people[1].pk).update(email="ingen adresse")
    answers = {person.pk: COMES for person in people[:3]} | {PersonFactory().pk: COMES}
    receipt = register_colleagues(event, municipality=home, answers=answers, now=NOW)
    assert len(receipt.faults) == 2
    assert statuses(people) == [Status.ATTENDING, "", Status.ATTENDING, ""]
    assert Event.objects.get(pk=event.pk).places_taken == 2


def test_who_only_come_together_wait_together_and_get_places_together(event, home, people) -> None:
    register_colleagues(event, municipality=home, answers={people[0].pk: COMES}, now=NOW)
    Event.objects.filter(pk=event.pk).update(capacity=3)
    answers = {person.pk: COMES for person in people[1:]}
    for _ in range(2):
        receipt = register_colleagues(event, municipality=home, answers=answers, together=True, now=NOW)
        assert receipt.waiting == ["Person 2", "Person 3", "Person 4"]
    assert Party.objects.get().registrations.count() == 3
    cancel_registration(Registration.objects.get(person=people[0]), now=NOW)
    assert statuses(people[1:]) == [Status.ATTENDING] * 3
    assert Event.objects.get(pk=event.pk).places_taken == 3


def test_where_there_are_places_for_all_of_them_nobody_waits(event, home, people) -> None:
    answers = {person.pk: COMES for person in people[:3]}
    assert len(register_colleagues(event, municipality=home, answers=answers, together=True, now=NOW).attending) == 3
    assert not Party.objects.exists()


def test_more_than_there_are_places_cannot_come_together(event, home, people) -> None:
    answers = {person.pk: COMES for person in people}
    receipt = register_colleagues(event, municipality=home, answers=answers, together=True, now=NOW)
    assert receipt.faults.keys() == answers.keys()
    assert statuses(people) == ["", "", "", ""]
    assert not Invitation.objects.exists()


def test_after_the_deadline_nobody_is_added_but_anybody_can_be_taken_off(event, home, people) -> None:
    register_colleagues(event, municipality=home, answers={people[0].pk: COMES}, now=NOW)
    Event.objects.filter(pk=event.pk).update(answer_by=NOW - dt.timedelta(hours=1))
    answers = {people[0].pk: DECLINES, people[1].pk: COMES}
    receipt = register_colleagues(event, municipality=home, answers=answers, now=NOW)
    assert (receipt.declined, list(receipt.faults)) == (["Person 1"], [people[1].pk])
    Event.objects.filter(pk=event.pk).update(cancelled_at=NOW)
    with pytest.raises(AnswerRefused):
        register_colleagues(event, municipality=home, answers=answers, now=NOW)


def test_who_is_replaced_and_who_comes_for_others_is_not_asked_about(
    event, home, people, coordinator, client_of_coordinator
) -> None:
    send_invitations(event, now=NOW)
    replaced = Invitation.objects.get(person=people[0])
    send_substitute(replaced, who=PersonFactory(name="Substitute"), by=coordinator, now=NOW)
    Invitation.objects.filter(person=people[1]).update(municipality=invitation_to(event).municipality)
    page = client_of_coordinator.get(reverse("events:colleagues", args=[home.code, event.pk])).content.decode()
    assert "Person 1" not in page
    assert "Person 2" not in page
    assert all(name in page for name in ("Person 3", "Person 4", "Substitute"))


@pytest.fixture
def client_of_coordinator(coordinator):
    return logged_in(coordinator)


def test_the_coordinator_sees_the_receipt_and_nothing_chosen_is_lost(
    event, home, people, client_of_coordinator
) -> None:
    address = reverse("events:colleagues", args=[home.code, event.pk])
    form = {f"person_{person.pk}": "comes" for person in people}
    refused = client_of_coordinator.post(address, form | {"together": "on"})
    assert refused.status_code == 422
    assert refused.content.decode().count(' value="comes" ') == refused.content.decode().count("checked") - 1 == 4
    assert client_of_coordinator.post(address, dict.fromkeys(form, "as-it-is")).status_code == 422
    receipt = client_of_coordinator.post(address, form, follow=True).content.decode()
    assert "En plads: Person 1, Person 2 og Person 3." in receipt
    assert "På venteliste: Person 4." in receipt


def test_the_page_names_who_to_write_to_after_the_deadline(event, home, people, client_of_coordinator) -> None:
    Event.objects.filter(pk=event.pk).update(answer_by=NOW - dt.timedelta(hours=1))
    page = client_of_coordinator.get(reverse("events:colleagues", args=[home.code, event.pk])).content.decode()
    assert "Tilmeldingsfristen er overskredet" in page
    assert "skriv til" in page


def test_nobody_answers_for_another_municipality(event, home, people, client_of_coordinator) -> None:
    other = AgreementFactory(partnership=event.partnership).municipality
    for code in (other.code, home.code):
        address = reverse("events:colleagues", args=[code, event.pk])
        assert client_of_coordinator.get(address).status_code == (404 if code == other.code else 200)
        assert logged_in(PersonFactory(is_staff=True)).post(address, {}).status_code == 404


def test_the_page_costs_the_same_for_one_and_for_many(
    event, home, client_of_coordinator, django_assert_num_queries
) -> None:
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            holder(event, home, number)
        client_of_coordinator.get(reverse("events:answers", args=[home.code]))
        with django_assert_num_queries(7):
            client_of_coordinator.get(reverse("events:colleagues", args=[home.code, event.pk]))


def test_who_was_answered_for_is_asked_the_questions_on_the_own_page(event, home, people) -> None:
    Question.objects.create(event=event, number=1, text="Hvad vil du høre om?", required=True)
    register_colleagues(event, municipality=home, answers={people[0].pk: COMES}, now=NOW)
    page = logged_in(people[0]).get(reverse("personal:event", args=[event.pk])).content.decode()
    assert "Svar på spørgsmålene" in page
