"""Postings for the finance system: balanced, the same however often they are fetched, with accounts by date."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.translation import override

from billing.models import LedgerAccount, Payment, PaymentReminder
from billing.services.credit_notes import credit_invoice
from billing.services.postings import COLUMNS, AccountsLacking, imbalance, postings, total_debit
from partnership.roles import Role
from partnership.services.documents import store_document
from tests.billing.factories import NOW, issued
from tests.billing.test_budget import client_of
from tests.billing.test_economy import paid

pytestmark = pytest.mark.django_db
OCTOBER = {"first": dt.date(2027, 10, 1), "last": dt.date(2027, 10, 31)}
LATER = NOW + dt.timedelta(days=40)


@pytest.fixture
def accounts(db) -> None:
    for number, role in enumerate(LedgerAccount.Role, 1):
        LedgerAccount.objects.create(
            role=role, number=f"{number}000", vat_code="U25" if role == LedgerAccount.Role.REVENUE else ""
        )


@pytest.fixture
def booked(accounts, fee_year):
    """An invoice, a credit note, a payment that is taken back, and a reminder that charges something."""
    invoice, _other = issued(fee_year, 2)
    credit_invoice(invoice, reason="Aftalt", amounts={1: Decimal("1000.10")}, by=None, now=NOW)
    invoice.refresh_from_db()
    payment = paid(invoice, "30000.10", at=LATER)
    back = {"reverses": payment, "way": Payment.Way.MANUAL, "note": "Forkert", "made_at": LATER}
    Payment.objects.create(invoice=invoice, amount=-payment.amount, paid_on=payment.paid_on, **back)
    PaymentReminder.objects.create(
        invoice=invoice,
        sequence=1,
        debt=invoice.left,
        fee=Decimal(100),
        charges=Decimal(100),
        series=invoice.series,
        series_number=1,
        number="R2027-00001",
        issued_on=LATER.date(),
        due_on=LATER.date(),
        issued_at=LATER,
        snapshot={},
        document=store_document("r.pdf", content=b"x", media_type="application/pdf", now=LATER),
    )
    return invoice


def test_every_voucher_balances_and_names_its_accounts(booked) -> None:
    lines = postings(first=dt.date(2027, 1, 1), last=dt.date(2027, 12, 31))
    assert imbalance(lines) == {}
    number = booked.number
    first = [(line.id, line.account, line.vat_code, line.amount) for line in lines if line.voucher == number]
    assert first == [
        (f"{number}/1", "1000", "", Decimal(81_250)),
        (f"{number}/2", "2000", "U25", Decimal(-65_000)),
        (f"{number}/3", "3000", "", Decimal(-16_250)),
    ]
    (credit,) = [line for line in lines if line.voucher.startswith("K") and line.account == "1000"]
    assert credit.amount == Decimal("-1250.13")
    assert [line.amount for line in lines if line.voucher.startswith("P") and line.account == "4000"] == [
        Decimal("30000.10"),
        Decimal("-30000.10"),
    ]
    assert [(line.account, line.amount) for line in lines if line.voucher.startswith("R")] == [
        ("1000", Decimal(100)),
        ("5000", Decimal(-100)),
    ]
    assert sum(line.amount for line in lines) == 0 < total_debit(lines)


def test_a_period_gives_the_same_lines_however_often_in_whatever_language(booked) -> None:
    before = postings(**OCTOBER)
    # What is known later of an earlier day is booked on the day it is known.
    paid(booked, "1.00", on=OCTOBER["first"], at=LATER)
    for role in LedgerAccount.Role:
        LedgerAccount.objects.create(role=role, number="9999", valid_from=dt.date(2027, 11, 1))
    with override("en"):
        assert postings(**OCTOBER) == before
    assert len({line.id for line in before}) == len(before) == 9
    assert {line.account for line in postings(first=LATER.date(), last=LATER.date())} == {"9999"}


def test_accounts_that_are_not_stated_are_named(booked, in_english) -> None:
    LedgerAccount.objects.filter(role__in=["output_vat", "bank"]).delete()
    with pytest.raises(AccountsLacking, match="output VAT"):
        postings(**OCTOBER)
    page = client_of(Role.FINANCE).get("/admin/billing/invoice/postings/?first=2027-10-01&last=2027-10-31")
    assert page.context["lines"] == []
    assert page.context["refusal"]


def test_the_page_and_the_files(booked, django_assert_num_queries) -> None:
    reader = client_of(Role.READER)
    period = "?first=2027-10-01&last=2027-10-31"
    with django_assert_num_queries(10):
        page = reader.get(f"/admin/billing/invoice/postings/{period}")
    assert page.context["count"] == 9
    danish = reader.get(f"/admin/billing/invoice/postings/file/danish/{period}").content.decode("utf-8-sig")
    assert danish.splitlines()[0] == ";".join(COLUMNS)
    assert ";2000;U25;-65000,00;Faktura F2027-00001" in danish
    plain = reader.get(f"/admin/billing/invoice/postings/file/plain/{period}").content.decode()
    assert ",2027-10-01,2027-10-01,2000,U25,-65000.00," in plain
    wrong = reader.get("/admin/billing/invoice/postings/file/plain/?first=2027-10-02&last=2027-10-01")
    assert wrong.context["form"].errors.keys() == {"last"}
