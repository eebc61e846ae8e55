"""Letters that come back: which mails count, what is recorded, who sees it, and the letter sent again."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import sys

import pytest
from django.core.mail import get_connection
from django.core.management import call_command
from django.urls import reverse

from municipalities.models import Coordinatorship
from partnership.letter_texts import LetterText
from partnership.models import Agreement, Bounce, Letter, LetterAttachment, Person
from partnership.services.bounces import (
    NotSendable,
    Outcome,
    owed_addresses,
    record_bounce,
    returned_letters,
    send_returned_again,
    set_aside,
)
from partnership.services.deliveries import deliver_letters
from partnership.services.envelopes import envelope_sender, letter_of
from partnership.services.letters import Attachment, store_letter
from partnership.services.mail import compose
from partnership.services.returned_mail import fetch_bounces
from partnership.tasks import fetch_bounces as task
from tests.partnership import returned_mails as mails
from tests.partnership.factories import AgreementFactory, PersonFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.imap_server import imap_server
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def mailbox(settings) -> None:
    settings.BOUNCE_ADDRESS = "retur@kl.example"
    settings.BOUNCE_IMAP_URL = ""


def a_letter(person: Person | None = None, key: str = "k", **fields: object) -> Letter:
    person = person or PersonFactory(email="bo@koege.example")
    letter, _new = store_letter(
        LetterText("Invitation", "Hej", "<p>Hej</p>"),
        kind="invitation",
        key=key,
        person=person,
        to_email=person.email,
        attachments=[Attachment("a.ics", "text/calendar", b"BEGIN")],
        now=NOW,
        **fields,  # type: ignore[arg-type]
    )
    deliver_letters(clock=lambda: NOW)
    letter.refresh_from_db()
    return letter


def returned(text: str = mails.POSTFIX, letter: Letter | None = None) -> Letter:
    letter = letter or a_letter()
    assert record_bounce(mails.mail(text, to=envelope_sender(letter)), now=NOW) == Outcome.RECORDED
    return letter


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        (mails.POSTFIX, "hard", "5.1.1"),
        (mails.EXCHANGE, "hard", "5.1.10"),
        (mails.EXIM, "hard", "5.7.26"),
        (mails.OLD_SENDMAIL, "hard", "5.0.0"),
        (mails.GAVE_UP, "soft", "4.4.1"),
    ],
)
def test_what_mail_servers_write_is_read(text, kind, status) -> None:
    letter = returned(text)
    bounce = Bounce.objects.get()
    assert (bounce.letter, bounce.kind, bounce.status) == (letter, kind, status)
    assert list(returned_letters()) == ([letter] if kind == "hard" else [])


@pytest.mark.parametrize(
    "text",
    [
        mails.DELAYED,
        mails.RECEIPT,
        mails.READ_RECEIPT,
        mails.OUT_OF_OFFICE,
        mails.FORWARDED,
        "To: RETURN_TO\n\n",
        "To: RETURN_TO\nContent-Type: multipart/report\n\nno parts",
    ],
)
def test_what_is_no_report_of_a_failure_changes_nothing(text) -> None:
    letter = a_letter()
    assert record_bounce(mails.mail(text, to=envelope_sender(letter)), now=NOW) == Outcome.NO_REPORT
    assert not Bounce.objects.exists()


def test_a_forged_or_foreign_address_changes_nothing() -> None:
    letter, other = a_letter(), a_letter(PersonFactory(), key="other")
    own = envelope_sender(letter)
    token = own.split("-")[1]
    forged = [
        "retur@kl.example",
        f"retur+{letter.pk}@kl.example",
        f"retur+{other.pk}-{token}",
        own.replace(token[0], "a" if token[0] != "a" else "b", 1)
        if token[0] not in "retu"
        else own[:-14] + "kl.example",
        own.replace("kl.example", "kl.example.evil.example"),
        f"x{own}",
        own.replace(f"+{letter.pk}-", "+99999999999999999-"),
    ]
    for address in forged:
        assert record_bounce(mails.mail(mails.POSTFIX, to=address), now=NOW) == Outcome.FOREIGN, address
    assert not Bounce.objects.exists()
    assert letter_of([f"Bo <{own.upper()}>"]) == letter  # some servers change the case
    for junk in (b"", b"\x00\xff\xfe" * 100, b"To: " + b"a" * 100_000):
        assert record_bounce(junk, now=NOW) == Outcome.FOREIGN


def test_the_same_mail_counts_once() -> None:
    letter = returned()
    assert record_bounce(mails.mail(mails.POSTFIX, to=envelope_sender(letter)), now=NOW) == Outcome.KNOWN
    assert Bounce.objects.count() == 1


def test_the_envelope_is_apart_from_the_sender_people_see(settings) -> None:
    letter = a_letter()
    message = compose(letter, connection=get_connection())
    assert message.from_email == envelope_sender(letter)
    assert len(message.from_email.partition("@")[0]) <= 64
    assert message.message()["From"] == settings.DEFAULT_FROM_EMAIL
    settings.BOUNCE_ADDRESS = ""
    plain = compose(letter, connection=get_connection())
    assert plain.from_email == plain.message()["From"] == settings.DEFAULT_FROM_EMAIL


def test_a_new_secret_key_still_knows_what_left_before(settings) -> None:
    letter = a_letter()
    address = envelope_sender(letter)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert letter_of([address]) == letter


def test_the_letter_goes_to_the_corrected_address_once() -> None:
    letter = returned()
    Person.objects.filter(pk=letter.person_id).update(email="bo.holm@koege.example")
    again = send_returned_again(letter, now=NOW)
    assert (again.to_email, again.text, again.link) == ("bo.holm@koege.example", letter.text, letter.link)
    assert LetterAttachment.objects.filter(letter=again).count() == 1
    assert again.message_id != letter.message_id
    assert not returned_letters().exists()
    with pytest.raises(NotSendable):
        send_returned_again(letter, now=NOW)
    returned(mails.EXCHANGE, again)  # and comes back from there too
    assert list(returned_letters()) == [again]


def test_one_that_was_refused_at_once_goes_to_the_present_address() -> None:
    letter = a_letter()
    Letter.objects.update(status="failed", sent_at=None)
    Person.objects.update(email="bo.holm@koege.example")
    assert list(returned_letters()) == [letter]
    assert send_returned_again(letter, now=NOW).pk == letter.pk
    assert deliver_letters(clock=lambda: NOW).sent == 1
    assert not returned_letters().exists()


def test_what_cannot_be_sent_again() -> None:
    letter = returned()
    Person.objects.update(email="ingen adresse")
    with pytest.raises(NotSendable):
        send_returned_again(letter, now=NOW)
    assert set_aside([letter], now=NOW) == 1
    assert not returned_letters().exists()


def test_the_mailbox_is_read_once_and_marked(settings) -> None:
    letter = a_letter()
    own = envelope_sender(letter)
    with imap_server(
        mails.mail(mails.OUT_OF_OFFICE, to=own), mails.mail(mails.EXIM, to=own), b"Subject: spam\r\n\r\n"
    ) as server:
        settings.BOUNCE_IMAP_URL = server.url
        assert [fetch_bounces(now=NOW) for _ in range(2)] == [1, 0]
        assert server.seen == {1, 2, 3}


def test_a_mailbox_that_hangs_up_is_read_on_later(settings, caplog) -> None:
    letter = a_letter()
    reports = [mails.mail(text, to=envelope_sender(letter)) for text in (mails.EXIM, mails.POSTFIX)]
    with imap_server(*reports) as server, caplog.at_level(logging.WARNING):
        settings.BOUNCE_IMAP_URL = server.url
        server.hangs_up_after = 1
        assert fetch_bounces(now=NOW) == 1
        server.hangs_up_after = None
        assert fetch_bounces(now=NOW) == 1
    assert "was not read" in caplog.text
    assert "hemmelig" not in caplog.text


@pytest.mark.parametrize("change", [(":hemmelig@", ":forkert@"), ("/Retur", "/Andet"), ("imap://", "imaps://")])
def test_a_mailbox_that_does_not_let_us_in_fails_nothing(settings, caplog, change) -> None:
    with imap_server() as server, caplog.at_level(logging.WARNING):
        settings.BOUNCE_IMAP_URL = server.url.replace(*change)
        assert fetch_bounces(now=NOW) == 0
    assert "was not read" in caplog.text


def test_without_a_mailbox_nothing_happens() -> None:
    assert task() == 0


def test_a_mail_server_may_pipe_it(monkeypatch, capsys) -> None:
    letter = a_letter()
    content = mails.mail(mails.POSTFIX, to=envelope_sender(letter))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    call_command("read_bounce", "--json")
    assert json.loads(capsys.readouterr().out) == {"outcome": "recorded"}


@pytest.fixture
def agreement() -> Agreement:
    return AgreementFactory()


@pytest.fixture
def member(agreement: Agreement) -> Person:
    seat = SeatFactory(body__partnership=agreement.partnership, municipality=agreement.municipality)
    person: Person = SeatHoldingFactory(seat=seat).person
    return person


def test_the_municipality_is_told_and_no_other(agreement, member, django_assert_num_queries) -> None:
    returned(letter=a_letter(member))
    others = [AgreementFactory(partnership=agreement.partnership) for _ in range(2)]
    with django_assert_num_queries(3):
        owed = owed_addresses([agreement, *others], now=NOW)
    assert owed[agreement.pk][0].names == (member.name,)
    assert [owed[other.pk] for other in others] == [[], []]


def test_the_coordinator_corrects_and_sends_again(agreement, member) -> None:
    letter = returned(letter=a_letter(member))
    coordinator, other = PersonFactory(), PersonFactory()
    for person, place in ((coordinator, agreement), (other, AgreementFactory())):
        Coordinatorship.objects.create(municipality=place.municipality, person=person, from_on=dt.date(2026, 1, 1))
    address = reverse("returned_letters", args=[agreement.municipality.code])
    client = logged_in(coordinator)
    page = client.get(address).content.decode()
    assert member.name in page
    assert "Recipient address rejected: User unknown" in page
    assert reverse("person", args=[agreement.municipality.code, member.pk]) in page
    assert logged_in(other).get(address).status_code == 404
    assert (
        logged_in(other)
        .post(reverse("returned_letters", args=[AgreementFactory().municipality.code]), {"letter": letter.pk})
        .status_code
        == 404
    )
    Person.objects.filter(pk=member.pk).update(email="ny@koege.example")
    assert "ny@koege.example" in client.get(address).content.decode()
    client.post(address, {"letter": letter.pk})
    assert Letter.objects.latest("pk").to_email == "ny@koege.example"
    assert client.post(address, {"letter": letter.pk}).status_code == 404


def test_the_secretariat_sends_again_and_sets_aside() -> None:
    client = logged_in(PersonFactory(is_staff=True, is_superuser=True))
    first, second = returned(), returned(letter=a_letter(PersonFactory(), key="second"))
    address = reverse("admin:partnership_bounce_changelist")
    assert first.to_email in client.get(address).content.decode()
    for letter, action in ((first, "send_again"), (second, "leave")):
        client.post(address, {"action": action, "_selected_action": [letter.bounces.get().pk]})
    assert not Bounce.objects.open().exists()
    assert Letter.objects.filter(key__startswith="again:").count() == 1
    assert first.to_email not in client.get(address).content.decode()
    assert first.to_email in client.get(address, {"state": "all"}).content.decode()
