"""One invoice: number, snapshot, document and letters together, or nothing at all."""

import datetime as dt
import hashlib
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from billing.models import Invoice, InvoiceSeries, Seller
from billing.services.drafts import draft_invoices
from billing.services.issuing import issue_invoice, proof_of
from municipalities.models import Coordinatorship
from partnership.machine import WrongStatus
from partnership.models import Agreement, Letter, Partnership, Person, StoredDocument
from tests.billing.factories import NOW, drafted, issued, joined
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> str:
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace("\xa0", " ")


def test_issuing_draws_the_number_and_the_dates(fee_year) -> None:
    invoice = drafted(fee_year)
    assert issue_invoice(invoice, now=NOW) is True
    stored = Invoice.objects.get()
    assert (stored.status, stored.number, stored.payment_id) == ("issued", "F2027-00001", "000002027000013")
    assert (stored.issued_on, stored.due_on, stored.issued_at) == (dt.date(2027, 10, 1), dt.date(2027, 10, 31), NOW)
    assert (invoice.status, invoice.number) == ("issued", "F2027-00001"), "the caller's row tells as well"


def test_the_snapshot_holds_all_parties_references_and_payment_data(fee_year) -> None:
    Partnership.objects.update(case_id="SAG-2016-06580", document_id="2348962")
    agreement = joined(fee_year.partnership)
    Agreement.objects.update(municipality_case_no="27/4411")
    draft_invoices(fee_year, now=NOW)
    issue_invoice(Invoice.objects.get(), now=NOW)
    said = Invoice.objects.get().said()
    municipality = agreement.municipality
    contact = Coordinatorship.objects.get().person.name
    assert (said.seller.name, said.seller.cvr) == ("KL – Kommunernes Landsforening", "62547413")
    assert (said.buyer.name, said.buyer.code, said.buyer.cvr, said.buyer.contact_name) == (
        municipality.official_name,
        municipality.code,
        municipality.cvr,
        contact,
    )
    assert (said.references.case_id, said.references.document_id) == ("SAG-2016-06580", "2348962")
    assert said.references.municipality_case_no == "27/4411"
    assert (said.payment.method, said.payment.payment_id) == ("fik", "000002027000013")
    assert (said.period_from, said.period_to) == (dt.date(2027, 10, 1), dt.date(2028, 10, 1))


def test_the_agreements_own_case_id_comes_before_the_partnerships(fee_year) -> None:
    Partnership.objects.update(case_id="SAG-2016-06580")
    joined(fee_year.partnership)
    Agreement.objects.update(case_id="SAG-2027-00001")
    draft_invoices(fee_year, now=NOW)
    issue_invoice(Invoice.objects.get(), now=NOW)
    assert Invoice.objects.get().said().references.case_id == "SAG-2027-00001"


def test_later_changes_of_the_rows_do_not_reach_the_snapshot(fee_year) -> None:
    invoice = drafted(fee_year)
    issue_invoice(invoice, now=NOW)
    said = Invoice.objects.get().said()
    Seller.objects.update(name="Et andet navn", creditor_number="87654321")
    Person.objects.update(name="En anden")
    assert Invoice.objects.get().said() == said


def test_the_pdf_is_stored_with_its_hash_and_says_what_the_snapshot_says(fee_year, settings) -> None:
    invoice = drafted(fee_year)
    issue_invoice(invoice, now=NOW)
    document = StoredDocument.objects.get()
    content = (Path(settings.DOCUMENTS) / "invoices/2027/F2027-00001.pdf").read_bytes()
    assert (document.path, document.size) == ("invoices/2027/F2027-00001.pdf", len(content))
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    text = text_of(content)
    for part in (
        "F2027-00001",
        "1. oktober 2027",
        "31. oktober 2027",
        "81.250,00 kr.",
        "+71<000002027000013+81234567<",
    ):
        assert part in text


def test_each_coordinator_gets_a_letter_with_the_pdf(fee_year, settings) -> None:
    joined(fee_year.partnership, coordinators=2)
    draft_invoices(fee_year, now=NOW)
    invoice = Invoice.objects.get()
    issue_invoice(invoice, now=NOW)
    letters = Letter.objects.filter(kind="invoice")
    people = Person.objects.filter(coordinatorships__isnull=False)
    assert set(letters.values_list("key", flat=True)) == {f"invoice:{invoice.pk}:{person.pk}" for person in people}
    content = (Path(settings.DOCUMENTS) / "invoices/2027/F2027-00001.pdf").read_bytes()
    for letter in letters:
        file = letter.attachments.get()
        assert (file.name, file.media_type, bytes(file.content)) == ("F2027-00001.pdf", "application/pdf", content)
        assert f"/fakturaer/{invoice.pk}/" in letter.text
        assert "81.250,00\xa0kr." in letter.text


def test_former_future_and_locked_out_coordinators_get_no_letter(fee_year) -> None:
    agreement = joined(fee_year.partnership)
    for from_on, to_on, active in [
        (dt.date(2026, 1, 1), NOW.date(), True),
        (NOW.date() + dt.timedelta(days=1), None, True),
        (dt.date(2026, 1, 1), None, False),
    ]:
        person = PersonFactory(is_active=active)
        Coordinatorship.objects.create(municipality=agreement.municipality, person=person, from_on=from_on, to_on=to_on)
    draft_invoices(fee_year, now=NOW)
    issue_invoice(Invoice.objects.get(), now=NOW)
    assert Letter.objects.filter(kind="invoice").count() == 1


def test_issuing_an_issued_invoice_changes_nothing(fee_year) -> None:
    invoice = drafted(fee_year)
    issue_invoice(invoice, now=NOW)
    before = Invoice.objects.values().get()
    assert issue_invoice(invoice, now=NOW + dt.timedelta(days=1)) is False
    assert Invoice.objects.values().get() == before
    assert (Letter.objects.filter(kind="invoice").count(), InvoiceSeries.objects.get().last_number) == (1, 1)


def test_somebody_elses_stale_draft_is_not_issued_again(fee_year) -> None:
    invoice = drafted(fee_year)
    stale = Invoice.objects.get()
    issue_invoice(invoice, now=NOW)
    assert issue_invoice(stale, now=NOW) is False
    assert stale.number == "F2027-00001"


def test_the_series_follows_the_year_in_copenhagen(fee_year) -> None:
    invoice = drafted(fee_year)
    issue_invoice(invoice, now=dt.datetime(2027, 12, 31, 23, 30, tzinfo=dt.UTC))
    assert (invoice.number, invoice.issued_on) == ("F2028-00001", dt.date(2028, 1, 1))
    assert invoice.document.path == "invoices/2028/F2028-00001.pdf"


def test_each_year_begins_at_one_again_and_the_old_series_stays(fee_year) -> None:
    first, second = drafted(fee_year), drafted(fee_year)
    issue_invoice(first, now=dt.datetime(2027, 12, 31, 22, 59, tzinfo=dt.UTC))
    issue_invoice(second, now=dt.datetime(2027, 12, 31, 23, 0, tzinfo=dt.UTC))
    assert [first.number, second.number] == ["F2027-00001", "F2028-00001"]
    assert first.payment_id != second.payment_id


def test_the_payment_term_is_the_sellers(fee_year) -> None:
    Seller.objects.update(payment_term_days=14)
    invoice = drafted(fee_year)
    issue_invoice(invoice, now=NOW)
    assert invoice.due_on == dt.date(2027, 10, 15)


def test_a_proof_made_ahead_is_used_when_it_says_the_same(fee_year, settings) -> None:
    invoice = drafted(fee_year)
    proof = proof_of(invoice, now=NOW)
    issue_invoice(invoice, now=NOW, proof=proof)
    assert proof is not None
    assert (Path(settings.DOCUMENTS) / invoice.document.path).read_bytes() == proof.voucher.pdf


def test_a_proof_that_somebody_overtook_is_printed_again(fee_year, settings) -> None:
    slow, quick = drafted(fee_year), drafted(fee_year)
    proof = proof_of(slow, now=NOW)
    issue_invoice(quick, now=NOW)
    issue_invoice(slow, now=NOW, proof=proof)
    assert proof is not None
    assert (proof.snapshot.number, slow.number) == ("F2027-00001", "F2027-00002")
    text = text_of((Path(settings.DOCUMENTS) / slow.document.path).read_bytes())
    assert "F2027-00002" in text
    assert "F2027-00001" not in text


STEPS = [
    (Invoice.Status.DRAFT, True),
    (Invoice.Status.ISSUED, False),
    (Invoice.Status.CREDITED, WrongStatus),
]


@pytest.mark.parametrize(("status", "expected"), STEPS)
def test_the_machine_takes_the_step_to_issued_from_a_draft_alone(fee_year, status, expected) -> None:
    (model,) = issued(fee_year)
    content = {
        name: getattr(model, name)
        for name in ("series", "number", "payment_id", "issued_on", "due_on", "issued_at", "snapshot", "document")
    }
    if status == Invoice.Status.DRAFT:
        invoice = drafted(fee_year)
        content |= {"sequence": 2, "number": "F2027-00002", "payment_id": "2"}
        content["document"] = StoredDocument.objects.create(
            path="x", media_type="x/x", size=1, sha256="0" * 64, stored_at=NOW
        )
    else:
        invoice = model
        credited = invoice.total if status == Invoice.Status.CREDITED else 0
        Invoice.objects.filter(pk=invoice.pk).update(status=status, credited=credited)
    if expected is WrongStatus:
        with pytest.raises(WrongStatus):
            invoice.issue(**content)
    else:
        assert invoice.issue(**content) is expected


def test_the_table_of_steps_is_complete() -> None:
    assert {status for status, _expected in STEPS} == set(Invoice.Status)


def test_only_an_issued_invoice_says_something(fee_year) -> None:
    with pytest.raises(ValueError, match="snapshot"):
        drafted(fee_year).said()
