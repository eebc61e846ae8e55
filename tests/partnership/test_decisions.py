"""A municipality reports its decision, and the signed agreement is kept as it came."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from municipalities.history import changes_of
from partnership.forms.uploads import PdfField
from partnership.models import Agreement, Letter, SeatHolding, StoredDocument
from partnership.services.agreements import (
    AgreementIsOver,
    DateOutOfOrder,
    activate_agreement,
    attach_signed_document,
    confirm_agreement,
    end_agreement,
)
from partnership.services.decisions import TooLateToReport, report_decision, send_signed_document
from partnership.services.documents import UPLOAD_LIMIT, NotAPdf
from partnership.services.seats import nominate
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 8, 27)
PDF = b"%PDF-1.7\nunderskrevet\n%%EOF\n"


def invited(**fields: object) -> Agreement:
    return AgreementFactory(
        **{
            "status": "invited",
            "decided_on": None,
            "confirmed_on": None,
            "active_from": None,
            "partnership__contact_name": "Sanne Østerlund",
            "partnership__contact_email": "sekretariat@kl.example",
            **fields,
        }
    )


def report(agreement: Agreement, **changes: object) -> Agreement:
    values = {"on": DAY, "case_no": "26/1234", "signed": None, "by": PersonFactory(), "now": NOW} | changes
    return report_decision(agreement, **values)


def test_a_reported_decision_is_the_agreements_and_the_secretariat_is_told_once() -> None:
    agreement, by = invited(), PersonFactory(name="Åse Ærøskøbing")
    report(agreement, by=by, signed=PDF)
    report(agreement, by=by)
    agreement.refresh_from_db()
    assert (agreement.status, agreement.decided_on, agreement.municipality_case_no) == ("decided", DAY, "26/1234")
    assert agreement.signed_document.file.read_bytes() == PDF
    letter = Letter.objects.get()
    assert (letter.to_email, letter.kind) == ("sekretariat@kl.example", "decision_reported")
    assert "Åse Ærøskøbing" in letter.text
    assert "27. august 2026" in letter.text
    assert f"/admin/partnership/agreement/{agreement.pk}/change/" in letter.text


def test_until_kl_confirms_a_slip_can_be_corrected_and_is_told_again() -> None:
    agreement = invited()
    report(agreement)
    report(agreement, on=DAY - dt.timedelta(days=1), case_no="26/4321")
    agreement.refresh_from_db()
    assert (agreement.decided_on, agreement.municipality_case_no) == (DAY - dt.timedelta(days=1), "26/4321")
    assert Letter.objects.count() == 2
    confirm_agreement(agreement, on=dt.date(2026, 9, 10))
    with pytest.raises(TooLateToReport):
        report(agreement)


@pytest.mark.parametrize("on", [dt.date(2026, 9, 2), dt.date(2026, 5, 31)])
def test_a_decision_lies_between_the_invitation_and_today(on: dt.date) -> None:
    agreement = invited()
    with pytest.raises(DateOutOfOrder):
        report(agreement, on=on)
    report(agreement)
    with pytest.raises(DateOutOfOrder):
        report(agreement, on=on)


def test_without_a_contact_nothing_is_written_and_the_decision_stands() -> None:
    agreement = invited(partnership__contact_email="")
    report(agreement)
    assert not Letter.objects.exists()
    assert Agreement.objects.get().status == "decided"


def test_a_newer_document_takes_the_place_of_an_earlier_which_stays_stored() -> None:
    agreement = AgreementFactory()
    assert attach_signed_document(agreement, content=PDF, now=NOW) is True
    assert attach_signed_document(agreement, content=PDF, now=NOW) is False
    assert attach_signed_document(agreement, content=PDF + b"2%%EOF", now=NOW) is True
    assert StoredDocument.objects.count() == 2
    assert Agreement.objects.get().signed_document.file.read_bytes() == PDF + b"2%%EOF"
    with override("en"):
        assert [change.fields[0].label for change in changes_of(agreement)[:2]] == ["signed agreement"] * 2


@pytest.mark.parametrize("status", ["withdrawn", "ended"])
def test_nothing_is_added_to_an_agreement_that_is_over(status: str) -> None:
    agreement = AgreementFactory(status=status, withdrawn_from=DAY)
    with pytest.raises(AgreementIsOver):
        attach_signed_document(agreement, content=PDF, now=NOW)
    with pytest.raises(AgreementIsOver):
        send_signed_document(agreement, signed=PDF, by=PersonFactory(), now=NOW)


EVIL = {
    "empty": b"",
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "gif and pdf": b"GIF89a" + PDF,
    "late header": b"x" + PDF,
    "zip": b"PK\x03\x04" + b"\0" * 50,
    "cut off": b"%PDF-1.7\n" + b"x" * 2000,
    "header alone": b"%PDF-",
    "eicar": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    "too large": b"%PDF-1.7\n" + b"x" * UPLOAD_LIMIT + b"%%EOF",
    "one byte too large": b"%PDF-" + b"x" * (UPLOAD_LIMIT - 9) + b"%%EOF",
}


@pytest.mark.parametrize("content", EVIL.values(), ids=EVIL)
def test_what_is_no_pdf_is_refused_by_form_and_service(content: bytes) -> None:
    agreement = AgreementFactory()
    with pytest.raises(NotAPdf):
        attach_signed_document(agreement, content=content, now=NOW)
    upload = SimpleUploadedFile("aftale.pdf", content, content_type="application/pdf")
    with pytest.raises(ValidationError):
        PdfField().clean(upload)
    assert not StoredDocument.objects.exists()


def test_a_pdf_of_exactly_the_limit_is_taken() -> None:
    content = b"%PDF-" + b"x" * (UPLOAD_LIMIT - 10) + b"%%EOF"
    assert len(content) == UPLOAD_LIMIT
    assert PdfField().clean(SimpleUploadedFile("a.pdf", content)) == content


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\u202efdp.exe", "x" * 300 + ".pdf", "CON", 'æøå".pdf', "a.html"]
)
def test_the_senders_file_name_is_never_used(name: str) -> None:
    agreement = AgreementFactory()
    content = PdfField().clean(SimpleUploadedFile(name, PDF))
    attach_signed_document(agreement, content=content, now=NOW)
    path = StoredDocument.objects.get().path
    assert path.startswith(f"agreements/{agreement.pk}/signed-2026-09-01-")
    assert path.endswith(".pdf")


# --- The end -------------------------------------------------------------------------------------------------------------


def test_an_agreement_ends_with_its_partnership_and_gives_up_its_seats() -> None:
    body = BodyFactory()
    agreement = AgreementFactory(partnership=body.partnership, status="confirmed", active_from=None)
    activate_agreement(agreement, on=dt.date(2026, 10, 1))
    nominate(agreement.municipality, body=body, person=PersonFactory(), from_on=dt.date(2026, 10, 1))
    over = body.partnership.ends_on
    with pytest.raises(DateOutOfOrder):
        end_agreement(agreement, on=over - dt.timedelta(days=1))
    assert end_agreement(agreement, on=over) == 1
    assert end_agreement(agreement, on=over) == 0
    agreement.refresh_from_db()
    assert (agreement.status, agreement.ended_on) == ("ended", over)
    assert SeatHolding.objects.get().to_on == over
