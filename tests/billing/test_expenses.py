"""What is spent: entered once, never changed, taken back by its like, and proved by files that are what they say."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from billing.models import Expense, Receipt
from billing.services.expenses import ExpenseRefused, add_receipt, enter_expense, take_back_expense
from partnership.services.documents import UPLOAD_LIMIT, NotAReceipt, media_type_of
from tests.billing.factories import FeeYearFactory
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 11, 10, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
PDF = b"%PDF-1.7\n...\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0 a photograph \xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n ... \x00\x00\x00\x00IEND\xaeB`\x82"


def entered(fee_year: Any = None, **changes: Any) -> Expense:
    """Return an entry of 1,000 kroner for transport."""
    values = {
        "kind": "transport",
        "spent_on": TODAY,
        "text": "Bus",
        "supplier": "Ærø Busser",
        "voucher_number": "B1",
        "amount": Decimal(1000),
        "key": uuid.uuid4(),
        "now": NOW,
        **changes,
    }
    return enter_expense(fee_year or FeeYearFactory(), **values, by=PersonFactory())


def refused(name: str, statement: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_second_press_enters_nothing(fee_year) -> None:
    key = uuid.uuid4()
    assert entered(fee_year, key=key) == entered(fee_year, key=key)
    assert Expense.objects.count() == 1


def test_what_has_not_been_spent_yet_is_refused(fee_year) -> None:
    with pytest.raises(ExpenseRefused, match=r"."):
        entered(fee_year, spent_on=TODAY + dt.timedelta(days=1))
    assert not Expense.objects.exists()


def test_an_entry_is_taken_back_once_by_the_same_amount_below_0(fee_year) -> None:
    expense, by = entered(fee_year), PersonFactory()
    back = take_back_expense(expense, reason="Forkert år", by=by, now=NOW)
    assert (back.amount, back.kind, back.text) == (Decimal(-1000), "transport", "Forkert år")
    for row in (expense, back):
        with pytest.raises(ExpenseRefused):
            take_back_expense(row, reason="Igen", by=by, now=NOW)


def test_an_entry_neither_changes_nor_vanishes(fee_year) -> None:
    add_receipt(entered(fee_year), content=PDF, by=PersonFactory(), now=dt.datetime.now(dt.UTC))
    refused("billing_receipt_unchanged", "UPDATE billing_receipt SET expense_id = expense_id")
    refused("billing_receipt_kept", "DELETE FROM billing_receipt")
    refused("billing_expense_unchanged", "UPDATE billing_expense SET amount = 1")
    refused("billing_expense_kept", "DELETE FROM billing_expense")


@pytest.mark.parametrize("change", [{"amount": -999}, {"kind": "meetings"}, {"voucher_number": "B2"}])
def test_the_database_lets_an_entry_be_taken_back_by_its_like_alone(fee_year, change) -> None:
    expense = entered(fee_year)
    values = {
        "fee_year": fee_year,
        "kind": "transport",
        "spent_on": TODAY,
        "text": "x",
        "supplier": "x",
        "voucher_number": "B1",
        "amount": -1000,
        "entered_by": PersonFactory(),
        "entered_at": NOW,
        "reverses": expense,
    }
    with pytest.raises(IntegrityError, match="takes_back_its_like"), transaction.atomic():
        Expense.objects.create(**{**values, **change})
    back = Expense.objects.create(**values)
    with pytest.raises(IntegrityError, match="takes_back_its_like"), transaction.atomic():
        Expense.objects.create(**{**values, "reverses": back, "amount": 1000})


@pytest.mark.parametrize(
    ("content", "media_type"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")]
)
def test_a_receipt_is_what_its_bytes_say(fee_year, content, media_type) -> None:
    expense, by = entered(fee_year), PersonFactory()
    receipt = add_receipt(expense, content=content, by=by, now=NOW)
    assert receipt.document.media_type == media_type
    assert receipt.document.file.read_bytes() == content
    assert add_receipt(expense, content=content, by=by, now=NOW) == receipt


@pytest.mark.parametrize(
    "content", [b"<html>", b"GIF89a", PDF[:-6], JPEG[:-2], PNG[:-4], b"MZ" + PDF, PDF + b" " * UPLOAD_LIMIT]
)
def test_what_is_no_whole_receipt_is_refused(content) -> None:
    with pytest.raises(NotAReceipt, match=r"."):
        media_type_of(content)
    assert not Receipt.objects.exists()
