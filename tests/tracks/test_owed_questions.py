"""Questions that wait for an answer: on the municipality's home and weekly mail, and on the author's own page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from municipalities.models import Coordinatorship
from partnership.models import PersonalLink
from partnership.services.links import make_link, token_of
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, PersonFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.factories import NOW, PracticeFactory
from tracks.models import Enquiry, Practice
from tracks.services.enquiries import answer_question
from tracks.services.owed import owed_questions

pytestmark = pytest.mark.django_db


def question_about(practice: Practice, **values: object) -> Enquiry:
    said = {"kind": "question", "name": "Karla", "email": "karla@udenfor.example", "text": "Hvordan?"}
    return Enquiry.objects.create(practice=practice, asked_at=NOW, **{**said, "confirmed_at": NOW, **values})


def test_only_what_reached_the_author_and_is_not_answered_waits() -> None:
    own, other = AgreementFactory(), AgreementFactory()
    practice = PracticeFactory(partnership=own.partnership, municipality=own.municipality)
    elsewhere = PracticeFactory(municipality=own.municipality)
    first = question_about(practice)
    question_about(practice)
    question_about(elsewhere)
    question_about(practice, confirmed_at=None)
    question_about(practice, kind="use", municipality=MunicipalityFactory())
    (owed,) = owed_questions([own, other], now=NOW)[own.pk]
    assert owed.text == "2 spørgsmål om jeres praksis venter på svar."
    assert owed.url == "/min-side/praksis/"
    answer_question(first, answer="Sådan.", by=practice.author, show_address=False, now=NOW)
    (owed,) = owed_questions([own, other], now=NOW)[own.pk]
    assert owed.text.startswith("1 spørgsmål")
    assert owed_questions([other], now=NOW) == {other.pk: []}


@pytest.mark.parametrize("count", [1, 3])
def test_it_is_asked_once_for_all_municipalities(count, django_assert_num_queries) -> None:
    agreements = [AgreementFactory() for _ in range(count)]
    for agreement in agreements:
        question_about(PracticeFactory(partnership=agreement.partnership, municipality=agreement.municipality))
    with django_assert_num_queries(1):
        assert all(owed_questions(agreements, now=NOW).values())


def test_the_coordinators_home_leads_to_the_question_and_the_authors_own_page_does() -> None:
    agreement = AgreementFactory()
    practice = PracticeFactory(partnership=agreement.partnership, municipality=agreement.municipality)
    question = question_about(practice)
    coordinator = PersonFactory()
    Coordinatorship.objects.create(person=coordinator, municipality=agreement.municipality, from_on=dt.date(2020, 1, 1))
    client = logged_in(coordinator)
    home = client.get(f"/kommune/{agreement.municipality.code}/").content.decode()
    assert "1 spørgsmål om jeres praksis venter på svar." in home
    answer = f"/min-side/praksis/spoergsmaal/{question.pk}/"
    assert answer in client.get("/min-side/praksis/").content.decode()
    assert "venter på svar" not in client.get("/min-side/").content.decode()
    purpose, until = PersonalLink.Purpose.PARTICIPANT, dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
    author = Client()
    author.get(f"/i/{token_of(make_link(practice.author, purpose=purpose, expires_at=until, now=NOW))}/")
    assert "1 spørgsmål til dig venter på svar" in author.get("/min-side/").content.decode()
    Enquiry.objects.update(answered_at=NOW, answer="Sådan.")
    assert "venter på svar" not in author.get("/min-side/").content.decode()
