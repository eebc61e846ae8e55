"""Stopping what is not necessary, without a log-in; never what is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.mail import get_connection
from django.test import Client

from events.services.reminders import send_reminders
from partnership.letter_kinds import KINDS
from partnership.letter_texts import STOP_MARKER
from partnership.logs import without_links
from partnership.models import Letter, Person, Unsubscription
from partnership.services.letters import write_letter
from partnership.services.mail import compose
from partnership.services.subscriptions import STOPPABLE, choose_letters, is_wanted, stop_token
from tests.events.factories import EventFactory, invitation_to
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
DIGEST = {
    "name": "Bo",
    "municipality": "Ærø",
    "partnership": "P",
    "week": "uge 48",
    "owed": "x",
    "home": "https://x.dk/",
}


def digest_of(person: Person) -> Letter:
    return write_letter("weekly_digest", key=f"d{person.pk}", person=person, values=DIGEST, now=NOW)[0]


def address_in(letter: Letter) -> str:
    header = compose(letter, connection=get_connection()).message()["List-Unsubscribe"]
    return header.strip("<>").partition("localhost:8000")[2] or header.strip("<>").split("/", 3)[3].join(["/", ""])


def test_the_weekly_mail_is_stopped_by_the_mail_programs_button_without_a_log_in() -> None:
    person = PersonFactory()
    letter = digest_of(person)
    assert STOP_MARKER in letter.text
    message = compose(letter, connection=get_connection())
    assert message.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = address_in(letter)
    assert address in message.body
    assert STOP_MARKER not in message.body
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not is_wanted(person, "digest")


def test_get_only_shows_and_a_scanner_that_sends_the_form_changes_nothing() -> None:
    person, client = PersonFactory(), Client()
    address = f"/afmeld/{stop_token(person.pk, 'reminders')}/"
    page = client.get(address)
    assert page["Referrer-Policy"] == "no-referrer"
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 422
    assert not Unsubscription.objects.exists()
    for _ in range(2):
        client.post(address, {"choice": "stop"})
    assert Unsubscription.objects.get().person == person
    assert 'value="get"' in client.get(address).content.decode()
    client.post(address, {"choice": "get"})
    assert not Unsubscription.objects.exists()


def test_a_token_that_is_not_ours_opens_nothing() -> None:
    person = PersonFactory()
    token = stop_token(person.pk, "reminders")
    for wrong in (token[:-1], token.replace(str(person.pk), str(person.pk + 1), 1), "x", f"{person.pk}-reminders"):
        assert Client().post(f"/afmeld/{wrong}/", {"choice": "stop"}).status_code == 404
    person.delete()
    assert Client().get(f"/afmeld/{token}/").status_code == 404
    assert not Unsubscription.objects.exists()


def test_who_stopped_reminders_gets_none_and_is_still_invited() -> None:
    start = dt.datetime(2027, 3, 9, 8, 30, tzinfo=dt.UTC)
    event = EventFactory(
        starts_at=start, ends_at=start + dt.timedelta(hours=1), answer_by=dt.datetime(2027, 1, 29, 11, tzinfo=dt.UTC)
    )
    invitation = invitation_to(event)
    choose_letters(invitation.person, "reminders", wanted=False, now=NOW)
    friday = dt.datetime(2027, 1, 22, 9, tzinfo=dt.UTC)
    assert send_reminders(now=friday) == 0
    choose_letters(invitation.person, "reminders", wanted=True, now=NOW)
    assert send_reminders(now=friday) == 1


def test_what_is_necessary_has_no_such_button() -> None:
    assert STOPPABLE.keys() <= KINDS.keys()
    letter, _new = write_letter("link_again", key="k", person=PersonFactory(), values={"name": "Bo"}, now=NOW)
    assert "List-Unsubscribe" not in compose(letter, connection=get_connection()).message()


def test_no_log_holds_the_token() -> None:
    token = stop_token(7, "digest")
    assert token not in without_links(f"GET /afmeld/{token}/")
