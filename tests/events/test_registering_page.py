"""The page on which the secretariat finds somebody and registers the person."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from events.models import Event, Registration
from partnership.models import LogbookEntry
from partnership.services.known_people import people_found
from tests.events.factories import EventFactory
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, PersonFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    """A browser of the secretariat, and the address of the page of a coming event."""
    start = timezone.now() + dt.timedelta(days=30)
    event = EventFactory(starts_at=start, ends_at=start + dt.timedelta(hours=2), answer_by=None)
    browser = logged_in(PersonFactory(name="Sekretær", is_staff=True, is_superuser=True), "code", "mfa")
    return browser, f"/admin/events/event/{event.pk}/register/"


def test_people_are_found_by_parts_of_name_address_and_workplace() -> None:
    ase = PersonFactory(name="Åse Ærø", email="aase@koege.example", workplace="Østerskolen")
    PersonFactory(name="Åse Holm", email="holm@solroed.example")
    PersonFactory(name="Åse Lund", email="lund@koege.example", is_active=False)
    for sought in ("åse koege", "ærø", "AASE@", "østerskolen"):
        assert people_found(sought, limit=9) == [ase], sought
    assert [len(people_found("åse", limit=limit)) for limit in (1, 9)] == [1, 2]
    assert people_found("  ", limit=9) == []


def test_who_is_found_is_registered_with_two_presses_and_no_script(page) -> None:
    browser, address = page
    person = PersonFactory(name="Åse Ærø")
    assert 'type="checkbox"' not in browser.get(address).content.decode()
    shown = browser.get(address, {"q": "ærø"}).content.decode()
    assert f'type="checkbox" name="people" value="{person.pk}"' in shown
    assert "jsi18n" not in shown
    assert browser.post(address, {"q": "ærø", "people": person.pk}).status_code == 302
    assert Registration.objects.get().person == person


def test_nobody_chosen_and_nobody_found_say_what_to_do(page) -> None:
    browser, address = page
    PersonFactory(name="Åse Ærø")
    answer = browser.post(address, {"q": "ærø", "beyond_limit": ""})
    assert "Vælg, hvem der skal tilmeldes." in answer.content.decode()
    assert "/admin/partnership/person/add/" in browser.get(address, {"q": "findes ikke"}).content.decode()
    assert browser.post(address, {"people": ["0", "x"]}).status_code == 200
    assert Registration.objects.count() == 0


def test_of_a_pasted_list_who_is_meant_beyond_doubt_is_ticked_and_who_was_ticked_stays(page) -> None:
    browser, address = page
    first, second = PersonFactory(name="Åse Ærø", email="aase@a.example"), PersonFactory(name="Bo Holm")
    PersonFactory(name="Li Lund"), PersonFactory(name="Li Lind")
    answer = browser.post(address, {"q": "aase@a.example\n\nli l\nukendt", "find": "Find", "people": second.pk})
    html = answer.content.decode()
    ticked = re.findall(r'name="people" value="(\d+)"[^>]* checked', html)
    assert {int(pk) for pk in ticked} == {first.pk, second.pk}
    assert html.count('name="people"') == 4
    assert re.search(r"Ingen med adgang passer på denne linje:.*<li>ukendt</li>", html, re.DOTALL)
    assert Registration.objects.count() == 0


def test_people_of_several_municipalities_fill_the_places_and_the_others_wait(page) -> None:
    browser, address = page
    event = Event.objects.get()
    Event.objects.update(capacity=2)
    seated = [PersonFactory(name=f"Person {n}") for n in range(2)]
    for person in seated:
        municipality = AgreementFactory(partnership=event.partnership).municipality
        seat = SeatFactory(body=event.body, municipality=municipality)
        SeatHoldingFactory(seat=seat, person=person, from_on="2026-01-01")
    guest, unreachable = PersonFactory(name="Uden plads"), PersonFactory(name="Å", email="ingen adresse")
    host = MunicipalityFactory(name="Værtskommune")
    sent = {"people": [person.pk for person in (*seated, guest, unreachable)], "municipality": host.pk}
    html = browser.post(address, sent).content.decode()
    assert "Å: Der kan ikke sendes mail til ingen adresse" in html
    assert "0 af 2 er ledige" in " ".join(html.split())
    rows = {row.person.name: row for row in Registration.objects.select_related("person", "municipality")}
    assert {name: (row.status, row.municipality == host) for name, row in rows.items()} == {
        "Person 0": ("attending", False),
        "Person 1": ("attending", False),
        "Uden plads": ("waiting", True),
    }
    browser.post(address, {"people": [guest.pk, seated[0].pk], "beyond_limit": "Holder oplæg"})
    assert Registration.objects.attending().count() == 3
    assert [entry.reason for entry in LogbookEntry.objects.filter(kind="place_overbooked")] == ["Holder oplæg"]


def test_the_queries_do_not_grow_with_the_people_found(page, django_assert_num_queries) -> None:
    browser, address = page
    PersonFactory(name="Li Lund")
    browser.get(address)
    with django_assert_num_queries(9):
        browser.get(address, {"q": "lund"})
    PersonFactory(name="Bo Lund"), PersonFactory(name="Ea Lund")
    with django_assert_num_queries(9):
        browser.get(address, {"q": "lund"})
