"""Credit notes: whole or by line, never more than is left, all or nothing, and the same on paper and in XML."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from billing.documents.markup import parse, texts
from billing.invariants import INVARIANTS
from billing.models import CreditNote, Invoice, InvoiceLine, InvoiceSeries
from billing.services.credit_notes import (
    CreditRefused,
    Left,
    credit_invoice,
    left_of,
    line_of_portion,
    portion_of,
    proof_of_credit,
)
from billing.services.drafts import draft_invoices
from billing.services.fee_years import issue_invoices
from billing.services.issuing import issue_invoice
from billing.snapshot import Kind, check_totals, rounded
from municipalities.models import Coordinatorship
from partnership.models import Letter, StoredDocument
from tests.billing.factories import NOW, drafted, electronically_issued, issued
from tests.billing.test_snapshot import electronic_credit

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(fee_year) -> Invoice:
    return electronically_issued(fee_year, order_number="R-1")


def credit(invoice: Invoice, net: str | None = None, **more) -> CreditNote:
    amounts = None if net is None else {1: Decimal(net)}
    return credit_invoice(invoice, reason="Aftalt nedslag", amounts=amounts, by=None, now=NOW, **more)


def broken() -> list[str]:
    return [verdict.invariant for check in INVARIANTS if not (verdict := check()).ok]


def test_a_whole_credit_note_takes_everything_back(invoice) -> None:
    note = credit(invoice)
    assert (note.number, note.net, note.vat, note.total) == (
        "K2027-00001",
        Decimal("65000.00"),
        Decimal("16250.00"),
        Decimal("81250.00"),
    )
    assert (invoice.status, invoice.credited, invoice.left) == ("credited", Decimal("81250.00"), 0)
    assert broken() == []


def test_a_part_leaves_the_invoice_standing(invoice) -> None:
    note = credit(invoice, "1000.10")
    assert (note.net, note.vat, note.total) == (Decimal("1000.10"), Decimal("250.03"), Decimal("1250.13"))
    assert (invoice.status, invoice.left) == ("issued", Decimal("79999.87"))
    assert broken() == []


def test_what_is_left_can_be_taken_afterwards_and_no_more(invoice) -> None:
    credit(invoice, "1000.10")
    second = credit(invoice)
    assert second.net == Decimal("63999.90")
    assert CreditNote.objects.count() == 2
    assert (invoice.status, invoice.left) == ("credited", 0)
    assert sum(note.vat for note in CreditNote.objects.all()) == invoice.vat
    with pytest.raises(CreditRefused):
        credit(invoice)
    assert broken() == []


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ({1: Decimal("65000.01")}, "Line 1: only DKK\u00a065,000.00 excl. VAT is left to credit."),
        ({1: Decimal(-1)}, "Line 1: write an amount above 0, with øre at most."),
        ({1: Decimal("0.001")}, "Line 1: write an amount above 0, with øre at most."),
        ({1: Decimal(0)}, "Write what is to be credited on one line at least."),
        ({}, "Write what is to be credited on one line at least."),
        ({2: Decimal(1)}, "The invoice has no line 2."),
    ],
    ids=str,
)
def test_what_cannot_be_credited_is_refused_and_uses_no_number(invoice, in_english, amounts, sentence) -> None:
    with pytest.raises(CreditRefused, match=f"^{sentence}$"):
        credit_invoice(invoice, reason="x", amounts=amounts, by=None, now=NOW)
    assert not CreditNote.objects.exists()
    assert not InvoiceSeries.objects.filter(prefix="K2027-").exists()


def test_a_draft_is_not_credited(fee_year) -> None:
    with pytest.raises(CreditRefused):
        credit(drafted(fee_year))


def test_without_a_coordinator_nothing_is_credited(invoice) -> None:
    Coordinatorship.objects.update(to_on=dt.date(2027, 1, 1))
    with pytest.raises(CreditRefused):
        credit(invoice)
    assert not CreditNote.objects.exists()


def test_a_second_press_is_refused_since_something_else_is_left(invoice) -> None:
    left = invoice.left
    credit(invoice, "1000", left_before=left)
    with pytest.raises(CreditRefused):
        credit(invoice, "1000", left_before=left)
    assert CreditNote.objects.count() == 1


def test_the_snapshot_names_the_invoice_and_keeps_its_parties(invoice) -> None:
    said, of_invoice = credit(invoice).said(), invoice.said()
    assert (said.kind, said.due_on, said.reason) == (Kind.CREDIT_NOTE, None, "Aftalt nedslag")
    assert (said.preceding.number, said.preceding.issued_on) == (invoice.number, invoice.issued_on)
    assert (said.buyer, said.seller, said.references) == (of_invoice.buyer, of_invoice.seller, of_invoice.references)
    assert said.lines == of_invoice.lines


def test_pdf_and_xml_of_a_credit_note_say_the_same(invoice) -> None:
    note = credit(invoice, "1000.10")
    pdf = PdfReader(io.BytesIO(note.document.file.read_bytes()))
    text = pdf.pages[0].extract_text().replace("\xa0", " ")
    for part in (
        "Kreditnota",
        note.number,
        invoice.number,
        "Aftalt nedslag",
        "1.000,10 kr.",
        "250,03 kr.",
        "1.250,13 kr.",
    ):
        assert part in text
    assert "Betales senest" not in text
    documents = {row.format: parse(row.document.file.read_bytes()) for row in note.e_documents.all()}
    assert set(documents) == {"peppol_bis3", "oioubl_21"}
    for root in documents.values():
        assert texts(root, "cbc:ID") == [note.number]
        assert texts(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") == [invoice.number]
        assert texts(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["1250.13"]
        assert texts(root, "cac:TaxTotal/cbc:TaxAmount") == ["250.03"]
        assert "Aftalt nedslag" in texts(root, "cbc:Note")[0]


def test_an_invoice_without_e_invoice_data_gets_a_credit_note_on_paper(fee_year) -> None:
    (invoice,) = issued(fee_year)
    note = credit(invoice)
    assert note.document.file.read_bytes().startswith(b"%PDF-")
    assert not note.e_documents.exists()
    assert broken() == []


def test_each_coordinator_gets_a_letter_with_the_pdf(invoice) -> None:
    note = credit(invoice, "1000")
    letter = Letter.objects.get(kind="credit_note")
    assert letter.key.startswith(f"credit_note:{note.pk}:")
    assert bytes(letter.attachments.get().content) == note.document.file.read_bytes()
    for part in (note.number, invoice.number, "1.250,00\xa0kr.", "80.000,00\xa0kr.", f"/kreditnotaer/{note.pk}/"):
        assert part in letter.text


def test_a_proof_made_ahead_is_used(invoice) -> None:
    proof = proof_of_credit(invoice, reason="Aftalt nedslag", now=NOW)
    note = credit(invoice, proof=proof)
    assert note.document.file.read_bytes() == proof.voucher.pdf


def test_a_disk_that_is_full_gives_the_number_back(invoice, settings, tmp_path) -> None:
    in_the_way = tmp_path / "documents"
    in_the_way.write_text("a file where the folder should be")
    kept, settings.DOCUMENTS = settings.DOCUMENTS, in_the_way
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        credit(invoice)
    settings.DOCUMENTS = kept
    invoice.refresh_from_db()
    assert (invoice.status, invoice.credited) == ("issued", 0)
    assert not StoredDocument.objects.filter(path__startswith="credit-notes/").exists()
    assert credit(invoice).number == "K2027-00001"


def test_a_credited_invoice_makes_room_for_a_new_one(fee_year, invoice) -> None:
    credit(invoice)
    assert draft_invoices(fee_year, now=NOW) == 1
    report = issue_invoices(fee_year, now=NOW)
    assert [row.number for row in report.rows] == ["F2027-00002"]
    assert broken() == []


def two_lines(fee_year) -> Invoice:
    draft = drafted(fee_year)
    draft.lines.all().delete()
    for number, net in ((1, Decimal("60000.00")), (2, Decimal("5000.00"))):
        InvoiceLine.objects.create(
            invoice=draft,
            number=number,
            description=f"Del {number}",
            unit_price=net,
            net=net,
            vat_rate=Decimal(25),
            vat=net / 4,
        )
    issue_invoice(draft, now=NOW)
    return draft


def test_one_line_of_two_is_credited(fee_year) -> None:
    invoice = two_lines(fee_year)
    note = credit_invoice(invoice, reason="x", amounts={2: Decimal("5000.00")}, by=None, now=NOW)
    assert [line.description for line in note.said().lines] == ["Del 2"]
    assert [(row.line.number, row.net) for row in left_of(invoice)] == [(1, Decimal("60000.00")), (2, 0)]
    with pytest.raises(CreditRefused):
        credit_invoice(invoice, reason="x", amounts={2: Decimal(1)}, by=None, now=NOW)
    assert broken() == []


@given(
    net=st.decimals("0.01", "99999.99", places=2),
    rate=st.decimals("0", "99.99", places=2),
    shares=st.lists(st.decimals("0.01", "9999.99", places=2), max_size=6),
)
def test_however_a_line_is_cut_the_parts_give_back_exactly_what_was_charged(net, rate, shares) -> None:
    line = InvoiceLine(
        number=1,
        description="x",
        quantity=Decimal(1),
        unit_price=net,
        net=net,
        vat_rate=rate,
        vat=rounded(net * rate / 100),
    )
    left, parts = Left(line, line.net, line.vat), []
    for share in [*shares, None]:
        if not left.net or (share is not None and share > left.net):
            continue
        part = portion_of(left, left.net if share is None else share)
        said = line_of_portion(part, 1)
        check_totals(electronic_credit(lines=(said,), net=said.net, vat=said.vat, total=said.net + said.vat))
        parts.append(part)
        left = Left(line, left.net - part.net, left.vat - part.vat)
    assert sum(part.net for part in parts) == line.net
    assert sum(part.vat for part in parts) == line.vat
    assert all(part.vat >= 0 for part in parts)
