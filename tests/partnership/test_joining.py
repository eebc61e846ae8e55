"""Municipalities are invited: an agreement and a letter each, with the paper for the agenda."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from municipalities.history import changes_of
from municipalities.models import Municipality
from municipalities.services.mailboxes import state_mailboxes
from partnership.documents.papers import agreement_pdf, invitation_pdf
from partnership.documents.snapshots import agreement_snapshot, invitation_snapshot
from partnership.models import Agreement, Letter, Partnership, StoredDocument
from partnership.services.agreements import decide_agreement
from partnership.services.joining import JoiningRefused, invite_municipalities, plan_joining, renew_invitation
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, BodyFactory, PartnershipFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
ANSWER_BY = dt.date(2026, 8, 28)


def ready(**fields: object) -> Partnership:
    """Return a partnership that names KL's contact, with two bodies."""
    partnership = PartnershipFactory(
        **{
            "name": "Partnerskab om dagtilbud og skole",
            "purpose": "Børn lærer.\n\nKommuner deler.",
            "contact_name": "Sanne Østerlund",
            "contact_email": "sekretariat@kl.example",
            "case_id": "SAG-2026-01234",
            **fields,
        }
    )
    BodyFactory(partnership=partnership, name="Politisk styregruppe", seats_min=1, seats_max=2)
    BodyFactory(partnership=partnership, name="Ledelsesspor", seeks="Skoleledere", seats_min=3, seats_max=5)
    return partnership


def with_mailbox(name: str) -> Municipality:
    return MunicipalityFactory(name=name, mailbox=f"kommune@{name.lower()}.example")


def words_of(pdf: bytes) -> str:
    """Return the text of a PDF, as one line: where lines break is layout."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def invite(partnership: Partnership, *municipalities: Municipality, now: dt.datetime = NOW):
    return invite_municipalities(partnership, municipalities=municipalities, answer_by=ANSWER_BY, now=now)


def test_each_municipality_gets_an_agreement_and_a_letter_with_the_paper() -> None:
    partnership = ready()
    greve, koge = with_mailbox("Greve"), with_mailbox("Koge")
    plan = invite(partnership, greve, koge)
    assert plan.new == [greve, koge]
    for municipality in (greve, koge):
        agreement = Agreement.objects.get(municipality=municipality)
        assert (agreement.status, agreement.invited_on, agreement.answer_by) == ("invited", NOW.date(), ANSWER_BY)
        assert agreement.case_id == "SAG-2026-01234"
        letter = Letter.objects.get(to_email=municipality.mailbox)
        assert (letter.to_name, letter.kind) == (municipality.official_name, "municipality_invitation")
        assert "Svar senest: 28. august 2026" in letter.text
        assert "65.000\u00a0kr. ekskl. moms pr. år" in letter.text
        (attachment,) = letter.attachments.all()
        assert bytes(attachment.content) == agreement.invitation.file.read_bytes()
        assert [change.is_new for change in changes_of(agreement)] == [True]
    assert StoredDocument.objects.count() == 1


def test_inviting_twice_invites_nobody_twice() -> None:
    partnership, greve = ready(), with_mailbox("Greve")
    invite(partnership, greve)
    again = invite(partnership, greve)
    assert (again.new, again.already) == ([], [greve])
    assert (Agreement.objects.count(), Letter.objects.count()) == (1, 1)


def test_without_a_mailbox_a_municipality_is_listed_and_gets_nothing() -> None:
    partnership, greve, silent = ready(), with_mailbox("Greve"), MunicipalityFactory(name="Stevns")
    plan = invite(partnership, greve, silent)
    assert plan.without_mailbox == [silent]
    assert not Agreement.objects.filter(municipality=silent).exists()
    state_mailboxes({silent.code: " Stevns@Stevns.example "})
    assert invite(partnership, greve, silent).new == [silent]
    assert Letter.objects.filter(to_email="stevns@stevns.example").exists()


def test_who_left_can_be_invited_again() -> None:
    partnership = ready()
    left = AgreementFactory(partnership=partnership, status="withdrawn", withdrawn_from=NOW.date())
    state_mailboxes({left.municipality.code: "post@kommune.example"})
    assert len(invite(partnership, left.municipality).new) == 1
    assert Agreement.objects.standing().filter(municipality=left.municipality).count() == 1


def test_a_plan_costs_one_query_however_many_there_are(django_assert_num_queries) -> None:
    partnership = ready()
    municipalities = [with_mailbox(name) for name in ("Greve", "Koge", "Faxe")]
    for some in (municipalities[:1], municipalities):
        with django_assert_num_queries(1):
            plan_joining(partnership, municipalities=some)


@pytest.mark.parametrize(
    ("fields", "answer_by", "words"),
    [
        ({"contact_email": ""}, ANSWER_BY, "State KL's contact"),
        ({"contact_name": ""}, ANSWER_BY, "State KL's contact"),
        ({}, NOW.date(), "The deadline to answer has passed."),
    ],
)
def test_what_is_not_ready_is_not_sent(fields: dict[str, str], answer_by: dt.date, words: str) -> None:
    partnership, greve = ready(**fields), with_mailbox("Greve")
    with override("en"), pytest.raises(JoiningRefused, match=words):
        invite_municipalities(partnership, municipalities=[greve], answer_by=answer_by, now=NOW)
    assert not Agreement.objects.exists()


def test_an_invitation_goes_out_again_to_a_corrected_mailbox() -> None:
    partnership, greve = ready(), with_mailbox("Greve")
    invite(partnership, greve)
    agreement = Agreement.objects.get()
    assert renew_invitation(agreement, answer_by=ANSWER_BY, now=NOW) is False
    state_mailboxes({greve.code: "raadhus@greve.example"})
    later = ANSWER_BY + dt.timedelta(days=30)
    assert renew_invitation(agreement, answer_by=later, now=NOW) is True
    assert agreement.answer_by == later
    assert [letter.to_email for letter in Letter.objects.order_by("pk")] == [
        "kommune@greve.example",
        "raadhus@greve.example",
    ]


def test_an_answered_invitation_does_not_go_out_again() -> None:
    partnership, greve = ready(), with_mailbox("Greve")
    invite(partnership, greve)
    agreement = Agreement.objects.get()
    decide_agreement(agreement, on=dt.date(2026, 6, 20))
    with pytest.raises(JoiningRefused):
        renew_invitation(agreement, answer_by=ANSWER_BY, now=NOW)


# --- The papers ----------------------------------------------------------------------------------------------------------


def test_the_paper_for_the_agenda_says_what_a_council_decides_on() -> None:
    text = words_of(invitation_pdf(invitation_snapshot(ready(), answer_by=ANSWER_BY, today=NOW.date())))
    for words in (
        "Partnerskab om dagtilbud og skole",
        "1. oktober 2026 – 30. september 2028",
        "65.000 kr. ekskl. moms pr. år",
        "81.250 kr. med 25 % moms",
        "Politisk styregruppe",
        "1-2",
        "Skoleledere",
        "I alt 4-7",
        "Svar KL senest den 28. august 2026",
        "Forslag til beslutning",
        "Sanne Østerlund",
        "sekretariat@kl.example",
        "SAG-2026-01234",
    ):
        assert words in text.replace("\u00a0", " "), words


def test_the_same_snapshot_gives_the_same_bytes_and_another_gives_others() -> None:
    snapshot = invitation_snapshot(ready(), answer_by=ANSWER_BY, today=NOW.date())
    first = invitation_pdf(snapshot)
    with override("en"):
        assert invitation_pdf(snapshot) == first
    assert invitation_pdf(dataclasses.replace(snapshot, case_id="X")) != first


def test_what_people_typed_is_text_and_reaches_out_to_nothing() -> None:
    partnership = ready(purpose="<img src='file:///etc/passwd'><script>x</script> {{ settings.SECRET_KEY }}")
    text = words_of(invitation_pdf(invitation_snapshot(partnership, answer_by=ANSWER_BY, today=NOW.date())))
    assert "<img src='file:///etc/passwd'>" in text
    assert "{{ settings.SECRET_KEY }}" in text


def test_the_agreement_on_paper_bears_both_sides_numbers_and_days() -> None:
    agreement = AgreementFactory(
        partnership=ready(), municipality_case_no="26/1234", case_id="SAG-1", document_id="4711"
    )
    snapshot = agreement_snapshot(agreement)
    pdf = agreement_pdf(snapshot)
    text = words_of(pdf).replace("\u00a0", " ")
    for words in (
        agreement.municipality.official_name,
        agreement.municipality.cvr,
        "CVR-nr. 62547413",
        "27. august 2026",
        "10. september 2026",
        "26/1234",
        "SAG-1",
        "4711",
        "65.000 kr. ekskl. moms",
        "Dato og underskrift",
    ):
        assert words in text, words
    assert agreement_pdf(agreement_snapshot(Agreement.objects.get(pk=agreement.pk))) == pdf
