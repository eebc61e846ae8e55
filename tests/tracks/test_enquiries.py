"""Questions and "we use it" from outside: confirmed first, relayed without addresses, forgotten in time."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnership.models import Bounce, Letter
from tests.municipalities.factories import MunicipalityFactory
from tests.tracks.factories import NOW, PracticeFactory
from tracks.models import Enquiry, Practice, PracticeUse
from tracks.services.enquiries import (
    PER_ADDRESS,
    AlreadyAnswered,
    answer_question,
    confirm_enquiry,
    confirm_token,
    enquire,
    find_enquiry,
    purge_enquiries,
)

pytestmark = pytest.mark.django_db
ASKER = "spoerger@udenfor.example"
QUESTION = "Hvor lang tid tog det?\n\nhttps://svindel.example/"
DAY = dt.timedelta(days=1)


def asked(practice: Practice | None = None, **fields: object) -> Enquiry:
    values = {"kind": Enquiry.Kind.QUESTION, "name": "Karla", "email": ASKER, "text": QUESTION, "now": NOW, **fields}
    enquiry = enquire(practice or PracticeFactory(), **values)  # type: ignore[arg-type]
    assert enquiry is not None
    return enquiry


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def test_nothing_that_a_stranger_wrote_is_sent_before_the_address_is_confirmed() -> None:
    enquiry = asked()
    [letter] = Letter.objects.all()
    assert (letter.to_email, letter.confidential) == (ASKER, True)
    assert "svindel" not in letter.text
    assert "Karla" not in letter.text
    assert f"/praksis/bekraeft/{confirm_token(enquiry)}/" in letter.text


def test_a_confirmed_question_reaches_the_author_once_without_the_askers_address() -> None:
    enquiry = asked()
    assert confirm_enquiry(enquiry, now=NOW)
    assert not confirm_enquiry(enquiry, now=NOW)
    letter = Letter.objects.get(kind="practice_question")
    assert letter.to_email == enquiry.practice.author.email
    assert ASKER not in letter.text + letter.html
    assert "> Hvor lang tid tog det?" in letter.text
    assert "svindel.example" not in "".join(letter.html.split("href=")[1:]).split("</a>")[0]
    assert letter.link_id == Enquiry.objects.get().link_id


@pytest.mark.parametrize("show", [True, False])
def test_the_answer_shows_the_authors_address_only_with_consent(show: bool) -> None:
    enquiry = asked()
    confirm_enquiry(enquiry, now=NOW)
    author = enquiry.practice.author
    answer_question(enquiry, answer="To timer.", by=author, show_address=show, now=NOW)
    with pytest.raises(AlreadyAnswered):
        answer_question(enquiry, answer="Tre timer.", by=author, show_address=show, now=NOW)
    letter = Letter.objects.get(kind="practice_answer")
    assert letter.to_email == ASKER
    assert "> To timer." in letter.text
    assert (author.email in letter.text) is show


def test_a_use_counts_when_it_is_confirmed_and_stays_when_who_said_so_is_forgotten() -> None:
    municipality = MunicipalityFactory()
    enquiry = asked(kind=Enquiry.Kind.USE, municipality=municipality, text="")
    assert not PracticeUse.objects.exists()
    confirm_enquiry(enquiry, now=NOW)
    assert PracticeUse.objects.get().municipality == municipality
    assert purge_enquiries(now=NOW + 365 * DAY) == 1
    assert PracticeUse.objects.count() == 1
    assert not Letter.objects.filter(to_email=ASKER).exists()


def test_an_address_can_ask_three_times_a_day() -> None:
    practice = PracticeFactory()
    fields = {"kind": Enquiry.Kind.QUESTION, "name": "Karla", "text": "Hvordan?"}
    for number in range(PER_ADDRESS + 1):
        made = enquire(practice, email=ASKER.upper() if number else ASKER, now=NOW, **fields)  # type: ignore[arg-type]
        assert (made is None) is (number == PER_ADDRESS)
    assert enquire(practice, email=ASKER, now=NOW + 2 * DAY, **fields) is not None  # type: ignore[arg-type]


def test_a_token_that_is_not_ours_or_about_what_is_gone_finds_nothing() -> None:
    enquiry = asked()
    token = confirm_token(enquiry)
    assert find_enquiry(token) == enquiry
    assert find_enquiry(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    Practice.objects.update(status="retired")
    assert find_enquiry(token) is None


def test_unconfirmed_addresses_go_after_a_week_and_all_after_twelve_months(capsys: pytest.CaptureFixture[str]) -> None:
    asked()
    confirmed = asked(email="anden@udenfor.example")
    confirm_enquiry(confirmed, now=NOW)
    letter = Letter.objects.get(key=f"practice_question_confirm:{confirmed.pk}")
    Bounce.objects.create(letter=letter, kind="hard", status="5.1.1", digest="0" * 64, received_at=NOW)
    assert purge_enquiries(now=NOW + 6 * DAY) == 0
    assert purge_enquiries(now=NOW + 7 * DAY, dry_run=True) == 1
    assert Enquiry.objects.count() == 2
    assert purge_enquiries(now=NOW + 7 * DAY) == 1
    assert kinds() == ["practice_question_confirm", "practice_question"]
    assert purge_enquiries(now=NOW + 364 * DAY) == 0
    assert purge_enquiries(now=NOW + 365 * DAY) == 1
    assert not Letter.objects.exists()
    Enquiry.objects.all().delete()
    call_command("purge_enquiries", "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out) == {"deleted": 0, "dry_run": True}


def test_the_page_says_the_same_to_everybody_and_a_look_at_the_link_sends_nothing() -> None:
    practice, client = PracticeFactory(), Client()
    address = reverse("practices:ask", args=[practice.pk])
    assert client.post(address, {"text": ""}).status_code == 422
    said = {"text": "Hvordan?", "name": "Karla", "email": ASKER}
    pages = {client.post(address, said).content.decode().partition("<main")[2] for _ in range(PER_ADDRESS + 1)}
    assert len(pages) == 1
    enquiry = Enquiry.objects.latest("pk")
    link = reverse("practices:confirm", args=[confirm_token(enquiry)])
    assert client.get(link).status_code == 200
    client.post(link, {})  # a mail scanner
    assert Enquiry.objects.confirmed().count() == 0
    client.post(link, {"answer": "confirm"})
    client.post(link, {"answer": "confirm"})
    assert kinds().count("practice_question") == 1
    assert client.get(reverse("practices:confirm", args=["forkert"])).status_code == 404


def test_only_the_author_answers_and_the_secretariat_reads() -> None:
    enquiry = asked(now=timezone.now())
    confirm_enquiry(enquiry, now=timezone.now())
    author, other = enquiry.practice.author, PracticeFactory().author
    address = reverse("practices:own-answer", args=[enquiry.pk])
    strange, own = Client(), Client()
    strange.force_login(other)
    own.force_login(author)
    assert strange.get(address).status_code == 404
    assert strange.post(address, {"answer": "Nej"}).status_code == 404
    assert own.post(address, {"answer": ""}).status_code == 422
    assert own.post(address, {"answer": "Ja"}).status_code == 302
    assert own.post(address, {"answer": "Nej"}).status_code == 302
    assert Enquiry.objects.get().answer == "Ja"
    assert list(Enquiry.objects.visible_to(other)) == []
    assert list(Enquiry.objects.visible_to(author)) == [enquiry]
