"""The files for the case system: who gets which, what is in them, what they are called, and that no key is among it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import unicodedata
from email import message_from_bytes, policy
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from billing.services.fee_years import issue_invoices
from events.models import Decision, Event, Material, Minutes
from events.services.door_codes import door_address
from events.services.letters import code_attachment
from events.services.registrations import accept_invitation
from municipalities.models import Coordinatorship
from partnership.config.casefile.archive import archive_of
from partnership.config.casefile.event import case_of_event, event_papers
from partnership.config.casefile.paper import LONGEST, Paper, file_name_of
from partnership.letter_texts import LINK_MARKER, STOP_MARKER, LetterText
from partnership.models import Agreement, Letter, LogbookEntry, PersonalLink, StoredDocument
from partnership.services.deliveries import deliver_letters
from partnership.services.documents import store_document
from partnership.services.letters import Attachment, store_letter
from partnership.services.links import token_of
from tests.billing.factories import NOW, FeeYearFactory, SellerFactory, joined
from tests.events.factories import EventFactory, invitation_to
from tests.events.uploads import PDF
from tests.partnership.factories import PartnershipFactory, PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
SENT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def stored(name: str) -> StoredDocument:
    return store_document(f"{name}.pdf", content=PDF + name.encode(), media_type="application/pdf", now=SENT)


def written(
    key: str, *, link: PersonalLink | None = None, attachments: tuple[Attachment, ...] = (), text: str = ""
) -> Letter:
    """Return a letter with everything that opens something, sent."""
    body = text or f"Kære Åse\n{LINK_MARKER}\n{STOP_MARKER}"
    html = f'<p><a href="{LINK_MARKER}">Din side</a> <a href="{STOP_MARKER}">Stop</a></p>'
    letter, _new = store_letter(
        LetterText(f"Til {key}", body, html),
        kind=key.partition(":")[0],
        key=key,
        to_email="post@aeroe.example",
        to_name="Ærø Kommune",
        link=link,
        attachments=attachments,
        now=SENT,
    )
    deliver_letters(clock=lambda: SENT)
    return letter


def member(role: str):
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    return person


def fetched(client: Client, url: str) -> bytes:
    response = client.post(url)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["Cache-Control"] == "private, no-store"
    return b"".join(response.streaming_content)


def listed(archive: ZipFile) -> list[dict[str, str]]:
    content = archive.read("metadata.csv")
    assert content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def agreements() -> list[Agreement]:
    """Two municipalities with an invitation, a signed agreement, an issued invoice and letters each."""
    partnership = PartnershipFactory(case_id="SAG-2016-06580", document_id="2348962", starts_on=dt.date(2027, 10, 1))
    SellerFactory()
    year = FeeYearFactory(partnership=partnership)
    made = []
    for name in ("Ærø", "Læsø"):
        agreement = joined(partnership)
        agreement.invitation, agreement.signed_document = stored(f"invitation-{name}"), stored(f"aftale-{name}")
        agreement.municipality_case_no = f"26/{name}"
        agreement.save()
        agreement.municipality.name = name
        agreement.municipality.save()
        written(f"municipality_invitation:{agreement.pk}:x")
        made.append(agreement)
    issue_invoices(year, now=NOW)
    deliver_letters(clock=lambda: NOW)
    return made


def coordinator_of(agreement: Agreement):
    return Coordinatorship.objects.get(municipality=agreement.municipality).person


def test_an_agreements_papers_are_whole_named_and_listed_and_the_same_each_time(agreements) -> None:
    own, other = agreements
    client = logged_in(coordinator_of(own))
    content = fetched(client, f"/journal/aftale/{own.pk}.zip")
    assert content == fetched(client, f"/journal/aftale/{own.pk}.zip")
    archive = ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    rows = listed(archive)
    assert [row["Filnavn"] for row in rows] == archive.namelist()[:-1]
    assert [row["Dokumenttype"] for row in rows] == [
        "Invitation",
        "Aftale",
        "Underskrevet-aftale",
        "Faktura",
        "Invitation",
        "Faktura-mail",
    ]
    assert rows[0]["Filnavn"] == "2026-06-01_Invitation_Ærø_2348962.pdf"
    assert {(row["KL's Sags ID"], row["Kommunens sagsnummer"]) for row in rows} == {("SAG-2016-06580", "26/Ærø")}
    for row in rows:
        assert row["SHA-256"] == hashlib.sha256(archive.read(row["Filnavn"])).hexdigest()
    assert archive.read(rows[0]["Filnavn"]) == own.invitation.file.read_bytes()
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert "Læsø".encode() not in everything
    assert coordinator_of(other).email.encode() not in everything
    entry = LogbookEntry.objects.filter(kind="case_file_fetched").latest("pk")
    assert (entry.actor, entry.data["case"]) == (coordinator_of(own), "SAG-2016-06580")


def test_only_staff_and_the_own_coordinator_get_an_agreements_papers(agreements) -> None:
    own, other = agreements
    url = f"/journal/aftale/{own.pk}.zip"
    assert logged_in(coordinator_of(other)).post(url).status_code == 404
    assert logged_in(PersonFactory()).post(url).status_code == 404
    assert Client().post(url).status_code == 302
    assert logged_in(member("finance"), "code", "mfa").post(url).status_code == 200
    assert logged_in(coordinator_of(own)).get(url).status_code == 405
    assert LogbookEntry.objects.filter(kind="case_file_fetched").count() == 1


def test_a_file_that_is_gone_refuses_the_whole_archive(agreements) -> None:
    own = agreements[0]
    own.signed_document.file.unlink()
    response = logged_in(coordinator_of(own)).post(f"/journal/aftale/{own.pk}.zip", follow=True)
    assert "ligger ikke på disken" in response.content.decode()
    assert not LogbookEntry.objects.filter(kind="case_file_fetched").exists()


def met(count: int = 1) -> Event:
    """Return an event with minutes, a decision, materials and people who came, each with letters."""
    event = EventFactory(title="Opstartsseminar: læring/trivsel?", partnership__case_id="SAG-7")
    for number in range(count):
        invitation = invitation_to(event, name=f"Åse {number}")
        registration = accept_invitation(invitation, now=SENT)
        url = door_address(registration)
        written(f"invitation:{event.pk}:{invitation.person_id}:0", link=invitation.link)
        files = (
            code_attachment(registration),
            Attachment("a.ics", "text/calendar; charset=utf-8", f"URL:http://x/kalender/{'k' * 40}.ics".encode()),
        )
        written(f"facts:{event.pk}:{invitation.person_id}:x", text=f"Vis {url}\n{LINK_MARKER}", attachments=files)
        Material.objects.create(
            event=event,
            title=f"Oplæg {number}",
            audience="registered",
            document=stored(f"material-{number}"),
            file_name="oplaeg.pptx",
            added_by=invitation.person,
            added_at=SENT,
        )
    Minutes.objects.create(event=event, text="Vi blev enige.", published_at=SENT)
    Decision.objects.create(event=event, number=1, text="Vi mødes igen.")
    return event


def test_an_events_papers_hold_what_was_shared_and_sent_but_nothing_that_opens_a_page() -> None:
    event = met()
    other = invitation_to(EventFactory())
    written(f"invitation:{other.event_id}:{other.person_id}:0", link=other.link)
    content = fetched(logged_in(member("secretariat"), "code", "mfa"), f"/journal/aktivitet/{event.pk}.zip")
    archive = ZipFile(io.BytesIO(content))
    rows = listed(archive)
    assert [row["Dokumenttype"] for row in rows[:3]] == ["Referat", "Materiale", "Deltagerliste"]
    assert sorted(row["Dokumenttype"] for row in rows[3:]) == ["Invitation", "Mail", "Praktisk-information"]
    assert rows[0]["Filnavn"].startswith("2026-11-23_Referat_Opstartsseminar-læring-trivsel_R")
    registration = event.registrations.get()
    keys = [token_of(registration.invitation.link), door_address(registration).rsplit("/", 2)[-2], "k" * 40]
    for row in rows:
        if row["Filnavn"].endswith(".eml"):
            message = message_from_bytes(archive.read(row["Filnavn"]), policy=policy.default)
            assert message["Message-ID"]
            assert message["List-Unsubscribe"] is None
            parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
            said = "\n".join(part.decode() if isinstance(part, bytes) else part for part in parts)
            assert [key for key in keys if key in said] == []
            assert not {"\x02", LINK_MARKER, "image/png"} & {
                *said,
                *(part.get_content_type() for part in message.walk()),
            }
            assert "[personligt link udeladt]" in said


def test_only_those_who_may_read_answers_get_an_events_papers() -> None:
    url = f"/journal/aktivitet/{met().pk}.zip"
    assert logged_in(member("finance"), "code", "mfa").post(url).status_code == 404
    assert logged_in(PersonFactory()).post(url).status_code == 404
    assert Client().post(url).status_code == 302
    assert logged_in(member("reader"), "code", "mfa").post(url).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_an_events_papers_take_a_constant_number_of_questions(count, django_assert_num_queries) -> None:
    event = Event.objects.select_related("partnership", "body").get(pk=met(count).pk)
    with django_assert_num_queries(8):
        content = b"".join(archive_of(event_papers(event), case=case_of_event(event)))
    assert len(ZipFile(io.BytesIO(content)).namelist()) == 3 + 4 * count


def paper(**changes: object) -> Paper:
    values = {
        "day": dt.date(2026, 11, 23),
        "kind": "Invitation",
        "title": "t",
        "about": "København",
        "document_id": "1",
    }
    return Paper(**{**values, "suffix": "pdf", "read": lambda: (b"x",), **changes})  # type: ignore[arg-type]


def test_file_names_are_composed_safe_short_and_alike_never() -> None:
    taken: set[str] = set()
    decomposed = unicodedata.normalize("NFD", 'Århus/Ærø: "a" <b> ..\\c*?|_d\n')
    assert file_name_of(paper(about=decomposed), taken=taken) == "2026-11-23_Invitation_Århus-Ærø-a-b-..-c-d_1.pdf"
    first = file_name_of(paper(about="å" * 500, document_id="SAG/1"), taken=taken)
    second = file_name_of(paper(about="Å" * 500, document_id="SAG/1"), taken=taken)
    assert (len(first), len(second)) == (LONGEST, LONGEST)
    assert first.endswith("å_SAG-1.pdf")
    assert second.endswith("Å_SAG-1-2.pdf")
    assert file_name_of(paper(about="///"), taken=taken) == "2026-11-23_Invitation_1.pdf"


def test_the_archive_comes_piece_by_piece() -> None:
    pieces = archive_of([paper(read=lambda: (bytes(70_000) for _ in range(3)))], case=paper_case())
    assert len(list(pieces)) > 3


def paper_case():
    return case_of_event(EventFactory())
