"""What of the money belongs to which invoice: services, states, and what the database refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.models import BankEntry, Invoice, Payment, PaymentState, SettingAside
from billing.models.balance import payment_state_of
from billing.services.credit_notes import credit_invoice
from billing.services.payments import (
    PaymentRefused,
    Portion,
    enter_payment,
    lift_setting_aside,
    match_entry,
    set_entry_aside,
    take_back_payment,
)
from tests.billing.factories import NOW, drafted, entered, issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def invoice(fee_year) -> Invoice:
    (invoice,) = issued(fee_year)
    return invoice


def read(invoice: Invoice) -> Invoice:
    return Invoice.objects.with_balance().get(pk=invoice.pk)


def match(entry: BankEntry, invoice: Invoice, amount: str) -> list[Payment]:
    return match_entry(entry, portions=[Portion(invoice.pk, Decimal(amount))], by=None, now=NOW)


@pytest.mark.parametrize(
    ("asked", "paid", "charged", "state"),
    [
        ("100", "0", "0", PaymentState.OPEN),
        ("100", "-5", "0", PaymentState.OPEN),
        ("100", "40", "0", PaymentState.PARTLY_PAID),
        ("100", "100", "0", PaymentState.PAID),
        ("100", "100.01", "0", PaymentState.OVERPAID),
        ("100", "150", "100", PaymentState.PAID),
        ("0", "0", "0", PaymentState.CREDITED),
        ("0", "100", "0", PaymentState.OVERPAID),
    ],
)
def test_the_state_follows_from_what_was_asked_and_paid(asked, paid, charged, state) -> None:
    assert payment_state_of(asked=Decimal(asked), paid=Decimal(paid), charged=Decimal(charged)) == state


def test_an_entry_pays_two_invoices_and_an_invoice_takes_two_entries(fee_year) -> None:
    first, second = issued(fee_year, 2)
    big = entered("100000")
    portions = [Portion(first.pk, Decimal(81250)), Portion(second.pk, Decimal(18750))]
    assert len(match_entry(big, portions=portions, by=None, now=NOW)) == 2
    assert [read(first).payment_state(), read(second).payment_state()] == ["paid", "partly_paid"]
    match(entered("62500.50"), second, "62500.50")
    assert (read(second).balance, read(second).payment_state()) == (Decimal("-0.50"), "overpaid")
    assert list(Invoice.objects.unpaid()) == []
    assert list(Invoice.objects.overpaid()) == [second]


def test_no_more_of_an_entry_is_given_away_than_came_in(invoice) -> None:
    entry = entered("100")
    match(entry, invoice, "60")
    with pytest.raises(PaymentRefused, match=r"Only DKK.40\.00 of the entry is left"):
        match(entry, invoice, "40.01")
    with pytest.raises(PaymentRefused, match="sign"):
        match(entry, invoice, "-1")
    with pytest.raises(IntegrityError, match="billing_payment_is_counted"), transaction.atomic():
        Payment.objects.create(invoice=invoice, entry=entry, amount=1, paid_on=NOW.date(), way="chosen", made_at=NOW)
    with pytest.raises(IntegrityError, match="allocated_at_most_once"), transaction.atomic():
        BankEntry.objects.update(allocated=101)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.decimals("0.01", "90000", places=2), min_size=1, max_size=4))
def test_the_balance_is_right_to_the_oere_whatever_comes_in(invoice, amounts) -> None:
    with transaction.atomic():
        entry = entered(str(sum(amounts)))
        for amount in amounts:
            match(entry, invoice, str(amount))
        entry.refresh_from_db()
        assert (entry.allocated, read(invoice).balance) == (sum(amounts), invoice.total - sum(amounts))
        transaction.set_rollback(True)


def test_a_wrong_match_is_taken_back_once_and_the_history_stays(invoice) -> None:
    entry = entered()
    (payment,) = match(entry, invoice, "81250")
    back = take_back_payment(payment, note="Wrong municipality", by=None, now=NOW)
    assert (back.amount, back.reverses, read(invoice).balance) == (Decimal(-81250), payment, invoice.total)
    assert list(BankEntry.objects.unmatched()) == [entry]
    assert Payment.objects.count() == 2
    assert not Payment.objects.standing().exists()
    for again in (payment, back):
        with pytest.raises(PaymentRefused, match="taken back already"):
            take_back_payment(again, note="x", by=None, now=NOW)
    match(entry, invoice, "81250")
    assert read(invoice).payment_state() == "paid"


def test_a_payment_is_neither_changed_nor_deleted(invoice) -> None:
    (payment,) = match(entered(), invoice, "81250")
    with pytest.raises(IntegrityError, match="billing_payment_unchanged"), transaction.atomic():
        Payment.objects.update(amount=1)
    with pytest.raises(IntegrityError, match="billing_payment_kept"), transaction.atomic():
        payment.delete()
    with pytest.raises(IntegrityError, match="billing_bankentry_unchanged"), transaction.atomic():
        BankEntry.objects.update(amount=1)
    with pytest.raises(IntegrityError, match="takes_back_what_was"), transaction.atomic():
        Payment.objects.create(
            invoice=invoice, amount=-1, paid_on=NOW.date(), way="manual", note="x", made_at=NOW, reverses=payment
        )


def test_an_invoice_credited_after_its_payment_is_overpaid(invoice) -> None:
    match(entered(), invoice, "81250")
    credit_invoice(invoice, reason="Agreed", amounts={1: Decimal(1000)}, by=None, now=NOW)
    assert (read(invoice).balance, read(invoice).payment_state()) == (Decimal(-1250), "overpaid")


def test_money_that_goes_back_is_a_payment_below_nought(invoice) -> None:
    match(entered("82000"), invoice, "82000")
    match(entered("-750"), invoice, "-750")
    assert read(invoice).payment_state() == "paid"


def test_by_hand_it_takes_a_note_a_day_gone_by_and_a_second_press_does_nothing(invoice) -> None:

    def enter(**changes: object) -> Payment:
        values = {"amount": Decimal(1000), "paid_on": NOW.date(), "note": "By cheque", "by": None, "now": NOW}
        return enter_payment(invoice, **values | changes)

    enter(balance_before=invoice.total)
    with pytest.raises(PaymentRefused, match="changed meanwhile"):
        enter(balance_before=invoice.total)
    for wrong in (
        {"note": " "},
        {"amount": Decimal(0)},
        {"amount": Decimal("0.001")},
        {"paid_on": NOW.date().replace(year=2030)},
    ):
        with pytest.raises(PaymentRefused):
            enter(**wrong)
    assert read(invoice).balance == Decimal(80250)


def test_what_is_not_ours_is_set_aside_with_a_note_and_can_be_put_back(invoice) -> None:
    entry = entered()
    set_entry_aside(entry, note="Rent", by=None, now=NOW)
    set_entry_aside(entry, note="Again", by=None, now=NOW)
    assert (SettingAside.objects.get().note, list(BankEntry.objects.unmatched())) == ("Rent", [])
    with pytest.raises(PaymentRefused, match="set aside"):
        match(entry, invoice, "1")
    assert [lift_setting_aside(entry, by=None, now=NOW) for _ in range(2)] == [True, False]
    match(entry, invoice, "1")
    with pytest.raises(PaymentRefused, match="belongs to an invoice"):
        set_entry_aside(entry, note="x", by=None, now=NOW)


def test_neither_a_draft_nor_another_currency_is_paid(invoice, fee_year) -> None:
    draft = drafted(fee_year)
    with pytest.raises(PaymentRefused, match="issued"):
        match(entered(), draft, "1")
    with pytest.raises(PaymentRefused, match="EUR"):
        match(entered("100", currency="EUR"), invoice, "100")
    with pytest.raises(IntegrityError, match="of_an_issued_invoice"), transaction.atomic():
        Payment.objects.create(invoice=draft, amount=1, paid_on=NOW.date(), way="manual", note="x", made_at=NOW)
