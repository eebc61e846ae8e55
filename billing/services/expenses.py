"""Enter what was spent, take back what was entered wrongly, and keep the receipts."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Expense, FeeYear, Receipt
from partnership.models import Person
from partnership.services.documents import media_type_of, store_document
from partnership.text import COPENHAGEN

_SUFFIX = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class ExpenseRefused(Exception):
    """The entry cannot be made; the message says what to do. Nothing was entered."""


@transaction.atomic
def enter_expense(
    fee_year: FeeYear,
    *,
    kind: str,
    spent_on: dt.date,
    text: str,
    supplier: str,
    voucher_number: str,
    amount: Decimal,
    key: uuid.UUID,
    by: Person,
    now: dt.datetime,
    receipt: bytes | None = None,
) -> Expense:
    """Enter an expense excl. VAT, with its receipt if there is one; a second call with the key enters nothing.

    Raises ExpenseRefused for a day that has not come, NotAReceipt, OSError.
    """
    FeeYear.objects.lock(fee_year.pk)
    entered = Expense.objects.filter(key=key).first()
    if entered is not None:
        return entered
    if spent_on > now.astimezone(COPENHAGEN).date():
        raise ExpenseRefused(_("The date has not come yet. Enter what has been spent."))
    expense = Expense.objects.create(
        fee_year=fee_year,
        kind=kind,
        spent_on=spent_on,
        text=text,
        supplier=supplier,
        voucher_number=voucher_number,
        amount=amount,
        key=key,
        entered_by=by,
        entered_at=now,
    )
    if receipt is not None:
        add_receipt(expense, content=receipt, by=by, now=now)
    return expense


@transaction.atomic
def take_back_expense(expense: Expense, *, reason: str, by: Person, now: dt.datetime) -> Expense:
    """Take an entry back by another of the same amount below 0, of today. Raises ExpenseRefused when it is taken back."""
    FeeYear.objects.lock(expense.fee_year_id)
    if expense.reverses_id is not None:
        raise ExpenseRefused(_("This entry takes another back. Enter the right one anew instead."))
    if Expense.objects.filter(reverses=expense).exists():
        raise ExpenseRefused(_("The entry is taken back already."))
    return Expense.objects.create(
        fee_year_id=expense.fee_year_id,
        kind=expense.kind,
        spent_on=max(now.astimezone(COPENHAGEN).date(), expense.spent_on),
        text=reason,
        supplier=expense.supplier,
        voucher_number=expense.voucher_number,
        amount=-expense.amount,
        reverses=expense,
        entered_by=by,
        entered_at=now,
    )


@transaction.atomic
def add_receipt(expense: Expense, *, content: bytes, by: Person, now: dt.datetime) -> Receipt:
    """Keep a file that proves an expense, under a name of our own. Raises NotAReceipt, OSError.

    The same file is kept once: a second call returns the first.
    """
    FeeYear.objects.lock(expense.fee_year_id)
    media_type = media_type_of(content)
    for receipt in expense.receipts.select_related("document"):
        if receipt.document.size == len(content) and receipt.document.file.read_bytes() == content:
            return receipt
    number = expense.receipts.count() + 1
    path = f"receipts/{expense.spent_on.year}/{expense.key}-{number}.{_SUFFIX[media_type]}"
    document = store_document(path, content=content, media_type=media_type, now=now)
    return Receipt.objects.create(expense=expense, document=document, added_by=by)
