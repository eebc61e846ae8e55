"""Draft and issue: amounts, numbers, snapshot, document, letters, and what is refused."""

import datetime as dt
import hashlib
import io
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from billing.models import FeeYear, Invoice, InvoiceLine, InvoiceSeries, Seller
from billing.services.drafts import draft_invoices
from billing.services.fee_years import issue_invoices, preview_invoices
from billing.services.issuing import issue_invoice
from billing.services.readiness import NotReady
from billing.snapshot import rounded
from municipalities.models import Coordinatorship
from partnership.models import Agreement, Letter, StoredDocument
from tests.billing.factories import NOW, FeeYearFactory, SellerFactory, joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def fee_year() -> FeeYear:
    SellerFactory()
    return FeeYearFactory()


def only_draft(fee_year: FeeYear) -> Invoice:
    draft_invoices(fee_year, now=NOW)
    return Invoice.objects.get()


def test_the_fee_is_65000_and_25_per_cent(fee_year) -> None:
    joined(fee_year.partnership)
    invoice = only_draft(fee_year)
    assert (invoice.net, invoice.vat, invoice.total) == (Decimal("65000.00"), Decimal("16250.00"), Decimal("81250.00"))
    line = invoice.lines.get()
    assert line.description == "Deltagerbetaling år 1: 1. oktober 2027 – 30. september 2028"


def test_drafting_twice_drafts_once_and_only_for_active_agreements(fee_year) -> None:
    joined(fee_year.partnership)
    invited = joined(fee_year.partnership)
    Agreement.objects.filter(pk=invited.pk).update(status=Agreement.Status.INVITED)
    assert [draft_invoices(fee_year, now=NOW) for _ in range(2)] == [1, 0]


def test_issuing_draws_the_number_and_freezes_everything(fee_year, settings) -> None:
    agreement = joined(fee_year.partnership, coordinators=2)
    invoice = only_draft(fee_year)
    assert issue_invoice(invoice, now=NOW) is True
    invoice.refresh_from_db()
    assert (invoice.status, invoice.number, invoice.payment_id) == ("issued", "F2027-00001", "000002027000013")
    assert (invoice.issued_on, invoice.due_on) == (dt.date(2027, 10, 1), dt.date(2027, 10, 31))
    said = invoice.said()
    assert (said.number, said.total, said.buyer.name) == (
        "F2027-00001",
        invoice.total,
        agreement.municipality.official_name,
    )
    content = (settings.DOCUMENTS / "invoices/2027/F2027-00001.pdf").read_bytes()
    assert hashlib.sha256(content).hexdigest() == invoice.document.sha256
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    for part in (
        "F2027-00001",
        "1. oktober 2027",
        "31. oktober 2027",
        "81.250,00 kr.",
        "+71<000002027000013+81234567<",
    ):
        assert part in text.replace("\xa0", " ")
    letters = Letter.objects.filter(kind="invoice")
    assert letters.count() == 2
    assert {letter.attachments.get().name for letter in letters} == {"F2027-00001.pdf"}
    assert {bytes(letter.attachments.get().content) for letter in letters} == {content}


def test_issuing_an_issued_invoice_changes_nothing(fee_year) -> None:
    joined(fee_year.partnership)
    invoice = only_draft(fee_year)
    issue_invoice(invoice, now=NOW)
    assert issue_invoice(invoice, now=NOW + dt.timedelta(days=1)) is False
    assert Letter.objects.filter(kind="invoice").count() == 1
    assert InvoiceSeries.objects.get().last_number == 1


def test_numbers_follow_each_other_and_a_second_run_issues_nothing(fee_year) -> None:
    for _ in range(3):
        joined(fee_year.partnership)
    first = issue_invoices(fee_year, now=NOW)
    second = issue_invoices(fee_year, now=NOW)
    assert [row.number for row in first.rows] == ["F2027-00001", "F2027-00002", "F2027-00003"]
    assert (first.count("issued"), second.count("issued"), second.count("skipped")) == (3, 0, 3)


def test_the_series_follows_the_year_in_copenhagen(fee_year) -> None:
    joined(fee_year.partnership)
    invoice = only_draft(fee_year)
    issue_invoice(invoice, now=dt.datetime(2027, 12, 31, 23, 30, tzinfo=dt.UTC))
    invoice.refresh_from_db()
    assert (invoice.number, invoice.issued_on) == ("F2028-00001", dt.date(2028, 1, 1))


def test_without_seller_settings_nothing_is_drafted_and_no_number_drawn() -> None:
    fee_year = FeeYearFactory()
    joined(fee_year.partnership)
    with pytest.raises(NotReady):
        issue_invoices(fee_year, now=NOW)
    assert not Invoice.objects.exists()
    assert not InvoiceSeries.objects.exists()


def test_incomplete_seller_settings_are_listed(fee_year) -> None:
    Seller.objects.update(creditor_number="", email="")
    with pytest.raises(NotReady) as refusal:
        issue_invoices(fee_year, now=NOW)
    assert "e-mail" in str(refusal.value)
    assert "FIK" in str(refusal.value)


def test_one_municipalitys_trouble_stops_no_other_and_takes_no_number(fee_year) -> None:
    agreements = [joined(fee_year.partnership) for _ in range(3)]
    Coordinatorship.objects.filter(municipality=agreements[1].municipality).update(to_on=dt.date(2027, 1, 1))
    report = issue_invoices(fee_year, now=NOW)
    assert [row.outcome for row in report.rows] == ["issued", "failed", "issued"]
    assert report.rows[1].detail
    assert list(InvoiceSeries.objects.values_list("last_number", flat=True)) == [2]


def test_a_document_that_cannot_be_stored_gives_the_number_back(fee_year, settings, tmp_path) -> None:
    joined(fee_year.partnership)
    in_the_way = tmp_path / "documents"
    in_the_way.write_text("a file where the folder should be")
    settings.DOCUMENTS = in_the_way
    report = issue_invoices(fee_year, now=NOW)
    assert report.count("failed") == 1
    invoice = Invoice.objects.get()
    assert (invoice.status, invoice.number) == ("draft", "")
    assert not StoredDocument.objects.exists()
    assert not Letter.objects.filter(kind="invoice").exists()
    settings.DOCUMENTS = tmp_path / "elsewhere"
    assert [row.number for row in issue_invoices(fee_year, now=NOW).rows] == ["F2027-00001"]


def test_a_preview_writes_nothing(fee_year) -> None:
    joined(fee_year.partnership)
    report = preview_invoices(fee_year, now=NOW)
    assert (report.count("issued"), report.rows[0].total) == (1, Decimal("81250.00"))
    assert not Invoice.objects.exists()


def refused(name: str, write) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def test_what_is_issued_can_neither_change_nor_vanish(fee_year) -> None:
    joined(fee_year.partnership)
    invoice = only_draft(fee_year)
    issue_invoice(invoice, now=NOW)
    rows = Invoice.objects.filter(pk=invoice.pk)
    for change in ({"total": 1}, {"number": "X"}, {"snapshot": {}}, {"due_on": NOW.date()}, {"payment_id": "1"}):
        refused("billing_invoice_unchanged|add_up", lambda change=change: rows.update(**change))
    refused("billing_invoiceline_kept", invoice.delete)
    refused("billing_invoice_kept", lambda: rows._raw_delete(rows.db))
    refused("billing_invoice_status_never_back|numbered_exactly", lambda: rows.update(status="draft"))
    refused("billing_invoiceline_unchanged", lambda: InvoiceLine.objects.update(net=1))
    refused("billing_invoiceline_kept", lambda: InvoiceLine.objects.all().delete())
    refused(
        "billing_invoiceline_not_added",
        lambda: InvoiceLine.objects.create(
            invoice=invoice, number=2, description="x", unit_price=1, net=1, vat_rate=25, vat=0
        ),
    )
    refused("billing_invoiceseries_steps_by_one", lambda: InvoiceSeries.objects.update(last_number=0))
    refused("storeddocument_unchanged", lambda: StoredDocument.objects.update(sha256="0" * 64))
    rows.update(status="credited")


@pytest.mark.postgres
def test_issued_invoices_cannot_be_truncated(fee_year) -> None:
    def truncate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE billing_invoice CASCADE")

    refused("not_truncated", truncate)


def test_two_standing_invoices_of_one_agreement_and_year_are_refused(fee_year) -> None:
    agreement = joined(fee_year.partnership)
    only_draft(fee_year)
    refused(
        "invoice_one_standing|UNIQUE",
        lambda: Invoice.objects.create(agreement=agreement, fee_year=fee_year, net=1, vat=0, total=1),
    )


def test_the_command_reports_counts_and_a_row_per_municipality(fee_year, capsys) -> None:
    agreement = joined(fee_year.partnership)
    call_command("issue_invoices", str(fee_year.pk), "--json")
    report = json.loads(capsys.readouterr().out)
    assert {name: report[name] for name in ("issued", "skipped", "failed")} == {"issued": 1, "skipped": 0, "failed": 0}
    (row,) = report["rows"]
    assert (row["code"], row["total"], row["outcome"]) == (agreement.municipality.code, "81250.00", "issued")


def test_the_command_refuses_unknown_years_and_missing_sellers(capsys) -> None:
    with pytest.raises(CommandError):
        call_command("issue_invoices", "4711")
    fee_year = FeeYearFactory()
    with pytest.raises(CommandError):
        call_command("issue_invoices", f"{fee_year.partnership.slug}/1", "--json")
    assert json.loads(capsys.readouterr().out)["missing"]


@given(st.decimals(min_value="0.01", max_value="999999.99", places=4))
def test_amounts_are_rounded_half_up_to_the_oere(amount: Decimal) -> None:
    difference = rounded(amount) - amount
    assert -Decimal("0.005") < difference <= Decimal("0.005")
