"""A substitute comes to one event; place or turn pass on, and the seat stays."""

from __future__ import annotations

import datetime as dt

import pytest

from events.invariants import INVARIANTS
from events.models import Event, Invitation, Registration
from events.services.registrations import AnswerRefused, accept_invitation, decline_invitation
from events.services.substitutes import SubstituteRefused, send_substitute
from events.services.succession import Followed, follow_seats
from partnership.models import Letter, Person
from partnership.services.known_people import Particulars, PersonIsInactive
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
A, W, D, C = (
    Registration.Status.ATTENDING,
    Registration.Status.WAITING,
    Registration.Status.DECLINED,
    Registration.Status.CANCELLED,
)
NEW = Particulars(email="Ny.Person@kommune.example", name="Ny Person", title="lærer")


@pytest.fixture
def by() -> Person:
    return PersonFactory(name="Karen Koordinator")


def statuses() -> dict[str, str]:
    return dict(Registration.objects.values_list("person__name", "status"))


def test_a_place_passes_to_the_substitute_even_when_others_wait(by: Person) -> None:
    event = EventFactory(capacity=1)
    invitation, waiting = invitation_to(event, name="Anna"), invitation_to(event, name="Ventende")
    accept_invitation(invitation, now=NOW)
    accept_invitation(waiting, now=NOW)
    own = send_substitute(invitation, who=PersonFactory(name="Sofie"), by=by, now=NOW)
    assert statuses() == {"Anna": C, "Ventende": W, "Sofie": A}
    assert Event.objects.get().places_taken == 1
    assert (own.substitute_for, own.municipality) == (invitation, invitation.municipality)
    assert [(letter.kind, letter.to_name) for letter in Letter.objects.order_by("pk")[2:]] == [
        ("substitute", "Sofie"),
        ("substituted", "Anna"),
    ]
    broken = [check().invariant for check in INVARIANTS if not check().ok]
    assert broken == ["every invitation has its letter"]  # invitations of the factory have none


def test_the_turn_on_the_waiting_list_passes_on(by: Person) -> None:
    event = EventFactory(capacity=0)
    first, second = invitation_to(event, name="Anna"), invitation_to(event, name="Bo")
    accept_invitation(first, now=NOW)
    accept_invitation(second, now=NOW + dt.timedelta(minutes=1))
    send_substitute(first, who=PersonFactory(name="Sofie"), by=by, now=NOW + dt.timedelta(hours=1))
    assert Registration.objects.get(person__name="Sofie").waiting_position() == 1
    assert "venteliste" in Letter.objects.get(kind="substitute").text


def test_who_has_not_answered_passes_the_question_on(by: Person) -> None:
    invitation = invitation_to(EventFactory(title="Værksted"), name="Anna")
    own = send_substitute(invitation, who=NEW, by=by, now=NOW)
    assert not Registration.objects.exists()
    assert (own.person.email, own.person.title) == ("ny.person@kommune.example", "lærer")
    letter = Letter.objects.get(kind="substitute")
    assert letter.link == own.link
    assert letter.attachments.count() == 1
    assert "Karen Koordinator har bedt dig deltage i Værksted" in letter.text
    assert "i stedet for Anna" in letter.text
    assert "Svar senest 29. december 2026 kl.\u00a09.30." in letter.text
    assert accept_invitation(own, now=NOW).status == A
    told = Letter.objects.get(kind="substituted")
    assert (
        "Karen Koordinator har meldt Ny Person som stedfortræder for dig til Værksted, tirsdag den 12. januar"
        in told.text
    )
    with pytest.raises(AnswerRefused):
        accept_invitation(invitation, now=NOW)


def test_who_has_declined_can_still_be_replaced(by: Person) -> None:
    invitation = invitation_to(EventFactory(), name="Anna")
    decline_invitation(invitation, now=NOW)
    send_substitute(invitation, who=PersonFactory(), by=by, now=NOW)
    assert statuses() == {"Anna": D}


def test_after_the_deadline_a_place_can_be_passed_on_but_nothing_else(by: Person) -> None:
    event = EventFactory()
    held, silent = invitation_to(event, name="Anna"), invitation_to(event)
    accept_invitation(held, now=NOW)
    send_substitute(held, who=PersonFactory(name="Sofie"), by=by, now=event.answer_by)
    assert statuses() == {"Anna": C, "Sofie": A}
    with pytest.raises(SubstituteRefused):
        send_substitute(silent, who=PersonFactory(), by=by, now=event.answer_by)
    assert Invitation.objects.standing().filter(pk=silent.pk).exists()


@pytest.mark.parametrize(
    "state", ["begun", "cancelled", "withdrawn", "same person", "invited", "inactive", "no address"]
)
def test_what_cannot_be_is_refused_whole(by: Person, state: str) -> None:
    event = EventFactory()
    invitation = invitation_to(event)
    who: Person | Particulars = PersonFactory()
    now = START if state == "begun" else NOW
    match state:
        case "cancelled":
            Event.objects.update(cancelled_at=NOW)
        case "withdrawn":
            send_substitute(invitation, who=PersonFactory(), by=by, now=NOW)
        case "same person":
            who = invitation.person
        case "invited":
            who = invitation_to(event).person
        case "inactive":
            who = Particulars(email=PersonFactory(is_active=False).email, name="X")
        case "no address":
            who = PersonFactory(email="ikke en adresse")
    before = [list(rows.objects.order_by("pk").values()) for rows in (Invitation, Registration, Letter, Person)]
    with pytest.raises((SubstituteRefused, PersonIsInactive)):
        send_substitute(invitation, who=who, by=by, now=now)
    assert [list(rows.objects.order_by("pk").values()) for rows in (Invitation, Registration, Letter, Person)] == before


def test_a_substitute_can_be_replaced_and_the_first_can_come_back(by: Person) -> None:
    invitation = invitation_to(EventFactory(capacity=1), name="Anna")
    accept_invitation(invitation, now=NOW)
    sofie = send_substitute(invitation, who=PersonFactory(name="Sofie"), by=by, now=NOW)
    back = send_substitute(sofie, who=invitation.person, by=by, now=NOW)
    assert statuses() == {"Anna": A, "Sofie": C}
    assert (back.pk, back.revision) == (invitation.pk, 2)
    send_substitute(back, who=PersonFactory(name="Tove"), by=by, now=NOW)
    assert statuses() == {"Anna": C, "Sofie": C, "Tove": A}
    assert Event.objects.get().places_taken == 1
    assert Letter.objects.filter(kind="substitute").count() == 3


def test_the_sweep_leaves_substitutes_where_they_are(by: Person) -> None:
    invitation = invitation_to(EventFactory())
    send_substitute(invitation, who=PersonFactory(), by=by, now=NOW)
    assert follow_seats(now=NOW) == Followed(0, 0)
