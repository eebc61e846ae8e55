"""Many guess at once: three tries of a code are looked at, and three codes a minute are sent."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from allauth.account.signals import login_code_rejected
from django.http import HttpResponse
from django.test import Client

from partnership.models import Letter, LoginAttempt, Person
from tests.faults import waiting
from tests.faults.race import race
from tests.partnership.factories import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
LOGIN, CODE = "/konto/log-ind/", "/konto/log-ind/kode/"
GUESSES = 60


@pytest.fixture
def rejected() -> Iterator[list[bool]]:
    """Collect a mark for each wrong code that was compared with the right one."""
    found: list[bool] = []

    def collect(**kwargs: object) -> None:
        found.append(True)

    login_code_rejected.connect(collect)
    yield found
    login_code_rejected.disconnect(collect)


@pytest.fixture
def all_at_once(settings, monkeypatch) -> None:
    """Let all requests of a race load the same session before any is answered."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.faults.waiting.wait_for_the_others"]
    monkeypatch.setattr(waiting, "meeting", None)


def under_way(person: Person) -> tuple[str, str]:
    """Ask for a code; returns the session's cookie and the code."""
    client = Client()
    client.post(LOGIN, {"email": person.email})
    text = Letter.objects.get(person=person).text
    return client.cookies["session"].value, re.findall(r"^[A-Z]{4}-[A-Z]{4}$", text, re.MULTILINE)[0]


def guess(session: str, code: str) -> HttpResponse:
    client = Client()
    client.cookies["session"] = session
    return client.post(CODE, {"code": code})


def guess_at_once(session: str, codes: list[str], monkeypatch) -> list[HttpResponse]:
    monkeypatch.setattr(waiting, "meeting", threading.Barrier(len(codes), timeout=60))
    answers = race([partial(guess, session, code) for code in codes])
    monkeypatch.setattr(waiting, "meeting", None)
    assert [answer for answer in answers if not isinstance(answer, HttpResponse)] == []
    return answers


def got_in(answer: HttpResponse) -> bool:
    return answer.headers.get("Location") == "/arbejdsplads/"


def test_of_sixty_wrong_codes_at_once_three_are_looked_at_and_the_right_one_then_refused(
    all_at_once, rejected, monkeypatch
) -> None:
    session, code = under_way(PersonFactory())
    guess_at_once(session, [f"BBBB-BB{n:02}" for n in range(GUESSES)], monkeypatch)
    assert len(rejected) == 3
    assert not got_in(guess(session, code))
    assert len(rejected) == 3
    assert LoginAttempt.objects.get().tries == 3


def test_the_right_code_among_sixty_is_one_of_at_most_three_that_are_looked_at(
    all_at_once, rejected, monkeypatch
) -> None:
    session, code = under_way(PersonFactory())
    answers = guess_at_once(session, [code, *(f"BBBB-BB{n:02}" for n in range(GUESSES - 1))], monkeypatch)
    assert len(rejected) + sum(got_in(answer) for answer in answers) <= 3
    assert LoginAttempt.objects.get().tries == 3


def test_without_the_counter_all_are_looked_at_and_the_right_code_still_works(
    all_at_once, rejected, monkeypatch, settings
) -> None:
    """The control: allauth alone."""
    settings.ROOT_URLCONF = "tests.faults.urls_without_counter"
    session, code = under_way(PersonFactory())
    guess_at_once(session, [f"BBBB-BB{n:02}" for n in range(GUESSES)], monkeypatch)
    assert len(rejected) == GUESSES
    assert got_in(guess(session, code))


def ask(email: str) -> int:
    return Client().post(LOGIN, {"email": email}).status_code


def test_of_twenty_four_requests_for_a_code_at_once_three_are_answered(settings) -> None:
    # As it is, without the limit per network address, which all of them share here.
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "3/m/key"}
    person = PersonFactory()
    statuses = race([partial(ask, person.email)] * 24)
    assert sorted(set(statuses)) == [302, 429]
    assert statuses.count(302) == Letter.objects.count() <= 3


def test_without_the_shared_cache_all_are_answered(settings) -> None:
    """The control: a cache that each process has for itself, or none."""
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "3/m/key"}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    person = PersonFactory()
    assert set(race([partial(ask, person.email)] * 24)) == {302}
    assert Letter.objects.count() == 24
