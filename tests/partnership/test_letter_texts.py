"""The secretariat's own texts of letters: what is refused, which text counts, and the page."""

from __future__ import annotations

import logging

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.models import Event, Invitation
from events.services.audience import Guest, audience_of
from events.services.invitations import preview_invitation, send_invitations
from partnership.letter_texts import LINK_MARKER, Source, house_kinds, house_text, render_letter
from partnership.models import Letter, LetterTemplate, Person
from partnership.services.letter_texts import (
    allowed_placeholders,
    back_to_house,
    editable_kinds,
    faults_in_text,
    store_text,
    text_of,
    written_text,
)
from tests.events.factories import NOW
from tests.events.test_invitations import TODAY, event_with_audience
from tests.partnership.factories import PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
GOOD = Source("Kom til {event}", "Kære {name}\n\nKom {when}.\n\nSvar her: {link}\n")


def store(source: Source = GOOD, **fields: object) -> LetterTemplate:
    by = PersonFactory()
    return store_text("invitation", language="da", source=source, by=by, now=NOW, **fields)  # type: ignore[arg-type]


def test_every_house_text_would_be_accepted_as_an_own_text() -> None:
    for kind in house_kinds():
        for language in Person.Language.values:
            assert faults_in_text(kind, house_text(kind, language)) == {}, (kind, language)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Kære {name}. Kom.", "{link}"),
        ("{link} {navn}", "{navn}"),
        ("{link} {event.starts_at}", "event.starts_at"),
        ("{link} {0}", "{0}"),
        ("{link} {}", "{}"),
        ("{link} {name", "krølleparentes"),
        ("{link} name}", "krølleparentes"),
        ("{link} {{ settings.SECRET_KEY }}", "programmer"),
        ("{link} {% load i18n %}", "programmer"),
        ("{link} {# note #}", "programmer"),
        ("{link} {x.__class__}", "__class__"),
        ("{link} https://portal.example/i/AbC-dEf_123456789/", "personlige link"),
        ("{link} http://localhost:8000/godkend/AbC-dEf_123456789/", "personlige link"),
        ("{link} \x02personal-link\x02", "tegn"),
        ("   \n ", "Skriv noget"),
        ("{link}" + "x" * 10_001, "10000"),
    ],
)
def test_what_is_refused(body, words) -> None:
    faults = faults_in_text("invitation", Source("Emne", body))
    assert words in " ".join(faults["body"]).replace("10.000", "10000")
    with pytest.raises(ValidationError):
        store(Source("Emne", body))
    assert not LetterTemplate.objects.exists()


@pytest.mark.parametrize("subject", ["", "To\nlinjer", "{link}", "{reason.x}"])
def test_subjects_that_are_refused(subject) -> None:
    assert "subject" in faults_in_text("invitation", Source(subject, GOOD.body))


@pytest.mark.parametrize("kind", ["new_device", "address_changed", "no_such_letter"])
def test_letters_about_access_keep_their_text(kind) -> None:
    assert kind not in editable_kinds()
    with pytest.raises(ValidationError):
        store_text(kind, language="da", source=Source("x", "x"), by=PersonFactory(), now=NOW)


def test_letters_have_the_own_text_in_its_language_alone_and_the_house_text_again() -> None:
    event = event_with_audience(2)
    Person.objects.filter(pk=Person.objects.latest("pk").pk).update(language="en")
    store()
    send_invitations(event, now=NOW)
    danish, english = (Letter.objects.get(language=language) for language in ("da", "en"))
    assert danish.subject == f"Kom til {event.title}"
    assert danish.text.endswith(f"Svar her: {LINK_MARKER}\n")
    assert 'class="action"' in danish.html
    assert english.subject.startswith("Invitation")
    assert back_to_house("invitation", language="da")
    assert not back_to_house("invitation", language="da")
    assert text_of("invitation", language="da") == house_text("invitation", "da")


def test_an_events_own_text_counts_before_the_one_for_all() -> None:
    event, other = event_with_audience(1), event_with_audience(1)
    store(Source("For alle", GOOD.body))
    store(Source("For den ene", GOOD.body), scope=f"event-{event.pk}")
    assert preview_invitation(event, guest=_guest(event)).subject == "For den ene"
    assert preview_invitation(other, guest=_guest(other)).subject == "For alle"
    send_invitations(event, now=NOW)
    assert Letter.objects.get(person=Invitation.objects.get().person).subject == "For den ene"


def _guest(event: Event) -> Guest:
    return audience_of(event, on=TODAY)[0]


def test_an_own_text_with_a_placeholder_that_is_gone_gives_way_to_the_house_text(caplog) -> None:
    LetterTemplate.objects.create(
        kind="link_again", language="da", subject="x", body="{gone}", changed_by=PersonFactory(), changed_at=NOW
    )
    with caplog.at_level(logging.WARNING):
        letter = written_text("link_again", language="da", values={"name": "Bo"})
    assert letter == render_letter("link_again", language="da", values={"name": "Bo"})
    assert "gone" in caplog.text


def test_what_people_typed_is_never_read_as_a_placeholder_or_html() -> None:
    letter = render_letter("link_again", language="da", values={"name": "{link}<b>{name}"}, source=None)
    assert "{link}<b>{name}" in letter.text
    assert "{link}&lt;b&gt;{name}" in letter.html


def test_the_secretariat_previews_stores_and_goes_back() -> None:
    client = logged_in(PersonFactory(is_staff=True, is_superuser=True))
    assert (
        reverse("admin:letter_text", args=["invitation", "da"])
        in client.get(reverse("admin:letter_texts")).content.decode()
    )
    address = reverse("admin:letter_text", args=["invitation", "da"])
    page = client.get(address).content.decode()
    assert all(f"{{{name}}}" in page for name in allowed_placeholders("invitation"))
    text = {"subject": GOOD.subject, "body": GOOD.body}
    preview = client.post(address, text | {"do": "preview"}).content.decode()
    assert "Kom til Midtvejsseminar" in preview
    assert not LetterTemplate.objects.exists()
    wrong = client.post(address, {"subject": "x", "body": "uden link", "do": "store"}).content.decode()
    assert "{link}" in wrong
    assert not LetterTemplate.objects.exists()
    client.post(address, text | {"do": "store"})
    assert LetterTemplate.objects.get().subject == GOOD.subject
    client.post(address, {"do": "house"})
    assert not LetterTemplate.objects.exists()


def test_an_event_has_its_page_and_an_unknown_one_has_none() -> None:
    event = event_with_audience(1)
    client = logged_in(PersonFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:letter_text", args=["invitation", "da"])
    client.post(f"{address}?event={event.pk}", {"subject": GOOD.subject, "body": GOOD.body, "do": "store"})
    assert LetterTemplate.objects.get().scope == f"event-{event.pk}"
    assert event.title in client.get(f"{reverse('admin:letter_texts')}?event={event.pk}").content.decode()
    for wrong in ("?event=999999", "?event=x"):
        assert client.get(address + wrong).status_code == 404
    assert client.get(reverse("admin:letter_text", args=["welcome", "da"]) + f"?event={event.pk}").status_code == 404
    assert client.get(reverse("admin:letter_text", args=["new_device", "da"])).status_code == 404


def test_only_who_may_change_texts_reaches_them() -> None:
    client = logged_in(PersonFactory(is_staff=True))
    assert client.get(reverse("admin:letter_texts")).status_code == 403
    assert client.post(reverse("admin:letter_text", args=["invitation", "da"]), {"do": "house"}).status_code == 403
