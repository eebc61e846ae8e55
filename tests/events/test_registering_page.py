"""The page on which the secretariat finds somebody and registers the person."""

import datetime as dt

import pytest
from django.utils import timezone

from events.models import Registration
from partnership.services.known_people import people_found
from tests.events.factories import EventFactory
from tests.partnership.factories import PersonFactory
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
    assert 'type="radio"' not in browser.get(address).content.decode()
    shown = browser.get(address, {"q": "ærø"}).content.decode()
    assert f'type="radio" name="person" value="{person.pk}"' in shown
    assert "jsi18n" not in shown
    assert browser.post(f"{address}?q=ærø", {"person": person.pk}).status_code == 302
    assert Registration.objects.get().person == person


def test_nobody_chosen_and_nobody_found_say_what_to_do(page) -> None:
    browser, address = page
    PersonFactory(name="Åse Ærø")
    answer = browser.post(f"{address}?q=ærø", {"beyond_limit": ""})
    assert "Vælg, hvem der skal tilmeldes." in answer.content.decode()
    assert "/admin/partnership/person/add/" in browser.get(address, {"q": "findes ikke"}).content.decode()
    assert Registration.objects.count() == 0
