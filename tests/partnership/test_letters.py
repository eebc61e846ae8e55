"""The outbox: written once, leased, sent, settled, tried again, given up."""

import datetime as dt
import email
import email.policy
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from partnership.letter_texts import LINK_MARKER, LetterText, UnknownPlaceholder, render_letter
from partnership.models import Letter, PersonalLink
from partnership.services.deliveries import (
    ABANDONED_LIMIT,
    LEASE,
    claim_letter,
    deliver_letters,
    requeue_letters,
    settle_letter,
)
from partnership.services.letters import Attachment, store_letter
from partnership.services.links import make_link, token_of
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def letter_to(address: str = "bo@kommune.example", *, key: str = "greeting:1", **fields: object) -> Letter:
    text = LetterText("Hej", "Kære Bo\n", "<p>Kære Bo</p>")
    return store_letter(text, kind="greeting", key=key, to_email=address, now=NOW, **fields)[0]


def messages(folder: object) -> list[email.message.EmailMessage]:
    files = sorted(Path(str(folder)).glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def later(**delta: int) -> dt.datetime:
    return NOW + dt.timedelta(**delta)


def test_a_key_makes_the_letter_the_only_one_of_its_kind() -> None:
    first, created = store_letter(LetterText("A", "a", ""), kind="k", key="k:1", to_email="a@b.dk", now=NOW)
    second, again = store_letter(LetterText("B", "b", ""), kind="k", key="k:1", to_email="a@b.dk", now=NOW)
    assert (created, again) == (True, False)
    assert (second.pk, second.subject) == (first.pk, "A")


def test_a_line_that_is_nothing_but_an_address_becomes_a_link_and_a_paragraph_a_button() -> None:
    owed = "Der mangler 1 person.\nSe pladserne: https://portal.example/p/#seats\n<b>Ikke</b>: https://portal.example og mere"
    values = dict.fromkeys(("name", "municipality", "partnership", "week", "choice"), "x")
    text = render_letter(
        "weekly_digest", language="da", values=values | {"owed": owed, "home": "https://portal.example/"}
    )
    assert '<br><a href="https://portal.example/p/#seats">Se pladserne</a><br>' in text.html
    assert "&lt;b&gt;Ikke&lt;/b&gt;: https://portal.example og mere" in text.html
    assert '<p class="action"><a href="https://portal.example/">Se det hele i portalen</a></p>' in text.html


def test_a_sent_letter_lies_in_the_mail_folder_with_text_html_and_attachment(settings) -> None:
    letter = letter_to(attachments=[Attachment("møde.ics", "text/calendar; charset=utf-8; method=PUBLISH", b"BEGIN")])
    delivery = deliver_letters(clock=lambda: NOW)
    letter.refresh_from_db()
    assert (delivery.sent, letter.status, letter.sent_at) == (1, Letter.Status.SENT, NOW)
    (message,) = messages(settings.MAIL_FOLDER)
    assert message["Message-ID"] == letter.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("plain",)).get_content().strip() == "Kære Bo"
    assert "<p>Kære Bo</p>" in message.get_body(("html",)).get_content()
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "møde.ics"
    assert attachment.get_content_type() == "text/calendar"
    assert attachment.get_param("method") == "PUBLISH"
    assert attachment.get_content() == "BEGIN"


def test_a_second_pass_sends_nothing(settings) -> None:
    letter_to()
    deliver_letters(clock=lambda: NOW)
    assert deliver_letters(clock=lambda: later(days=1)).sent == 0
    assert len(messages(settings.MAIL_FOLDER)) == 1


def test_a_letter_waits_for_its_time() -> None:
    letter_to(not_before=later(hours=1))
    assert deliver_letters(clock=lambda: NOW).sent == 0
    assert deliver_letters(clock=lambda: later(hours=1)).sent == 1


def test_codes_overtake_bulk_mail() -> None:
    letter_to(key="bulk", priority=Letter.Priority.BULK)
    letter_to(key="personal")
    letter_to(key="code", priority=Letter.Priority.CODE)
    claimed = [claim_letter(now=NOW) for _ in range(3)]
    assert [letter.key for letter in claimed if letter] == ["code", "personal", "bulk"]


def test_the_stored_text_never_holds_the_link_and_the_sent_one_does(settings) -> None:
    person = PersonFactory()
    link = make_link(person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=later(days=9), now=NOW)
    text = LetterText("Hej", f"Din side: {LINK_MARKER}", f'<a href="{LINK_MARKER}">side</a>')
    store_letter(text, kind="k", key="k", to_email=person.email, person=person, link=link, now=NOW)
    stored = "".join(str(value) for row in Letter.objects.values() for value in row.values())
    assert token_of(link) not in stored
    deliver_letters(clock=lambda: NOW)
    (message,) = messages(settings.MAIL_FOLDER)
    url = f"{settings.SITE_URL}/i/{token_of(link)}/"
    assert url in message.get_body(("plain",)).get_content().replace("=\n", "")
    assert url in message.get_body(("html",)).get_content()


def test_a_confidential_text_is_erased_when_it_is_sent() -> None:
    letter = letter_to(confidential=True)
    deliver_letters(clock=lambda: NOW)
    letter.refresh_from_db()
    assert (letter.status, letter.text, letter.html) == (Letter.Status.SENT, "", "")


def test_a_leased_letter_is_not_given_to_another_until_the_lease_runs_out() -> None:
    letter_to()
    first = claim_letter(now=NOW)
    assert first is not None
    assert claim_letter(now=NOW + LEASE - dt.timedelta(seconds=1)) is None
    second = claim_letter(now=NOW + LEASE)
    assert second is not None
    assert (second.pk, second.attempt) == (first.pk, 2)


def test_a_late_worker_cannot_settle_what_another_has_taken_since() -> None:
    letter_to()
    slow = claim_letter(now=NOW)
    fast = claim_letter(now=NOW + LEASE)
    assert slow is not None
    assert fast is not None
    assert settle_letter(slow, status=Letter.Status.FAILED, last_error="late") is False
    assert settle_letter(fast, status=Letter.Status.SENT, sent_at=later(minutes=3)) is True
    assert Letter.objects.get().status == Letter.Status.SENT


def test_a_letter_over_which_workers_keep_dying_is_left_to_a_human() -> None:
    letter_to()
    for attempt in range(ABANDONED_LIMIT):
        assert claim_letter(now=NOW + attempt * LEASE) is not None
    assert claim_letter(now=NOW + ABANDONED_LIMIT * LEASE) is None
    assert Letter.objects.get().status == Letter.Status.HELD


def test_a_letter_that_cannot_be_written_fails_and_the_next_goes_out(settings) -> None:
    poison = letter_to(key="poison")
    Letter.objects.filter(pk=poison.pk).update(subject="Hej\nBcc: all@example.com")
    letter_to(key="fine")
    delivery = deliver_letters(clock=lambda: NOW)
    assert (delivery.sent, delivery.failed) == (1, 1)
    poison.refresh_from_db()
    assert poison.status == Letter.Status.FAILED
    assert "BadHeaderError" in poison.last_error


def test_failed_and_held_letters_go_out_again_on_a_humans_word() -> None:
    failed = letter_to(key="failed")
    sent = letter_to(key="sent")
    Letter.objects.filter(pk=failed.pk).update(status=Letter.Status.FAILED, last_error="550")
    Letter.objects.filter(pk=sent.pk).update(status=Letter.Status.SENT, sent_at=NOW)
    assert requeue_letters([failed, sent], now=later(days=3)) == 1
    failed.refresh_from_db()
    assert (failed.status, failed.not_before, failed.last_error) == (Letter.Status.QUEUED, later(days=3), "")


def test_an_address_that_cannot_be_written_to_is_refused_at_once() -> None:
    with pytest.raises(ValidationError):
        letter_to("bo@kommune.example\nBcc: all@example.com")
    assert Letter.objects.count() == 0


def test_a_letter_vanishes_with_the_business_change_that_wrote_it() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        letter_to()
        raise RuntimeError
    assert Letter.objects.count() == 0


def test_values_are_escaped_in_html_and_cleaned_of_line_ends_in_the_subject(tmp_path, settings) -> None:
    folder = tmp_path / "templates" / "letters"
    folder.mkdir(parents=True)
    (folder / "greeting_test.da.txt").write_text(
        "Hej {name}\n\nKære {name}\n\nÅbn din side: {link}\n", encoding="utf-8"
    )
    settings.BASE_DIR = tmp_path
    text = render_letter("greeting_test", language="da", values={"name": "<b>Bo</b>\r\nBcc: x"})
    assert text.subject == "Hej <b>Bo</b> Bcc: x"
    assert "<b>" not in text.html
    assert f'href="{LINK_MARKER}"' in text.html
    with pytest.raises(UnknownPlaceholder):
        render_letter("greeting_test", language="da", values={})
