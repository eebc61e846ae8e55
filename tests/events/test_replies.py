"""What an event asks, its workshops with places of their own, and the list of replies."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from events.models import Event, Question, Registration, Reply, Workshop, WorkshopChoice
from events.services.copying import copy_event
from events.services.registrations import AnswerRefused, accept_invitation, cancel_registration
from events.services.replies import Replies, answers_of, change_replies, register_with_replies
from partnership.models import PersonalLink
from partnership.services.links import token_of
from tests.events.factories import NOW, EventFactory, invitation_to

pytestmark = pytest.mark.django_db
Kind = Question.Kind


@pytest.fixture
def event() -> Event:
    now = timezone.now()
    starts_at = now + dt.timedelta(days=40)
    event = EventFactory(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=6), answer_by=None)
    for number, (kind, options) in enumerate(
        [(Kind.TEXT, ""), (Kind.CHOICE, "Bus\nTog"), (Kind.CHOICES, "A\nB\nC"), (Kind.YES_NO, "")], 1
    ):
        Question.objects.create(
            event=event, number=number, text=f"Spørgsmål {number}", kind=kind, options=options, required=number == 2
        )
    Workshop.objects.create(event=event, round=1, title="Robotter", capacity=1)
    Workshop.objects.create(event=event, round=1, title="Blokke")
    return event


def opened(event: Event) -> tuple[Client, str]:
    invitation = invitation_to(event)
    PersonalLink.objects.update(created_at=timezone.now(), expires_at=timezone.now() + dt.timedelta(days=90))
    client = Client()
    client.get(f"/i/{token_of(invitation.link)}/")
    return client, f"/min-side/aktiviteter/{event.pk}/"


def filled(event: Event, **changes: object) -> dict[str, object]:
    one, two, three, four = (f"question_{row.pk}" for row in event.questions.all())
    robots = str(event.workshops.get(title="Robotter").pk)
    return {one: "Jeg kommer sent", two: "Tog", three: ["A", "C"], four: "no", "workshop_1": robots} | changes


def test_replies_are_given_with_the_acceptance_and_listed_for_the_organisers(event) -> None:
    client, address = opened(event)
    assert "Spørgsmål 3" in client.get(address).content.decode()
    client.post(address + "tilmeld/", {"answer": "accept", **filled(event)})
    ((registration, texts),) = answers_of(event).rows
    assert registration.status == Registration.Status.ATTENDING
    assert texts == ["Jeg kommer sent", "Tog", "A, C", "Nej", "Robotter"]
    assert Workshop.objects.get(title="Robotter").places_taken == 1


def test_a_required_question_is_pointed_out_nothing_is_lost_and_nothing_is_stored(event) -> None:
    client, address = opened(event)
    values = filled(event)
    del values[f"question_{event.questions.get(number=2).pk}"]
    response = client.post(address + "tilmeld/", {"answer": "accept", **values})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Svar på spørgsmålet" in page
    assert "Jeg kommer sent" in page
    assert not Registration.objects.exists()


def test_replies_change_until_the_cut_off_and_a_form_without_its_button_changes_nothing(event) -> None:
    client, address = opened(event)
    client.post(address + "tilmeld/", {"answer": "accept", **filled(event)})
    other = str(event.workshops.get(title="Blokke").pk)
    assert client.post(address + "svar/", filled(event, workshop_1=other)).status_code == 422
    assert WorkshopChoice.objects.get().workshop.title == "Robotter"
    client.post(address + "svar/", {"answer": "replies", **filled(event, workshop_1=other)})
    assert WorkshopChoice.objects.get().workshop.title == "Blokke"
    assert dict(Workshop.objects.values_list("title", "places_taken")) == {"Robotter": 0, "Blokke": 1}
    Event.objects.update(change_until=timezone.now() - dt.timedelta(minutes=1))
    response = client.post(address + "svar/", {"answer": "replies", **filled(event)})
    assert response.status_code == 409
    assert WorkshopChoice.objects.get().workshop.title == "Blokke"


def test_a_full_workshop_is_refused_and_who_cancels_gives_the_place_back(event) -> None:
    robots = event.workshops.get(title="Robotter")
    replies = Replies(workshops={1: robots.pk})
    now = timezone.now()
    first = register_with_replies(invitation_to(event), None, replies=replies, now=now)
    late = invitation_to(event)
    with pytest.raises(AnswerRefused, match="Robotter"):
        register_with_replies(late, None, replies=replies, now=now)
    assert not Registration.objects.filter(person=late.person).exists()
    cancel_registration(first, now=now)
    assert not WorkshopChoice.objects.exists()
    register_with_replies(late, None, replies=replies, now=now)
    robots.refresh_from_db()
    assert robots.places_taken == 1


def test_who_waits_takes_no_place_in_a_workshop(event) -> None:
    Event.objects.update(capacity=0)
    replies = Replies(workshops={1: event.workshops.get(title="Robotter").pk})
    waiting = register_with_replies(invitation_to(event), None, replies=replies, now=timezone.now())
    assert waiting.status == Registration.Status.WAITING
    assert not WorkshopChoice.objects.exists()


def test_the_database_refuses_a_place_beyond_a_workshops_own(event) -> None:
    with pytest.raises(IntegrityError, match="workshop_places_within_capacity"), transaction.atomic():
        Workshop.objects.filter(title="Robotter").update(places_taken=2)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_replies_asks_a_constant_number_of_questions(event, count, django_assert_num_queries) -> None:
    question = event.questions.first()
    for _ in range(count):
        row = accept_invitation(invitation_to(event), now=NOW)
        change_replies(row, replies=Replies(values={question.pk: "Ja tak"}), now=NOW)
    with django_assert_num_queries(5):
        assert len(answers_of(event).rows) == count
    assert Reply.objects.count() == count


def test_a_copied_event_asks_the_same_and_nobody_has_chosen_anything(event) -> None:
    replies = Replies(workshops={1: event.workshops.get(title="Robotter").pk})
    register_with_replies(invitation_to(event), None, replies=replies, now=timezone.now())
    copy = copy_event(event, starts_at=event.starts_at + dt.timedelta(days=90), now=timezone.now()).event
    assert [question.text for question in copy.questions.all()] == [f"Spørgsmål {n}" for n in (1, 2, 3, 4)]
    assert list(copy.workshops.values_list("title", "places_taken")) == [("Robotter", 0), ("Blokke", 0)]
