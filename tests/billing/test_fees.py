"""What a year costs whoever joins late or leaves early: the whole fee, the months begun, or a fixed amount."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from billing.documents.peppol import peppol_xml
from billing.models import FeeYear, Invoice, VatRate
from billing.services.drafts import draft_invoices
from billing.services.fee_years import issue_invoices, preview_invoices
from billing.services.fees import Fee, fee_of, months_begun
from billing.services.issuing import issue_invoice
from billing.services.readiness import NotReady
from municipalities.history import changes_of
from partnership.models import Agreement, Partnership
from tests.billing.factories import NOW, drafted, electronically_issued, joined, profile_for
from tests.billing.test_invoice_pdf import text_of

YEAR = FeeYear(
    partnership=Partnership(yearly_fee=Decimal("65000.00"), vat_rate=Decimal(25)),
    number=1,
    starts_on=dt.date(2027, 10, 1),
    ends_on=dt.date(2028, 10, 1),
)


def fee(rule: str, *, joins: str = "2026-10-01", leaves: str = "", amount: str | None = None) -> Fee:
    agreement = Agreement(
        part_year_fee=rule,
        part_year_amount=Decimal(amount) if amount else None,
        active_from=dt.date.fromisoformat(joins),
        withdrawn_from=dt.date.fromisoformat(leaves) if leaves else None,
    )
    return fee_of(agreement, fee_year=YEAR, vat_rate=Decimal(25))


@pytest.mark.parametrize(
    ("joins", "leaves", "months", "net"),
    [
        ("2027-10-01", "", 12, "65000.00"),
        ("2027-10-02", "", 12, "65000.00"),  # a month begun counts whole
        ("2027-10-31", "", 12, "65000.00"),
        ("2027-11-01", "", 11, "59583.33"),
        ("2028-03-15", "", 7, "37916.67"),
        ("2028-09-30", "", 1, "5416.67"),
        ("2026-10-01", "2028-01-01", 3, "16250.00"),
        ("2026-10-01", "2028-01-02", 4, "21666.67"),
        ("2026-10-01", "2027-10-02", 1, "5416.67"),
        ("2028-02-10", "2028-03-10", 2, "10833.33"),
        ("2026-10-01", "2028-10-01", 12, "65000.00"),
    ],
)
def test_months_begun_are_paid_for(joins, leaves, months, net) -> None:
    assert fee("monthly", joins=joins, leaves=leaves).net == Decimal(net)
    text = fee("monthly", joins=joins, leaves=leaves).text(1)
    whole_year = months == 12 and joins in {"2027-10-01", "2026-10-01"}
    assert (f"{months} af 12 måneder" in text) is not whole_year


def test_who_takes_part_all_year_pays_the_whole_fee_whatever_is_agreed() -> None:
    assert {fee(rule, amount="1000").net for rule in ("full", "monthly", "fixed")} == {Decimal("65000.00")}


def test_a_part_of_the_year_costs_what_the_agreement_says() -> None:
    late = {"joins": "2028-03-15"}
    assert fee("full", **late).net == Decimal("65000.00")
    assert fee("fixed", amount="30000.50", **late).net == Decimal("30000.50")
    assert fee("fixed", amount="30000.50", **late).text(1) == (
        "Deltagerbetaling år 1: aftalt beløb for 15. marts 2028 – 30. september 2028"
    )
    assert fee("monthly", **late).text(2) == (
        "Deltagerbetaling år 2: 7 af 12 måneder, 15. marts 2028 – 30. september 2028"
    )


@given(st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)), st.integers(1, 800))
def test_every_day_lies_in_exactly_one_month(start, days) -> None:
    end = start + dt.timedelta(days=days)
    step = months_begun(start, end + dt.timedelta(days=1)) - months_begun(start, end)
    assert step in {0, 1}
    assert months_begun(start, start + dt.timedelta(days=1)) == 1


@pytest.mark.django_db
def test_pdf_and_xml_say_the_same_months_and_amounts(fee_year) -> None:
    agreement = joined(fee_year.partnership)
    Agreement.objects.filter(pk=agreement.pk).update(part_year_fee="monthly", active_from=dt.date(2028, 3, 15))
    profile_for(agreement.municipality)
    issue_invoices(fee_year, now=NOW)
    invoice = Invoice.objects.get()
    snapshot = invoice.said()
    assert (invoice.net, invoice.vat, invoice.total) == (Decimal("37916.67"), Decimal("9479.17"), Decimal("47395.84"))
    assert (snapshot.period_from, snapshot.last_day) == (dt.date(2028, 3, 15), dt.date(2028, 9, 30))
    pdf, xml = text_of(invoice.document.file.read_bytes()), peppol_xml(snapshot).decode()
    for part in ("7 af 12 måneder", "15. marts 2028 – 30. september 2028", "37.916,67 kr.", "47.395,84 kr."):
        assert part in " ".join(pdf.split())
    for part in ("<cbc:StartDate>2028-03-15<", "<cbc:EndDate>2028-09-30<", ">37916.67<", ">47395.84<"):
        assert part in xml


@pytest.mark.django_db
def test_who_left_within_the_year_is_still_billed_and_who_left_before_or_joins_after_is_not(
    fee_year, in_english
) -> None:
    left_later, left_before, joins_after = (joined(fee_year.partnership) for _ in range(3))
    withdrawn = {"status": "withdrawn", "part_year_fee": "monthly"}
    Agreement.objects.filter(pk=left_later.pk).update(withdrawn_from=dt.date(2027, 12, 1), **withdrawn)
    Agreement.objects.filter(pk=left_before.pk).update(withdrawn_from=fee_year.starts_on, **withdrawn)
    Agreement.objects.filter(pk=joins_after.pk).update(active_from=fee_year.ends_on)
    assert [row.total for row in preview_invoices(fee_year, now=NOW).rows] == [Decimal("13541.66")]
    assert [row.outcome for row in issue_invoices(fee_year, now=NOW).rows] == ["issued"]
    assert Invoice.objects.get().agreement == left_later
    assert FeeYear.objects.with_progress().get().active_count == 1


@pytest.mark.django_db
def test_a_draft_is_brought_up_to_date_before_it_is_issued(fee_year) -> None:
    draft = drafted(fee_year)
    Agreement.objects.update(part_year_fee="fixed", part_year_amount=1000, active_from=dt.date(2028, 1, 1))
    VatRate.objects.create(rate=20, valid_from=dt.date(2027, 1, 1))
    assert preview_invoices(fee_year, now=NOW).sum_issued == Decimal("1200.00")
    draft_invoices(fee_year, now=NOW)
    draft.refresh_from_db()
    assert (draft.net, draft.vat, draft.lines.get().description.count("aftalt")) == (1000, 200, 1)


@pytest.mark.django_db
def test_the_draft_of_who_left_in_time_is_refused_and_draws_no_number(fee_year, in_english) -> None:
    draft = drafted(fee_year)
    Agreement.objects.update(status="withdrawn", withdrawn_from=fee_year.starts_on)
    with pytest.raises(NotReady, match="does not take part in this fee year"):
        issue_invoice(Invoice.objects.get(pk=draft.pk), now=NOW)


@pytest.mark.django_db
def test_invoices_bear_the_rate_of_their_day_and_are_held_to_it(fee_year) -> None:
    VatRate.objects.create(rate=25, valid_from=dt.date(2020, 1, 1))
    VatRate.objects.create(rate=Decimal("22.50"), valid_from=NOW.date())
    invoice = electronically_issued(fee_year)
    assert invoice.vat == Decimal("14625.00")
    assert invoice.e_documents.count() == 2
    assert invoice.said().vat_rate == Decimal("22.50")
    with pytest.raises(IntegrityError, match="billing_vatrate_unchanged_once_used"), transaction.atomic():
        VatRate.objects.update(rate=10)
    with pytest.raises(IntegrityError, match="billing_vatrate_kept_once_used"), transaction.atomic():
        VatRate.objects.all().delete()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"part_year_fee": "fixed"}, {"part_year_amount": 1}, {"part_year_amount": 0}])
def test_a_fixed_fee_and_its_amount_go_together(fee_year, change) -> None:
    joined(fee_year.partnership)
    with pytest.raises(IntegrityError, match="agreement_fixed_fee_has_an_amount"), transaction.atomic():
        Agreement.objects.update(**change)


@pytest.mark.django_db
def test_the_history_tells_what_was_agreed(fee_year, in_english) -> None:
    agreement = joined(fee_year.partnership)
    agreement.part_year_fee, agreement.part_year_amount = "fixed", Decimal("1000.00")
    agreement.save()
    assert "a fixed amount" in str(changes_of(agreement))
