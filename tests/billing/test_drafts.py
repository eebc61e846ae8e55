"""What is drafted for whom, and that amounts add up whatever fee and rate are agreed."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from billing.models import Invoice
from billing.services.drafts import draft_invoice, draft_invoices
from billing.services.fees import Fee
from billing.services.issuing import issue_invoice
from billing.snapshot import rounded
from partnership.models import Agreement
from tests.billing.factories import NOW, FeeYearFactory, drafted, joined

pytestmark = pytest.mark.django_db


def test_the_fee_is_65000_and_25_per_cent(fee_year) -> None:
    invoice = drafted(fee_year)
    assert (invoice.net, invoice.vat, invoice.total) == (Decimal("65000.00"), Decimal("16250.00"), Decimal("81250.00"))
    assert (invoice.status, invoice.number, invoice.created_at) == ("draft", "", NOW)


def test_a_draft_has_one_line_that_says_what_is_paid_for(fee_year) -> None:
    line = drafted(fee_year).lines.get()
    assert line.description == "Deltagerbetaling år 1: 1. oktober 2027 – 30. september 2028"
    assert (line.number, line.quantity, line.unit_price) == (1, Decimal(1), Decimal("65000.00"))
    assert (line.net, line.vat_rate, line.vat) == (Decimal("65000.00"), Decimal("25.00"), Decimal("16250.00"))


def test_drafting_twice_drafts_once(fee_year) -> None:
    joined(fee_year.partnership)
    joined(fee_year.partnership)
    assert [draft_invoices(fee_year, now=NOW) for _ in range(2)] == [2, 0]


@pytest.mark.parametrize("status", [status for status in Agreement.Status if status != Agreement.Status.ACTIVE])
def test_only_active_agreements_pay(fee_year, status) -> None:
    agreement = joined(fee_year.partnership)
    Agreement.objects.filter(pk=agreement.pk).update(status=status, withdrawn_from=NOW.date(), ended_on=NOW.date())
    assert draft_invoices(fee_year, now=NOW) == 0


def test_agreements_of_another_partnership_are_left_alone(fee_year) -> None:
    joined(FeeYearFactory().partnership)
    assert draft_invoices(fee_year, now=NOW) == 0


def test_each_fee_year_has_an_invoice_of_its_own(fee_year) -> None:
    second = FeeYearFactory(partnership=fee_year.partnership, number=2)
    joined(fee_year.partnership)
    assert [draft_invoices(year, now=NOW) for year in (fee_year, second)] == [1, 1]


def test_a_credited_invoice_makes_room_for_a_new_draft(fee_year) -> None:
    invoice = drafted(fee_year)
    issue_invoice(invoice, now=NOW)
    Invoice.objects.filter(pk=invoice.pk).update(status=Invoice.Status.CREDITED, credited=invoice.total)
    assert draft_invoices(fee_year, now=NOW) == 1


def test_drafting_one_agreement_returns_the_draft_that_stands(fee_year) -> None:
    agreement = joined(fee_year.partnership)
    first = draft_invoice(agreement, fee_year=fee_year, now=NOW)
    assert draft_invoice(agreement, fee_year=fee_year, now=NOW) == first
    assert Invoice.objects.count() == 1


def test_two_standing_invoices_of_one_agreement_and_year_are_refused(fee_year) -> None:
    agreement = drafted(fee_year).agreement
    with pytest.raises(IntegrityError, match=r"invoice_one_standing|UNIQUE"), transaction.atomic():
        Invoice.objects.create(agreement=agreement, fee_year=fee_year, net=1, vat=0, total=1)


@pytest.mark.parametrize(
    "amounts",
    [
        {"net": 0, "vat": 0, "total": 0},
        {"net": -1, "vat": 0, "total": -1},
        {"net": 1, "vat": -1, "total": 0},
        {"net": 1, "vat": 1, "total": 1},
    ],
)
def test_amounts_that_are_not_positive_or_do_not_add_up_are_refused(fee_year, amounts) -> None:
    with pytest.raises(IntegrityError, match="invoice_amounts_add_up"), transaction.atomic():
        Invoice.objects.create(agreement=joined(fee_year.partnership), fee_year=fee_year, **amounts)


@given(
    fee=st.decimals("0.01", "9999999.99", places=2),
    rate=st.decimals("0", "99.99", places=2),
)
def test_vat_is_the_rate_rounded_half_up_and_the_total_the_sum(fee: Decimal, rate: Decimal) -> None:
    amounts = Fee(fee, rate, dt.date(2027, 10, 1), dt.date(2028, 10, 1))
    assert amounts.net == fee
    assert amounts.vat == (fee * rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert abs(amounts.vat - fee * rate / 100) <= Decimal("0.005")
    assert amounts.total == amounts.net + amounts.vat


@given(st.decimals("0.01", "999999.99", places=4))
def test_amounts_are_rounded_half_up_to_the_oere(amount: Decimal) -> None:
    difference = rounded(amount) - amount
    assert -Decimal("0.005") < difference <= Decimal("0.005")
