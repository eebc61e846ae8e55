"""Logging in by a code: who gets in, how often one may try, and what strangers learn."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from municipalities.models import Coordinatorship
from partnership.models import Letter, LoginAttempt, Person, PersonalLink
from partnership.services.links import make_link, token_of
from partnership.services.login_attempts import (
    attempt_key,
    claim_try,
    close_attempt,
    forget_login_traces,
    open_attempt,
)
from partnership.tasks import forget_login_traces as forget_task
from tests.partnership.factories import AgreementFactory, PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/konto/log-ind/", "/konto/log-ind/kode/"
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


def code_for(person: Person) -> str:
    """Return the code of the newest letter."""
    text = Letter.objects.filter(person=person, kind="account").latest("pk").text
    return re.findall(r"^[A-Z]{4}-[A-Z]{4}$", text, re.MULTILINE)[0]


def log_in(client: Client, person: Person, **headers: str) -> str:
    """Log in as people do; returns where it leads."""
    client.post(LOGIN, {"email": person.email}, headers=headers)
    return client.post(CODE, {"code": code_for(person)}, headers=headers)["Location"]


def test_a_code_of_eight_letters_lets_a_person_in_once() -> None:
    person, client = PersonFactory(), Client()
    assert log_in(client, person) == "/arbejdsplads/"
    assert client.get("/konto/").status_code == 200
    other = Client()
    other.post(LOGIN, {"email": person.email})
    assert other.post(CODE, {"code": "BBBB-BBBB"}).status_code == 200


def test_small_letters_and_no_dash_will_do() -> None:
    person, client = PersonFactory(), Client()
    client.post(LOGIN, {"email": f" {person.email.upper()} "})
    assert client.post(CODE, {"code": code_for(person).replace("-", "").lower()}).status_code == 302


def test_a_coordinator_lands_at_the_municipality_and_a_participant_on_the_own_page() -> None:
    agreement = AgreementFactory()
    coordinator = PersonFactory()
    Coordinatorship.objects.create(person=coordinator, municipality=agreement.municipality, from_on="2026-10-01")
    client = Client()
    log_in(client, coordinator)
    assert client.get("/arbejdsplads/")["Location"] == f"/kommune/{agreement.municipality.code}/"
    participant, client = PersonFactory(), Client()
    log_in(client, participant)
    assert client.get("/arbejdsplads/")["Location"] == "/min-side/"
    assert client.get("/min-side/").status_code == 200


def test_one_is_led_back_to_where_one_was_going() -> None:
    person, client = PersonFactory(), Client()
    client.post(LOGIN, {"email": person.email, "next": "/fakturaer/"})
    response = client.post(CODE, {"code": code_for(person), "next": "/fakturaer/"})
    assert response["Location"] == "/fakturaer/"
    client = Client()
    client.post(LOGIN, {"email": person.email})
    response = client.post(CODE, {"code": code_for(person), "next": "https://evil.example/"})
    assert response["Location"] == "/arbejdsplads/"


def test_the_third_wrong_code_ends_the_attempt() -> None:
    person, client = PersonFactory(), Client()
    client.post(LOGIN, {"email": person.email})
    assert [client.post(CODE, {"code": "AAAA-BBBB"}).status_code for _ in range(3)] == [200, 200, 302]
    assert client.post(CODE, {"code": code_for(person)})["Location"] == "/konto/log-ind/bed-om-kode/"
    assert not client.get("/arbejdsplads/").wsgi_request.user.is_authenticated


def test_a_session_that_was_saved_from_earlier_gives_no_tries_back() -> None:
    """What parallel requests do to allauth's own counter, one after the other."""
    person, client = PersonFactory(), Client()
    client.post(LOGIN, {"email": person.email})
    stored = Session.objects.get(session_key=client.session.session_key).session_data
    for _ in range(3):
        client.post(CODE, {"code": "AAAA-BBBB"})
    Session.objects.filter(session_key=client.cookies["session"].value).update(session_data=stored)
    response = client.post(CODE, {"code": code_for(person)})
    assert response["Location"] == LOGIN
    assert "for mange forkerte koder" in client.get(LOGIN).content.decode()


def test_a_new_code_of_the_same_attempt_brings_no_new_tries() -> None:
    person, client = PersonFactory(), Client()
    client.post(LOGIN, {"email": person.email})
    for _ in range(2):
        client.post(CODE, {"code": "AAAA-BBBB"})
    first = code_for(person)
    client.post(CODE, {"action": "resend"})
    assert code_for(person) != first
    client.post(CODE, {"code": first})
    assert client.post(CODE, {"code": code_for(person)})["Location"] == "/konto/log-ind/bed-om-kode/"


def test_a_code_works_for_ten_minutes(settings) -> None:
    person, client = PersonFactory(), Client()
    client.post(LOGIN, {"email": person.email})
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    assert client.post(CODE, {"code": code_for(person)})["Location"] == "/konto/log-ind/bed-om-kode/"
    assert django_settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS == LoginAttempt.MOST_TRIES


def test_another_address_can_be_used_while_a_code_is_under_way() -> None:
    client = Client()
    client.post(LOGIN, {"email": PersonFactory().email})
    assert client.post("/konto/log-ud/", {"next": LOGIN})["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_the_session_has_a_new_key_after_log_in() -> None:
    person, client = PersonFactory(), Client()
    client.post(LOGIN, {"email": person.email})
    before = client.cookies["session"].value
    client.post(CODE, {"code": code_for(person)})
    assert client.cookies["session"].value != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize("kind", ["unknown", "inactive"])
def test_a_stranger_learns_nothing_from_the_answers(kind: str) -> None:
    known = PersonFactory(email="known@kommune.example")
    other = "other@kommune.example"
    if kind == "inactive":
        PersonFactory(email=other, is_active=False)
    assert conversation(known.email) == conversation(other)
    assert list(Letter.objects.values_list("to_email", flat=True)) == [known.email, known.email]


def conversation(email: str) -> list[object]:
    """Ask for a code, look, try, ask again, and fail; return all that can be seen, the address and random parts aside."""
    client = Client()
    answers = [
        client.post(LOGIN, {"email": email}),
        client.get(CODE),
        client.post(CODE, {"code": "-"}),
        client.post(CODE, {"action": "resend"}),
        client.post(CODE, {"code": "AAAA-BBBB"}),
        client.post(CODE, {"code": "AAAA-BBBB"}),
        client.get(LOGIN),
    ]
    return [seen(answer, email) for answer in answers]


def seen(response, email: str) -> tuple[object, ...]:
    body = response.content.decode().replace(email, "EMAIL")
    body = re.sub(r'value="\w{64}"', "TOKEN", body)
    cookies = [(name, {**cookie}) for name, cookie in response.cookies.items()]
    for _name, cookie in cookies:
        cookie["expires"] = ""
    headers = {**response.headers, "Expires": "", "Content-Length": ""}
    return response.status_code, headers, cookies, body


def test_an_unknown_address_costs_the_same_work() -> None:
    known = PersonFactory(email="known@kommune.example")
    PersonFactory(email="inactive@kommune.example", is_active=False)
    work = {}
    for email in (known.email, "unknown@kommune.example", "inactive@kommune.example"):
        with CaptureQueriesContext(connection) as captured:
            Client().post(LOGIN, {"email": email})
        work[email] = [
            re.sub(r"\W.*", "", query["sql"]) for query in captured if "SAVEPOINT" not in query["sql"].upper()
        ]
    # The mail server and the disk do the rest: letters are sent by a worker, and the transaction ends with a commit each time.
    assert work["unknown@kommune.example"] == work["inactive@kommune.example"]
    taken_away = ["SELECT" if verb == "DELETE" else verb for verb in work["unknown@kommune.example"]]
    assert sorted(work[known.email]) == sorted(taken_away)
    assert list(Letter.objects.values_list("to_email", flat=True)) == [known.email]


@pytest.mark.parametrize("email", ["known@kommune.example", "unknown@kommune.example"])
def test_nothing_is_rolled_back_for_an_unknown_address(email: str) -> None:
    """A rollback spares the disk what a commit writes, and a stranger can measure it."""
    PersonFactory(email="known@kommune.example")
    with CaptureQueriesContext(connection) as captured:
        Client().post(LOGIN, {"email": email})
    assert not [query["sql"] for query in captured if "ROLLBACK" in query["sql"].upper()]


def test_who_was_closed_out_after_asking_does_not_get_in() -> None:
    person, client = PersonFactory(), Client()
    client.post(LOGIN, {"email": person.email})
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.post(CODE, {"code": code_for(person)})["Location"] == "/konto/lukket/"
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_an_address_that_the_person_had_before_gets_no_code() -> None:
    person = PersonFactory(email="former@kommune.example")
    log_in(Client(), person)
    Person.objects.filter(pk=person.pk).update(email="new@kommune.example")
    letters = Letter.objects.count()
    Client().post(LOGIN, {"email": "former@kommune.example"})
    assert Letter.objects.count() == letters


def test_three_codes_a_minute_are_sent_to_an_address(settings) -> None:
    del settings.ACCOUNT_RATE_LIMITS
    call_command("createcachetable")
    person = PersonFactory()
    answers = [Client().post(LOGIN, {"email": person.email}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429, 429]
    assert "Det var for mange gange" in answers[-1].content.decode() or "too often" in answers[-1].content.decode()
    assert Letter.objects.count() == 3


def test_sending_a_code_again_counts_as_well(settings) -> None:
    del settings.ACCOUNT_RATE_LIMITS
    person, client = PersonFactory(), Client()
    client.post(LOGIN, {"email": person.email})
    Client().post(LOGIN, {"email": person.email})
    assert [client.post(CODE, {"action": "resend"}).status_code for _ in range(2)] == [302, 302]
    assert Letter.objects.count() == 3
    assert "for mange gange" in client.get(CODE).content.decode() or "too often" in client.get(CODE).content.decode()


def test_allauth_answers_with_our_page_when_it_is_too_often(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "1/m/user"}
    client = logged_in(PersonFactory())
    client.post("/konto/bekraeft/", {"action": "send"})
    response = client.post("/konto/bekraeft/", {"action": "send"})
    assert response.status_code == 429
    assert "429.html" in [template.name for template in response.templates]


def test_the_device_is_known_again_and_a_new_one_is_told_of() -> None:
    person, client = PersonFactory(), Client()
    log_in(client, person, user_agent=FIREFOX)
    assert not Letter.objects.filter(kind="new_device").exists()  # the first log-in ever surprises nobody
    client.post("/konto/log-ud/")
    log_in(client, person, user_agent=FIREFOX)
    assert not Letter.objects.filter(kind="new_device").exists()
    log_in(Client(), person, user_agent=CHROME)
    letter = Letter.objects.get(kind="new_device")
    assert letter.person == person
    assert "Chrome" in letter.text
    assert "Windows" in letter.text
    assert "http://localhost:8000/konto/" in letter.text


def test_a_device_cookie_of_ones_own_making_is_no_device() -> None:
    person = PersonFactory()
    log_in(Client(), person)
    client = Client()
    client.cookies["device"] = "WyJ4Il0:1abc:forged"
    log_in(client, person)
    assert Letter.objects.filter(kind="new_device").count() == 1


def test_colleagues_share_a_device() -> None:
    client = Client()
    people = PersonFactory.create_batch(2, last_login=NOW)
    for _ in range(2):
        for person in people:
            log_in(client, person)
            client.post("/konto/log-ud/")
    assert Letter.objects.filter(kind="new_device").count() == 2
    cookie = client.cookies["device"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (365 * 24 * 3600, True, "Lax")


def test_one_sees_the_own_devices_and_logs_out_of_the_others() -> None:
    person, here, there = PersonFactory(), Client(), Client()
    stranger = Client()
    log_in(stranger, PersonFactory())
    log_in(here, person, user_agent=FIREFOX)
    log_in(there, person, user_agent=CHROME)
    page = here.get("/konto/enheder/").content.decode()
    assert page.count("<tr>") == 3
    assert "Firefox" in page
    assert "Chrome" in page
    here.post("/konto/enheder/")
    assert there.get("/konto/").status_code == 302
    assert here.get("/konto/").status_code == 200
    assert stranger.get("/konto/").status_code == 200


def test_a_session_that_opened_a_personal_link_is_among_the_others_too() -> None:
    person, here, there = PersonFactory(), Client(), Client()
    log_in(here, person)
    log_in(there, person)
    now = timezone.now()
    purpose = PersonalLink.Purpose.PARTICIPANT
    link = make_link(PersonFactory(), purpose=purpose, expires_at=now + dt.timedelta(days=1), now=now)
    there.get(f"/i/{token_of(link)}/")
    assert there.get("/konto/").status_code == 200
    here.post("/konto/enheder/")
    assert there.get("/konto/").status_code == 302


def test_an_attempt_has_three_tries_and_a_closed_one_none() -> None:
    key = attempt_key({"at": 1.5, "email": "a@kommune.example"})
    assert not claim_try(key)
    open_attempt(key, now=NOW)
    open_attempt(key, now=NOW)
    assert [claim_try(key) for _ in range(4)] == [True, True, True, False]
    open_attempt(key, now=NOW)
    assert not claim_try(key)
    other = attempt_key({"at": 1.5, "email": "b@kommune.example"})
    open_attempt(other, now=NOW)
    close_attempt(other)
    assert not claim_try(other)


def test_traces_of_log_ins_go_away(settings) -> None:
    open_attempt("old", now=NOW - dt.timedelta(days=2))
    open_attempt("new", now=NOW)
    assert forget_login_traces(now=NOW) == 1
    assert LoginAttempt.objects.get().key == "new"
    client = logged_in(PersonFactory())
    assert forget_task() == 1 if timezone.now() > NOW + dt.timedelta(days=1) else forget_task() == 0
    assert client.get("/konto/").status_code == 200
    forget_login_traces(now=timezone.now() + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE + 60))
    assert client.get("/konto/").status_code == 302


def test_the_pages_of_log_in_are_not_kept_by_browsers() -> None:
    client = Client()
    client.post(LOGIN, {"email": "x@kommune.example"})
    assert "no-store" in client.get(CODE)["Cache-Control"]


def test_a_confirmation_by_mail_is_fresh_for_ten_minutes() -> None:
    person = PersonFactory()
    client = logged_in(person, ago=dt.timedelta(minutes=11))
    assert client.get("/konto/app/tilfoej/")["Location"].startswith("/konto/bekraeft/?next=")
    assert client.get("/konto/bekraeft/?next=/konto/app/tilfoej/").status_code == 200
    assert not Letter.objects.exists()
    client.post("/konto/bekraeft/", {"action": "send", "next": "/konto/app/tilfoej/"})
    assert client.post("/konto/bekraeft/", {"code": "AAAA-BBBB"}).status_code == 200
    response = client.post("/konto/bekraeft/", {"code": code_for(person), "next": "/konto/app/tilfoej/"})
    assert response["Location"] == "/konto/app/tilfoej/"
    assert client.get("/konto/app/tilfoej/").status_code == 200


def test_a_confirmation_too_has_three_tries() -> None:
    person = PersonFactory()
    client = logged_in(person, ago=dt.timedelta(hours=1))
    client.post("/konto/bekraeft/", {"action": "send"})
    code = code_for(person)
    assert [client.post("/konto/bekraeft/", {"code": "AAAA-BBBB"}).status_code for _ in range(4)] == [
        200,
        200,
        200,
        302,
    ]
    assert client.post("/konto/bekraeft/", {"code": code})["Location"] == "/konto/bekraeft/"
    assert client.get("/konto/app/tilfoej/").status_code == 302


def test_a_code_to_confirm_grows_old(settings) -> None:
    person = PersonFactory()
    client = logged_in(person, ago=dt.timedelta(hours=1))
    client.post("/konto/bekraeft/", {"action": "send"})
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 0
    time.sleep(0.01)
    assert client.post("/konto/bekraeft/", {"code": code_for(person)})["Location"] == "/konto/bekraeft/"
