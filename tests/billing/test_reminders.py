"""Reminders of what is owed and of nothing else, as often and as dearly as the law allows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from billing.documents.markup import parse, texts
from billing.documents.reminder import reminder_faults, reminder_xml
from billing.models import Invoice, InvoiceDocument, InvoiceSeries, PaymentReminder, ReferenceRate, Seller
from billing.services.credit_notes import credit_invoice
from billing.services.disputes import DisputeRefused, dispute_invoice, lift_dispute
from billing.services.interest import Movement, RateMissing, interest_on
from billing.services.payments import enter_payment
from billing.services.reminders import ReminderRefused, overdue_steps, print_reminder, send_reminder
from partnership.models import Letter
from tests.billing.factories import NOW, electronically_issued, issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
#: The invoice of 1 October is due on 31 October.
LATE = NOW + dt.timedelta(days=41)


@pytest.fixture
def invoice(fee_year) -> Invoice:
    return electronically_issued(fee_year)


def send(invoice: Invoice, *, sequence: int = 1, days: int = 0) -> PaymentReminder:
    return send_reminder(invoice, sequence=sequence, by=None, now=LATE + dt.timedelta(days=days))


def pay(invoice: Invoice, amount: str, *, on: dt.date | None = None) -> None:
    day = on or LATE.date()
    enter_payment(invoice, amount=Decimal(amount), paid_on=day, note="x", by=None, now=LATE + dt.timedelta(days=60))


def test_number_papers_and_letter_come_together_and_nothing_is_charged_by_default(invoice) -> None:
    reminder = send(invoice)
    assert (reminder.number, reminder.debt, reminder.charges) == ("R2027-00001", Decimal(81250), Decimal(0))
    assert (reminder.issued_on, reminder.due_on) == (dt.date(2027, 11, 11), dt.date(2027, 11, 21))
    assert reminder.document.file.read_bytes().startswith(b"%PDF")
    content = InvoiceDocument.objects.get(reminder=reminder).document.file.read_bytes()
    assert texts(parse(content), "cbc:ReminderTypeCode") == ["Advis"]
    letter = Letter.objects.get(kind="payment_reminder")
    assert "R2027-00001" in letter.text
    assert letter.attachments.count() == 1


def test_three_at_most_ten_days_apart_and_a_second_press_sends_none(invoice) -> None:
    send(invoice)
    for days, sequence, message in ((0, 1, "sent already"), (9, 2, "can be sent on"), (10, 2, "can be sent on")):
        with pytest.raises(ReminderRefused, match=message):
            send(invoice, sequence=sequence, days=days)
    send(invoice, sequence=2, days=11)
    send(invoice, sequence=3, days=22)
    with pytest.raises(ReminderRefused, match="no more"):
        send(invoice, sequence=4, days=60)
    assert InvoiceSeries.objects.get(prefix="R2027-").last_number == 3
    assert [
        texts(parse(row.document.file.read_bytes()), "cbc:ReminderTypeCode")[0]
        for row in InvoiceDocument.objects.filter(reminder__sequence=2)
    ] == ["Reminder"]


@pytest.mark.parametrize("settled", ["paid", "credited", "disputed", "not due"])
def test_nothing_goes_out_for_what_is_settled_or_disputed(fee_year, settled) -> None:
    (invoice,) = issued(fee_year)
    now = LATE
    match settled:
        case "paid":
            pay(invoice, "81250")
        case "credited":
            credit_invoice(invoice, reason="Agreed", by=None, now=NOW)
        case "disputed":
            dispute_invoice(invoice, note="Wrong year", by=None, now=NOW)
        case "not due":
            now = NOW + dt.timedelta(days=30)
    with pytest.raises(ReminderRefused):
        send_reminder(invoice, sequence=1, by=None, now=now)
    assert not PaymentReminder.objects.exists()
    assert not InvoiceSeries.objects.filter(prefix="R2027-", last_number__gt=0).exists()


def test_a_dispute_is_noted_once_lifted_with_a_note_and_stays_in_the_history(fee_year) -> None:
    (invoice,) = issued(fee_year)
    for note in ("Wrong year", "Again"):
        dispute_invoice(invoice, note=note, by=None, now=NOW)
    assert overdue_steps(today=LATE.date())[0].held_back == "The municipality disputes the invoice."
    with pytest.raises(DisputeRefused):
        lift_dispute(invoice, note=" ", by=None, now=LATE)
    assert [lift_dispute(invoice, note="Agreed to pay", by=None, now=LATE) for _ in range(2)] == [True, False]
    assert (invoice.disputes.get().note, invoice.disputes.get().lifted_note) == ("Wrong year", "Agreed to pay")
    with pytest.raises(IntegrityError, match="billing_dispute_unchanged"), transaction.atomic():
        invoice.disputes.update(note="x")
    assert send(invoice).sequence == 1


def test_what_is_switched_on_is_charged_once_and_the_rest_is_asked_for(invoice) -> None:
    Seller.objects.update(reminder_fee=100, reminder_compensation=True, reminder_interest=True)
    with pytest.raises(RateMissing, match="1 July 2027"):
        send(invoice)
    ReferenceRate.objects.create(valid_from=dt.date(2027, 7, 1), rate=Decimal("1.75"))
    pay(invoice, "31250", on=dt.date(2027, 11, 5))
    first = send(invoice)
    # 5 days of 81,250 and 6 of 50,000 at 9.75 per cent.
    assert (first.fee, first.compensation, first.interest) == (Decimal(100), Decimal(310), Decimal("188.66"))
    assert first.said().payable == Decimal("50598.66")
    second = send(invoice, sequence=2, days=11)
    assert (second.fee, second.compensation, second.interest) == (Decimal(100), Decimal(0), Decimal("146.92"))
    assert second.said().payable == Decimal("50845.58")
    root = parse(InvoiceDocument.objects.get(reminder=second).document.file.read_bytes())
    assert texts(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["50845.58"]
    pay(invoice, "50845.58")
    assert Invoice.objects.with_balance().get().payment_state() == "paid"


def test_interest_is_told_apart_at_the_half_years_and_follows_the_debt() -> None:
    rates = {dt.date(2027, 7, 1): Decimal(2), dt.date(2028, 1, 1): Decimal(3)}
    span = {"start": dt.date(2027, 12, 22), "end": dt.date(2028, 1, 11)}
    assert interest_on(Decimal(36500), [], rates=rates, **span) == Decimal("210.00")  # 10 days of 10, 10 of 11 per cent
    paid = [Movement(dt.date(2028, 1, 1), Decimal(36500))]
    assert interest_on(Decimal(36500), paid, rates=rates, **span) == Decimal("100.00")
    with pytest.raises(RateMissing):
        interest_on(Decimal(1), [], rates={}, **span)


def test_the_database_refuses_a_reminder_without_its_debt_out_of_turn_or_too_dear(invoice) -> None:
    reminder = send(invoice)

    def copy(**changes: object) -> None:
        kept = {"sequence": 2, "number": "R2027-00009", "series_number": 9, "document_id": invoice.document_id}
        values = {field.attname: getattr(reminder, field.attname) for field in PaymentReminder._meta.concrete_fields}
        PaymentReminder(**values | kept | {"id": None} | changes).save(force_insert=True)

    for name, changes in {
        "of_a_debt": {"debt": 1},
        "in_turn": {"sequence": 3},
        "charges_within_the_law": {"fee": Decimal("100.01"), "charges": Decimal("100.01")},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            copy(**changes)
    with pytest.raises(IntegrityError, match="paymentreminder_unchanged"), transaction.atomic():
        PaymentReminder.objects.update(debt=1)
    with pytest.raises(IntegrityError, match="paymentreminder_kept"), transaction.atomic():
        PaymentReminder.objects.all()._raw_delete("default")


def test_a_reminder_that_says_something_else_than_its_snapshot_does_not_leave(invoice) -> None:
    snapshot = print_reminder(invoice, now=LATE).snapshot
    content = reminder_xml(snapshot)
    assert reminder_faults(content, snapshot=snapshot) == []
    for old, new in (
        (b"81250.00", b"81250.01"),
        (b"Reminder>", b"Reminder2>"),
        (b"<cbc:Note>", b"<cbc:Note/><cbc:Note>"),
    ):
        assert reminder_faults(content.replace(old, new), snapshot=snapshot) != []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_questions(fee_year, count, django_assert_num_queries) -> None:
    issued(fee_year, count)
    with django_assert_num_queries(2):
        assert len(overdue_steps(today=LATE.date())) == count
