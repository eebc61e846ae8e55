"""A municipality names who of its development group comes to a steering conference."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Delegate, Event, Invitation, Registration
from events.services.delegates import NotDelegable, name_delegates, owed_delegates
from events.services.invitations import send_invitations
from events.services.registrations import accept_invitation
from events.services.succession import follow_seats
from municipalities.models import Coordinatorship
from partnership.models import Agreement, Letter, Person
from tests.events.factories import EventFactory
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def event() -> Event:
    start = NOW + dt.timedelta(days=60)
    event = EventFactory(starts_at=start, ends_at=start + dt.timedelta(hours=5), answer_by=None)
    event.delegate_body = BodyFactory(partnership=event.partnership, name="Udviklingsgruppe")
    event.save()
    return event


@pytest.fixture
def agreement(event: Event) -> Agreement:
    return AgreementFactory(partnership=event.partnership)


@pytest.fixture
def members(event: Event, agreement: Agreement) -> list[Person]:
    return [
        SeatHoldingFactory(
            seat=SeatFactory(body=event.delegate_body, municipality=agreement.municipality, number=number)
        ).person
        for number in (1, 2, 3)
    ]


@pytest.fixture
def coordinator(agreement: Agreement) -> Person:
    person: Person = PersonFactory()
    Coordinatorship.objects.create(municipality=agreement.municipality, person=person, from_on=dt.date(2020, 1, 1))
    return person


def name(event: Event, agreement: Agreement, *people: Person) -> int:
    return name_delegates(event, municipality=agreement.municipality, people=people, by=PersonFactory(), now=NOW)


def named(event: Event) -> set[int]:
    return set(Delegate.objects.filter(event=event).values_list("person", flat=True))


def test_one_or_two_are_named_and_invited_with_the_others(event, agreement, members) -> None:
    assert [name(event, agreement, *members[:2]) for _ in range(2)] == [2, 0]
    assert send_invitations(event, now=NOW).sent == 2


def test_a_changed_choice_withdraws_one_and_invites_another(event, agreement, members) -> None:
    first, second, third = members
    name(event, agreement, first, second)
    send_invitations(event, now=NOW)
    accept_invitation(Invitation.objects.get(person=first), now=NOW)
    assert name(event, agreement, second, third) == 1
    assert follow_seats(now=NOW).invited == 1
    assert set(Invitation.objects.standing().values_list("person", flat=True)) == {second.pk, third.pk}
    assert Registration.objects.get().status == Registration.Status.CANCELLED
    assert Letter.objects.get(kind="not_named").person == first
    name(event, agreement, first, third)
    assert follow_seats(now=NOW).invited == 1
    assert Invitation.objects.standing().filter(person=first).exists()


def test_what_is_refused(event, agreement, members) -> None:
    stranger = PersonFactory()
    for people in (members, [stranger]):
        with pytest.raises(NotDelegable):
            name(event, agreement, *people)
    Event.objects.filter(pk=event.pk).update(answer_by=NOW - dt.timedelta(days=1))
    with pytest.raises(NotDelegable):
        name(event, agreement, members[0])
    assert named(event) == set()


def test_the_municipality_owes_a_choice_until_somebody_is_named(event, agreement, members) -> None:
    other = AgreementFactory(partnership=event.partnership)
    name(event, agreement, members[0])
    owed = owed_delegates([agreement, other], now=NOW)
    assert owed[agreement.pk] == []
    assert owed[other.pk][0].url == f"/aktiviteter/kommune/{other.municipality.code}/delegerede/{event.pk}/"


def test_the_coordinator_chooses_on_one_screen(event, agreement, members, coordinator) -> None:
    client, code = logged_in(coordinator), agreement.municipality.code
    address = reverse("events:delegates", args=[code, event.pk])
    assert address in client.get(reverse("events:answers", args=[code])).content.decode()
    assert all(person.name in client.get(address).content.decode() for person in members)
    assert client.post(address, {"people": [person.pk for person in members]}).status_code == 422
    assert client.post(address, {"people": [members[2].pk]}).status_code == 302
    assert named(event) == {members[2].pk}


def test_nobody_chooses_for_another_municipality(event, agreement, members) -> None:
    other = PersonFactory()
    Coordinatorship.objects.create(
        municipality=AgreementFactory(partnership=event.partnership).municipality,
        person=other,
        from_on=dt.date(2020, 1, 1),
    )
    address = reverse("events:delegates", args=[agreement.municipality.code, event.pk])
    assert logged_in(other).post(address, {"people": [members[0].pk]}).status_code == 404
    assert logged_in(PersonFactory(is_staff=True)).get(address).status_code == 404
    assert named(event) == set()
