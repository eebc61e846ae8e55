"""Files taken in whole or not at all, each entry once; and what is proposed for each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.bank.entries import BankFileRefused
from billing.models import BankAccount, BankEntry, BankFile, CsvColumns, Invoice
from billing.services.bank_import import ColumnsUnknown, import_bank_file
from billing.services.confirming import confirm_proposals, receipt_of
from billing.services.matching import Proposal, propose
from partnership.models import StoredDocument
from tests.billing.bank_files import DANSKE, OTHER_IBAN, UNKNOWN, camt, entry, transaction
from tests.billing.factories import NOW, BankAccountFactory, entered, issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def account(db) -> BankAccount:
    return BankAccountFactory()


def imported(content: bytes, account: BankAccount, **columns: str) -> BankFile:
    file, _is_new = import_bank_file(content, name="file", account=account, by=None, now=NOW, columns=columns or None)
    return file


def proposals() -> list[tuple[list[tuple[str, Decimal]], bool, str]]:
    found = propose(list(BankEntry.objects.unmatched().order_by("pk")))
    return [
        ([(row.number, amount) for row, amount in proposal.pairs], proposal.is_certain, proposal.reason)
        for proposal in found
    ]


def test_the_same_file_and_an_overlapping_one_bring_each_entry_once(account) -> None:
    first, second, third = (entry(reference=f"R{number}") for number in (1, 2, 3))
    file = imported(camt(first, second), account)
    assert (file.new_count, file.known_count, BankFile.objects.count()) == (2, 0, 1)
    assert import_bank_file(camt(first, second), name="again", account=account, by=None, now=NOW) == (file, False)
    later = imported(camt(second, third), account)
    assert (later.new_count, later.known_count, BankEntry.objects.count()) == (1, 1, 3)
    assert file.document.file.read_bytes() == camt(first, second)


def test_two_alike_in_one_file_are_two_and_stay_two(account) -> None:
    alike = entry(reference="", info="Indbetaling")
    imported(camt(alike, alike), account)
    imported(camt(alike, alike, entry(reference="other")), account)
    assert BankEntry.objects.count() == 3


def test_a_notification_tells_the_parts_of_what_the_statement_books_as_one_sum(account) -> None:
    imported(camt(entry("162500.00", info="FIK")), account)
    batch = entry("162500.00", transaction("81250.00", reference="000002027000013"), transaction("81250.00"))
    imported(camt(batch, kind="054"), account)
    imported(camt(batch, kind="054", version="08"), account)
    assert [str(row.amount) for row in BankEntry.objects.payable()] == ["81250.00", "81250.00"]
    assert BankEntry.objects.count() == 3


def test_a_single_payment_that_a_notification_tells_more_of_gets_its_payment_id(account) -> None:
    imported(camt(entry()), account)
    imported(camt(entry("81250.00", transaction(reference="000002027000013")), kind="054"), account)
    assert BankEntry.objects.unmatched().get().payment_id == "000002027000013"


def test_a_file_of_another_account_or_with_one_bad_line_leaves_nothing_behind(account) -> None:
    for content, message in (
        (camt(entry(), account=f"<IBAN>{OTHER_IBAN}</IBAN>"), "about account 12340000000001 and not 12340005678901"),
        (camt(entry(), entry("1.2.3", reference="R2")), "no amount"),
        (DANSKE.replace("81.250,00", "81.250,00,0").encode(), "Line 2"),
    ):
        with pytest.raises(BankFileRefused, match=message):
            imported(content, account)
    assert not BankFile.objects.exists()
    assert not BankEntry.objects.exists()
    assert not StoredDocument.objects.exists()


def test_the_columns_of_an_unknown_bank_are_asked_for_once_and_remembered(account) -> None:
    content = UNKNOWN.encode()
    with pytest.raises(ColumnsUnknown) as asked:
        imported(content, account)
    assert asked.value.table.headings == ("Når", "Hvor meget", "Hvad")
    imported(content, account, booked_on="Når", amount="Hvor meget", text="Hvad")
    imported(UNKNOWN.replace("20.10", "21.10").encode(), account)
    assert (CsvColumns.objects.count(), BankEntry.objects.count()) == (1, 2)


def test_a_wrong_answer_about_the_columns_is_refused_and_not_remembered(account) -> None:
    with pytest.raises(BankFileRefused, match="no date"):
        imported(UNKNOWN.encode(), account, booked_on="Hvad", amount="Hvor meget")
    assert not CsvColumns.objects.exists()


def test_payment_id_and_amount_make_it_certain_and_the_second_one_a_double_payment(fee_year) -> None:
    (invoice,) = issued(fee_year)
    for _ in range(2):
        entered(payment_id=invoice.payment_id)
    assert proposals() == [
        ([(invoice.number, Decimal(81250))], True, "Payment id and amount agree."),
        ([(invoice.number, Decimal(81250))], False, "The invoice is paid already: it would be a double payment."),
    ]


@pytest.mark.parametrize(
    ("amount", "is_certain", "reason"),
    [
        ("81250", True, "Payment id and amount agree."),
        ("50000", True, "The payment id agrees; DKK\u00a031,250.00 stays unpaid."),
        ("81250.50", False, "The payment id agrees; DKK\u00a00.50 too much came in."),
    ],
)
def test_a_part_is_certain_and_too_much_takes_a_person(fee_year, amount, is_certain, reason) -> None:
    (invoice,) = issued(fee_year)
    entered(amount, payment_id=invoice.payment_id)
    assert proposals() == [([(invoice.number, Decimal(amount))], is_certain, reason)]


def test_number_and_amount_are_certain_payer_and_amount_are_not(fee_year) -> None:
    first, second = issued(fee_year, 2)
    name = second.agreement.municipality.name
    entered(text=f"Faktura {first.number}")
    entered(payer=f"{name} Kommune")
    entered("1000", payer=f"{name} Kommune")
    entered("7", text="Rente")
    assert proposals() == [
        ([(first.number, Decimal(81250))], True, "Invoice number and amount agree."),
        ([(second.number, Decimal(81250))], False, "Payer and amount agree."),
        ([(second.number, Decimal(1000))], False, "The payer is right; it would be a part of the amount."),
        ([], False, "No invoice with this payment id, number or amount was found."),
    ]


def test_several_invoices_named_in_one_payment_share_it(fee_year) -> None:
    first, second = issued(fee_year, 2)
    entered("162500", text=f"{first.number} {second.number}")
    ((pairs, is_certain, _reason),) = proposals()
    assert (pairs, is_certain) == ([(first.number, Decimal(81250)), (second.number, Decimal(81250))], True)


def test_a_reversed_payment_and_another_currency_take_a_person(fee_year) -> None:
    (invoice,) = issued(fee_year)
    entered(payment_id=invoice.payment_id)
    confirm(propose(list(BankEntry.objects.all())))
    entered("-81250", payment_id=invoice.payment_id, is_reversal=True)
    entered("10900", currency="EUR", payment_id=invoice.payment_id)
    assert proposals() == [
        ([(invoice.number, Decimal(-81250))], False, "The bank takes a payment of this invoice back."),
        ([], False, "In EUR: enter the payment by hand."),
    ]
    confirm(propose(list(BankEntry.objects.unmatched().filter(is_reversal=True))))
    assert Invoice.objects.unpaid().get() == invoice


def confirm(rows: list[Proposal]) -> tuple[int, list[str]]:
    outcome = confirm_proposals([row.token for row in rows], by=None, now=NOW)
    return outcome.matched, outcome.refusals


def test_ticked_twice_it_is_counted_once_and_told(fee_year) -> None:
    (invoice,) = issued(fee_year)
    row = entered(payment_id=invoice.payment_id)
    rows = propose([row])
    assert confirm(rows) == (1, [])
    matched, refusals = confirm(rows)
    assert (matched, len(refusals)) == (0, 1)
    assert "Somebody matched this entry meanwhile" in refusals[0]
    assert confirm_proposals(["", "certain 1", "x y z=1", "certain 99 0 1=1"], by=None, now=NOW).matched == 0
    assert [str(line.payments[0].invoice) for line in receipt_of(row.bank_file)] == [invoice.number]


@pytest.mark.parametrize("count", [1, 3])
def test_proposing_asks_a_constant_number_of_questions(fee_year, count, django_assert_num_queries) -> None:
    for invoice in issued(fee_year, count):
        entered(payment_id=invoice.payment_id)
    rows = list(BankEntry.objects.unmatched())
    with django_assert_num_queries(1):
        assert len(propose(rows)) == count
