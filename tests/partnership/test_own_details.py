"""People see, correct and object to what is kept about them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from partnership.models import Letter, Objection, Person, PersonalLink, SeatHolding
from partnership.roles import Role
from partnership.services.links import token_of
from partnership.services.own_details import correct_details, object_to_entry, settle_objections
from partnership.services.roster import enter_people
from tests.partnership.factories import PersonFactory
from tests.partnership.rosters import DAY, EIGHTEEN, NOW, Home, home

pytestmark = pytest.mark.django_db
PAGE = "/min-side/oplysninger/"


def entered(place: Home) -> Person:
    enter_people(place.rows(EIGHTEEN)[:1], scope=place.scope, from_on=DAY, now=timezone.now())
    return Person.objects.get(email="aase@aeroe.example")


def visitor(person: Person) -> Client:
    """Return a browser that came through the link of the first letter."""
    client = Client()
    link = PersonalLink.objects.filter(person=person).latest("pk")
    assert client.get(f"/i/{token_of(link)}/")["Location"] == "/min-side/"
    return client


def test_the_link_of_the_first_letter_leads_to_ones_own_data() -> None:
    place = home()
    client = visitor(entered(place))
    assert PAGE in client.get("/min-side/").content.decode()
    content = client.get(PAGE).content.decode()
    for words in ("aase@aeroe.example", "Borgmester", "12 34 56 78", "Politisk styregruppe", "Kirsten Koordinator"):
        assert words in content


def test_a_person_corrects_name_work_phone_and_language_but_not_the_address() -> None:
    person = entered(home())
    fields = {"name": "Åse Å", "title": "", "workplace": "Rådhuset", "phone": "", "language": "en", "email": "x@x.dk"}
    assert visitor(person).post(PAGE, fields)["Location"] == PAGE
    person.refresh_from_db()
    values = (person.name, person.title, person.workplace, person.phone, person.language, person.email)
    assert values == ("Åse Å", "", "Rådhuset", "", "en", "aase@aeroe.example")


def test_a_name_is_needed_and_what_was_typed_stays() -> None:
    person = entered(home())
    response = visitor(person).post(PAGE, {"name": " ", "title": "Formand", "language": "da"})
    assert response.status_code == 422
    assert "Formand" in response.content.decode()
    person.refresh_from_db()
    assert person.title == "Borgmester"


def test_sending_the_form_as_it_stands_changes_nothing() -> None:
    person = entered(home())
    assert correct_details(person, changes={"name": person.name, "email": "x@x.dk", "is_staff": "1"}) == []
    person.refresh_from_db()
    assert (person.email, person.is_staff) == ("aase@aeroe.example", False)


def test_an_objection_is_recorded_once_told_to_coordinator_and_secretariat_and_takes_no_seat() -> None:
    place = home()
    sanne = PersonFactory(is_staff=True, language="en")
    sanne.groups.add(Group.objects.get(name=Role.SECRETARIAT.value))
    PersonFactory(is_staff=True)  # reads and decides nothing
    home(place.partnership)
    person = entered(place)
    client = visitor(person)
    for _press in range(2):
        response = client.post(f"{PAGE}indsigelse/", {"answer": "object", "reason": "Jeg vil ikke."})
        assert response["Location"] == PAGE
    assert Objection.objects.get().reason == "Jeg vil ikke."
    letters = Letter.objects.filter(kind="objection")
    assert {letter.person for letter in letters} == {place.coordinator, sanne}
    assert all("Jeg vil ikke." in letter.text for letter in letters)
    assert "Politisk styregruppe" in letters.get(person=place.coordinator).text
    assert SeatHolding.objects.held_on(timezone.localdate()).filter(person=person).count() <= 1
    assert SeatHolding.objects.filter(person=person, to_on=None).count() == 1
    assert "Jeg vil ikke." in client.get(PAGE).content.decode()


def test_a_form_that_nobody_pressed_objects_to_nothing() -> None:
    person = entered(home())
    response = visitor(person).post(f"{PAGE}indsigelse/", {"reason": ""})
    assert response.status_code == 422
    assert Objection.objects.count() == 0


def test_looking_changes_nothing_and_strangers_are_asked_for_a_link() -> None:
    person = entered(home())
    assert visitor(person).get(f"{PAGE}indsigelse/").status_code == 405
    assert Client().get(PAGE)["Location"] == "/send-link/"
    assert Client().post(f"{PAGE}indsigelse/", {"answer": "object"})["Location"] == "/send-link/"
    assert Objection.objects.count() == 0


def test_once_dealt_with_one_may_object_again() -> None:
    place = home()
    person = entered(place)
    objection, _is_new = object_to_entry(person, reason="", now=NOW)
    sanne = PersonFactory(is_staff=True)
    assert settle_objections([objection], by=sanne, now=NOW) == 1
    assert settle_objections([objection], by=place.coordinator, now=NOW) == 0
    objection.refresh_from_db()
    assert objection.settled_by == sanne
    assert object_to_entry(person, reason="", now=NOW)[1]


def test_the_database_holds_one_open_objection_per_person() -> None:
    person = PersonFactory()
    Objection.objects.create(person=person, made_at=NOW)
    with pytest.raises(IntegrityError):
        Objection.objects.create(person=person, made_at=NOW)


def test_a_coordinator_reads_of_the_own_municipalitys_seats_alone() -> None:
    place = home()
    other = home(place.partnership)
    person = entered(place)
    row = other.rows("Åse Ærø;aase@aeroe.example;;;;staff")
    enter_people(row, scope=other.scope, from_on=DAY, now=timezone.now())
    object_to_entry(person, reason="", now=timezone.now())
    letter = Letter.objects.get(kind="objection", person=other.coordinator)
    assert "Medarbejderspor" in letter.text
    assert "styregruppe" not in letter.text


def test_who_lost_the_first_letter_gets_a_new_link() -> None:
    person = entered(home())
    Client().post("/send-link/", {"email": person.email})
    letter = Letter.objects.get(kind="link_again")
    assert letter.link is not None
    assert letter.link.expires_at > timezone.now() + dt.timedelta(days=30)


def test_the_secretariat_records_what_is_dealt_with() -> None:
    objection = Objection.objects.create(person=PersonFactory(), made_at=NOW, reason="Nej tak")
    sanne = PersonFactory(is_staff=True)
    sanne.groups.add(Group.objects.get(name=Role.SECRETARIAT.value))
    client = Client()
    client.force_login(sanne)
    assert "Nej tak" in client.get("/admin/partnership/objection/?settled=no").content.decode()
    client.post("/admin/partnership/objection/", {"action": "settle", "_selected_action": [objection.pk]})
    objection.refresh_from_db()
    assert objection.settled_by == sanne
    assert "Nej tak" not in client.get("/admin/partnership/objection/?settled=no").content.decode()
    assert "Nej tak" in client.get("/admin/partnership/objection/?settled=yes").content.decode()
