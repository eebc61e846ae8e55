"""No krone pays twice, no file is taken in twice, and nobody is reminded of what has just been paid."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from billing.bank_invariants import BANK_INVARIANTS
from billing.guards import GUARDS
from billing.models import BankEntry, BankFile, Invoice, Payment, PaymentReminder
from billing.services.bank_import import import_bank_file
from billing.services.payments import PaymentRefused, Portion, enter_payment, match_entry, take_back_payment
from billing.services.reminders import ReminderRefused, print_reminder, send_reminder
from partnership.guards import install_guards, remove_guards
from tests.billing.bank_files import camt, entry
from tests.billing.factories import NOW, BankAccountFactory, FeeYearFactory, SellerFactory, entered, issued
from tests.faults.race import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
LATE = NOW + dt.timedelta(days=41)


@pytest.fixture
def invoice() -> Invoice:
    SellerFactory()
    (invoice,) = issued(FeeYearFactory())
    return invoice


def match(row: BankEntry, invoice: Invoice, amount: str = "81250") -> list[Payment]:
    return match_entry(row, portions=[Portion(invoice.pk, Decimal(amount))], by=None, now=NOW)


def test_four_who_match_one_entry_at_once_count_it_once(invoice) -> None:
    row = entered()
    outcomes = race([lambda: match(BankEntry.objects.get(pk=row.pk), invoice) for _ in range(4)])
    assert [type(outcome) for outcome in outcomes].count(PaymentRefused) == 3
    assert Payment.objects.get().amount == Decimal(81250)
    assert all(check().ok for check in BANK_INVARIANTS)


def test_taken_back_by_two_at_once_it_is_taken_back_once(invoice) -> None:
    (payment,) = match(entered(), invoice)
    outcomes = race([lambda: take_back_payment(payment, note="x", by=None, now=NOW) for _ in range(3)])
    assert [type(outcome) for outcome in outcomes].count(PaymentRefused) == 2
    assert Invoice.objects.unpaid().get().balance == invoice.total


def test_one_file_chosen_by_three_at_once_is_taken_in_once() -> None:
    account = BankAccountFactory()
    content = camt(entry(reference="A"), entry(reference="B"))
    outcomes = race([lambda: import_bank_file(content, name="x", account=account, by=None, now=NOW) for _ in range(3)])
    assert [outcome[1] for outcome in outcomes].count(True) == 1
    assert (BankFile.objects.count(), BankEntry.objects.count()) == (1, 2)


def naive_import(file: BankFile, everybody_has_looked: threading.Barrier) -> None:
    """Take an entry in as a program does that looks first and writes afterwards."""
    new = {"bank_file": file, "account_id": file.account_id, "identity": "A", "amount": 1, "booked_on": NOW.date()}
    is_known = BankEntry.objects.filter(account=file.account_id, identity="A").exists()
    everybody_has_looked.wait()
    if not is_known:
        BankEntry.objects.create(**new)


@pytest.mark.parametrize(("guarded", "taken_in"), [(True, 1), (False, 3)], ids=["guarded", "control without the guard"])
def test_looking_first_and_taking_in_afterwards_is_stopped_by_the_database_alone(
    monkeypatch, guarded, taken_in
) -> None:
    file, barrier = entered().bank_file, threading.Barrier(3, timeout=30)
    constraint = next(rule for rule in BankEntry._meta.constraints if rule.name == "bank_entry_once")
    if not guarded:
        remove_guards(connection, GUARDS)
        with monkeypatch.context() as without, connection.schema_editor() as editor:
            # SQLite makes the table anew, as the model is then.
            without.setattr(BankEntry._meta, "constraints", [r for r in BankEntry._meta.constraints if r != constraint])
            editor.remove_constraint(BankEntry, constraint)
    try:
        outcomes = race([lambda: naive_import(file, barrier) for _ in range(3)])
        assert [isinstance(outcome, IntegrityError) for outcome in outcomes].count(True) == 3 - taken_in
        assert BankEntry.objects.filter(identity="A").count() == taken_in
    finally:
        if not guarded:
            BankEntry.objects.all().delete()
            with connection.schema_editor() as editor:
                editor.add_constraint(BankEntry, constraint)
            install_guards(connection, GUARDS)


def naive_match(row: BankEntry, invoice: Invoice, everybody_has_looked: threading.Barrier) -> Payment:
    """Match as a program does that looks first and writes afterwards."""
    left = BankEntry.objects.get(pk=row.pk).unallocated
    everybody_has_looked.wait()
    with transaction.atomic():
        BankEntry.objects.filter(pk=row.pk).update(allocated=left)
        return Payment.objects.create(
            invoice=invoice, entry_id=row.pk, amount=left, paid_on=NOW.date(), way="chosen", made_at=NOW
        )


@pytest.mark.parametrize(("guarded", "counted"), [(True, 1), (False, 3)], ids=["guarded", "control without the guard"])
def test_looking_first_and_counting_afterwards_is_stopped_by_the_database_alone(invoice, guarded, counted) -> None:
    row = entered()
    if not guarded:
        remove_guards(connection, GUARDS)
    try:
        barrier = threading.Barrier(3, timeout=30)
        outcomes = race([lambda: naive_match(row, invoice, barrier) for _ in range(3)])
    finally:
        install_guards(connection, GUARDS)
    assert [isinstance(outcome, IntegrityError) for outcome in outcomes].count(True) == 3 - counted
    assert Payment.objects.count() == counted


def pay(invoice: Invoice) -> Payment:
    return enter_payment(invoice, amount=invoice.total, paid_on=LATE.date(), note="x", by=None, now=LATE)


def test_a_payment_and_a_reminder_at_once_never_remind_of_what_is_paid(invoice) -> None:
    proof = print_reminder(invoice, now=LATE)
    paid, reminder = race(
        [lambda: pay(invoice), lambda: send_reminder(invoice, sequence=1, by=None, now=LATE, proof=proof)]
    )
    assert isinstance(paid, Payment)
    assert isinstance(reminder, PaymentReminder | ReminderRefused)
    assert all(row.debt == invoice.total for row in PaymentReminder.objects.all())
    assert all(check().ok for check in BANK_INVARIANTS)


def test_three_who_press_send_at_once_send_one_reminder(invoice) -> None:
    outcomes = race([lambda: send_reminder(invoice, sequence=1, by=None, now=LATE) for _ in range(3)])
    assert [type(outcome) for outcome in outcomes].count(ReminderRefused) == 2
    assert PaymentReminder.objects.count() == 1


@pytest.mark.parametrize(("guarded", "sent"), [(True, 0), (False, 1)], ids=["guarded", "control without the guard"])
def test_a_reminder_of_a_debt_that_was_paid_meanwhile_is_stopped_by_the_database(invoice, guarded, sent) -> None:
    looked, paid = threading.Event(), threading.Event()

    def remind() -> PaymentReminder:
        debt = Invoice.objects.with_balance().get(pk=invoice.pk).balance
        looked.set()
        paid.wait(timeout=30)
        values = {"issued_on": LATE.date(), "due_on": LATE.date(), "issued_at": LATE, "snapshot": {}}
        series, document = invoice.series, invoice.document
        return PaymentReminder.objects.create(
            invoice=invoice,
            sequence=1,
            debt=debt,
            series=series,
            series_number=1,
            number="X",
            document=document,
            **values,
        )

    def pay_meanwhile() -> Payment:
        looked.wait(timeout=30)
        payment = pay(invoice)
        paid.set()
        return payment

    if not guarded:
        remove_guards(connection, GUARDS)
    try:
        outcome, _payment = race([remind, pay_meanwhile])
    finally:
        install_guards(connection, GUARDS)
    assert isinstance(outcome, IntegrityError) is guarded
    assert PaymentReminder.objects.count() == sent
