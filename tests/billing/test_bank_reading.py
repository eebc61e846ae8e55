"""What a bank's file says, and which files are refused with a sentence that says what to do."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.bank.camt import read_camt
from billing.bank.csv_files import danish_amount, guessed_columns, read_csv, read_table
from billing.bank.entries import BankFileRefused, ReadFile
from billing.bank.reading import is_xml
from billing.bank.references import invoice_numbers_in, payment_id_in
from partnership.text import figure
from tests.billing.bank_files import BANKDATA, DANSKE, IBAN, NORDEA, camt, entry, transaction

pytestmark = pytest.mark.usefixtures("in_english")
FIK = "000002027000013"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def table_of(text: str, encoding: str = "utf-8") -> ReadFile:
    table = read_table(text.encode(encoding))
    return read_csv(table, guessed_columns(table.headings), account=IBAN[4:])


@pytest.mark.parametrize("kind", ["053", "054"])
@pytest.mark.parametrize("version", ["02", "08", "13"])
def test_every_version_says_whose_account_what_and_when(kind, version) -> None:
    read = read_camt(camt(entry("81250.00", transaction(reference=FIK)), kind=kind, version=version))
    (row,) = read.entries
    assert (read.format, read.account, read.period_from) == (f"camt.{kind}", IBAN[4:], dt.date(2027, 10, 20))
    assert (row.amount, row.payment_id, row.payer) == (Decimal("81250.00"), FIK, "Ringsted Kommune")


def test_statement_and_notification_give_the_same_entry_the_same_identity() -> None:
    told = read_camt(camt(entry("100", transaction(reference=FIK), transaction("1")), kind="054"))
    booked = read_camt(camt(entry("100.00", info="Indbetaling")))
    assert told.entries[0].identity == booked.entries[0].identity


def test_a_batch_is_told_in_parts_that_come_to_the_whole() -> None:
    batch = entry("162500.00", transaction("81250.00", reference=FIK), transaction("81250.00", words="F2027-00002"))
    (row,) = read_camt(camt(batch)).entries
    assert [(part.amount, part.payment_id) for part in row.parts] == [(Decimal(81250), FIK), (Decimal(81250), "")]
    (odd,) = read_camt(camt(entry("162500.00", transaction("1.00"), transaction("2.00")))).entries
    assert odd.parts == ()


def test_money_out_reversals_and_foreign_amounts_are_told_as_such() -> None:
    abroad = '<AmtDtls><InstdAmt><Amt Ccy="EUR">10900.00</Amt></InstdAmt></AmtDtls>'
    out, foreign = read_camt(
        camt(
            entry("81250", transaction(reference=FIK), sign="DBIT", reversal=True),
            entry("81250", transaction(more=abroad), reference="REF2"),
        )
    ).entries
    assert (out.amount, out.is_reversal, out.payment_id) == (Decimal(-81250), True, FIK)
    assert (foreign.amount, foreign.sent_as) == (Decimal(81250), "EUR 10900.00")


def test_what_is_not_booked_yet_is_left_out_and_the_banks_own_account_number_counts() -> None:
    other = "<Othr><Id>12340005678901</Id></Othr>"
    read = read_camt(camt(entry(), entry(status="<Cd>PDNG</Cd>"), account=other))
    assert (len(read.entries), read.left_out, read.account) == (1, 1, IBAN[4:])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (camt(entry(), before=BOMB), "not readable XML"),
        (camt(entry(), before=OUTSIDE), "not readable XML"),
        (b"<Document", "not readable XML"),
        (b"<Invoice/>", "no CAMT.053 or CAMT.054"),
        (camt(entry()).replace(b"camt.053", b"camt.052"), "no CAMT.053 or CAMT.054"),
        (camt(), "no booked entries"),
        (camt(entry("81,250.00")), "no amount"),
        (camt(entry("-1.00")), "no amount"),
        (camt(entry("1.001")), "no amount"),
        (camt(entry("NaN")), "no amount"),
        (camt(entry("1e30")), "no amount"),
        (camt(entry(currency="XXQ")), "no currency"),
        (camt(entry(day="20/10/2027")), "no date"),
        (camt(entry(sign="?")), "neither in nor out"),
    ],
)
def test_a_file_that_is_none_is_refused_with_what_to_do(content, message) -> None:
    with pytest.raises(BankFileRefused, match=message):
        read_camt(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize(
    ("text", "payment_id", "amounts"),
    [
        (DANSKE, "", [Decimal("81250.00")]),
        (NORDEA, FIK, [Decimal("81250.00"), Decimal("-125.00")]),
        (BANKDATA, FIK, [Decimal("81250.00"), Decimal("-1000.50")]),
    ],
    ids=["Danske Bank", "Nordea", "BankData"],
)
def test_the_csv_files_of_three_banks_read_without_being_told_how(text, payment_id, amounts, encoding) -> None:
    read = table_of(text, encoding)
    assert ([row.amount for row in read.entries], read.entries[0].payment_id) == (amounts, payment_id)
    assert read.entries[0].booked_on == dt.date(2027, 10, 20)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (DANSKE.replace("81.250,00", "81.250,00,00").encode(), "Line 2.*no amount"),
        (DANSKE.replace("81.250,00", "81250.00").encode(), "no amount"),
        (DANSKE.replace("20.10.2027", "2027-13-20").encode(), "no date"),
        (DANSKE.replace(';"Nej"', ';"Nej";"x";"y"').encode(), "Line 2 has 9 columns"),
        (DANSKE.encode("utf-16"), "no CAMT file and no CSV"),
        (DANSKE.encode().decode("cp1252", "replace").encode(), "damaged"),
        (b"\x81\x8d\x8f;\x90;\x9d", "no CAMT file and no CSV"),
        (b"hello", "no CAMT file and no CSV"),
        (b"Dato;Dato;Bel\xf8b\n1;2;3", "same heading"),
        (NORDEA.replace("DKK", "XXQ").encode(), "no currency"),
    ],
)
def test_a_damaged_csv_is_refused_with_what_to_do(content, message) -> None:
    with pytest.raises(BankFileRefused, match=message):
        table = read_table(content)
        read_csv(table, guessed_columns(table.headings), account="")


@pytest.mark.parametrize("content", [b"", b"  \n", b"%PDF-1.7", b"PK\x03\x04", b"x" * (10 * 1024 * 1024 + 1)])
def test_something_else_is_refused_before_it_is_read(content) -> None:
    with pytest.raises(BankFileRefused):
        is_xml(content)


@pytest.mark.parametrize(
    "text",
    [
        "+71<000002027000013+81234567<",
        "71#000002027000013",
        f"FIK {FIK}",
        "2027000013",
        "71000002027000013",
        f"a {FIK}.",
    ],
)
def test_a_payment_id_is_found_however_it_is_written(text) -> None:
    assert payment_id_in(text) == FIK


@pytest.mark.parametrize("text", ["", "+71<000002027000014+81234567<", "81250", "12345678901234567890"])
def test_what_fails_the_check_digit_is_no_payment_id(text) -> None:
    assert payment_id_in(text) == ""


def test_invoice_numbers_are_found_however_they_are_spaced() -> None:
    assert list(invoice_numbers_in("Fakt. F2027-00001, f2027 2 og F 2027-3; AF2027-9")) == [
        "F2027-00001",
        "F2027-00002",
        "F2027-00003",
    ]


@settings(max_examples=60, deadline=None)
@given(st.decimals("-99999999", "99999999", places=2))
def test_an_amount_that_the_portal_writes_in_danish_is_read_back(amount) -> None:
    assert danish_amount(figure(amount, "da")) == amount
