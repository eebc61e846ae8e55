"""A whole fee year: everybody once, one's trouble stops no other, and a preview writes nothing."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from billing.models import FeeYear, Invoice, InvoiceLine, InvoiceSeries, Seller
from billing.services.drafts import draft_invoices
from billing.services.fee_years import issue_invoices, preview_invoices
from billing.services.readiness import NotReady
from municipalities.models import Coordinatorship
from partnership.models import Agreement, Letter, Partnership
from tests.billing.factories import NOW, FeeYearFactory, issued, joined

pytestmark = pytest.mark.django_db


def test_numbers_follow_each_other_in_danish_order_of_the_municipalities(fee_year) -> None:
    for _ in range(3):
        joined(fee_year.partnership)
    report = issue_invoices(fee_year, now=NOW)
    assert [row.number for row in report.rows] == ["F2027-00001", "F2027-00002", "F2027-00003"]
    expected = Agreement.objects.order_by("municipality__sort_key").values_list("municipality__code", flat=True)
    assert [row.code for row in report.rows] == list(expected)


def test_a_row_tells_everything_about_its_invoice(fee_year) -> None:
    agreement = joined(fee_year.partnership)
    (row,) = issue_invoices(fee_year, now=NOW).rows
    assert (row.code, row.name) == (agreement.municipality.code, agreement.municipality.name)
    assert (row.outcome, row.number, row.detail) == ("issued", "F2027-00001", "")
    assert (row.net, row.vat, row.total) == (Decimal("65000.00"), Decimal("16250.00"), Decimal("81250.00"))
    assert row.due_on == dt.date(2027, 10, 31)


def test_a_second_run_issues_nothing(fee_year) -> None:
    issued(fee_year, 3)
    before = list(Invoice.objects.order_by("pk").values())
    report = issue_invoices(fee_year, now=NOW + dt.timedelta(days=1))
    assert report.counts == {"issued": 0, "skipped": 3, "failed": 0}
    assert list(Invoice.objects.order_by("pk").values()) == before
    assert Letter.objects.filter(kind="invoice").count() == 3


def test_who_joins_later_gets_the_next_number(fee_year) -> None:
    issued(fee_year, 2)
    joined(fee_year.partnership)
    assert issue_invoices(fee_year, now=NOW).counts == {"issued": 1, "skipped": 2, "failed": 0}
    assert Invoice.objects.get(sequence=3).number == "F2027-00003"


def test_the_second_fee_year_goes_on_in_the_series_of_the_year_of_issue(fee_year) -> None:
    issued(fee_year, 2)
    second = FeeYearFactory(partnership=fee_year.partnership, number=2)
    assert [row.number for row in issue_invoices(second, now=NOW).rows] == ["F2027-00003", "F2027-00004"]


@pytest.mark.parametrize("act", [issue_invoices, preview_invoices])
def test_without_seller_settings_nothing_is_drafted_and_no_number_drawn(act) -> None:
    fee_year = FeeYearFactory()
    joined(fee_year.partnership)
    with pytest.raises(NotReady):
        act(fee_year, now=NOW)
    assert not Invoice.objects.exists()
    assert not InvoiceSeries.objects.exists()


def test_all_that_the_seller_settings_lack_is_listed(fee_year, in_english) -> None:
    Seller.objects.update(creditor_number="", email="", cvr="")
    with pytest.raises(NotReady) as refusal:
        issue_invoices(fee_year, now=NOW)
    assert str(refusal.value) == "The seller settings lack: CVR number, e-mail address and FIK creditor number."


def test_one_municipalitys_trouble_stops_no_other_and_takes_no_number(fee_year, in_english) -> None:
    agreements = [joined(fee_year.partnership) for _ in range(3)]
    Coordinatorship.objects.filter(municipality=agreements[1].municipality).update(to_on=dt.date(2027, 1, 1))
    report = issue_invoices(fee_year, now=NOW)
    assert [row.outcome for row in report.rows] == ["issued", "failed", "issued"]
    assert [row.detail for row in report.failed] == ["The municipality has no coordinator to send the invoice to."]
    assert [row.number for row in report.rows] == ["F2027-00001", "", "F2027-00002"]
    assert InvoiceSeries.objects.get().last_number == 2


def test_a_disk_that_fails_one_invoice_fails_that_one_alone(fee_year, settings) -> None:
    for _ in range(3):
        joined(fee_year.partnership)
    # Once two numbers are given back the third invoice meets the same obstacle; the last gets past it with no number lost.
    (Path(settings.DOCUMENTS) / "invoices/2027/F2027-00002.pdf").mkdir(parents=True)
    assert [row.outcome for row in issue_invoices(fee_year, now=NOW).rows] == ["issued", "failed", "failed"]
    (Path(settings.DOCUMENTS) / "invoices/2027/F2027-00002.pdf").rmdir()
    assert [row.number for row in issue_invoices(fee_year, now=NOW).rows] == [
        "F2027-00001",
        "F2027-00002",
        "F2027-00003",
    ]


def test_the_draft_of_a_municipality_that_left_is_neither_issued_nor_reported(fee_year) -> None:
    stays, leaves = joined(fee_year.partnership), joined(fee_year.partnership)
    draft_invoices(fee_year, now=NOW)
    Agreement.objects.filter(pk=leaves.pk).update(status="withdrawn", withdrawn_from=NOW.date())
    assert [row.code for row in preview_invoices(fee_year, now=NOW).rows] == [stays.municipality.code]
    assert [row.code for row in issue_invoices(fee_year, now=NOW).rows] == [stays.municipality.code]
    assert Invoice.objects.get(agreement=leaves).status == "draft"


def test_the_invoice_of_a_municipality_that_left_later_is_still_reported(fee_year) -> None:
    (invoice,) = issued(fee_year)
    Agreement.objects.update(status="withdrawn", withdrawn_from=NOW.date())
    assert [row.number for row in issue_invoices(fee_year, now=NOW).rows] == [invoice.number]


def test_a_preview_foretells_the_report_and_writes_nothing(fee_year) -> None:
    issued(fee_year)
    joined(fee_year.partnership)
    drafted_too = joined(fee_year.partnership)
    draft_invoices(fee_year, now=NOW)
    joined(fee_year.partnership)
    joined(fee_year.partnership, coordinators=0)
    models = (FeeYear, Invoice, InvoiceLine, InvoiceSeries, Letter, Partnership)
    before = [list(model._default_manager.order_by("pk").values()) for model in models]
    preview = preview_invoices(fee_year, now=NOW)
    assert [list(model._default_manager.order_by("pk").values()) for model in models] == before
    assert preview.counts == {"issued": 3, "skipped": 1, "failed": 1}
    assert preview.sum_issued == 3 * Decimal("81250.00")
    assert drafted_too.municipality.code in {row.code for row in preview.rows}

    def told(report: object) -> list[object]:
        return [(row.code, row.outcome, row.total, row.due_on, row.detail) for row in report.rows]

    assert told(preview) == told(issue_invoices(fee_year, now=NOW))


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_asks_a_constant_number_of_questions(fee_year, count, django_assert_num_queries) -> None:
    for _ in range(count):
        joined(fee_year.partnership)
    with django_assert_num_queries(6):
        assert preview_invoices(fee_year, now=NOW).count("issued") == count
