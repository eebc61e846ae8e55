"""Take a bank file in: whole or not at all, and each entry once, however files repeat and overlap."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from billing.bank.camt import read_camt
from billing.bank.csv_files import REQUIRED, Table, guessed_columns, read_csv, read_table
from billing.bank.entries import BankFileRefused, ReadEntry, ReadFile
from billing.bank.reading import is_xml
from billing.models import BankAccount, BankEntry, BankFile, CsvColumns
from partnership.models import Person
from partnership.services.documents import store_document


class ColumnsUnknown(Exception):
    """Nobody has said yet what the columns of such a CSV file mean; `guessed` is what its headings suggest."""

    def __init__(self, table: Table, guessed: Mapping[str, str]) -> None:
        super().__init__(_("Say once what the columns of this file mean; it is remembered."))
        self.table = table
        self.guessed = guessed


def import_bank_file(
    content: bytes,
    *,
    name: str,
    account: BankAccount,
    by: Person | None,
    now: dt.datetime,
    columns: Mapping[str, str] | None = None,
) -> tuple[BankFile, bool]:
    """Store the file and its new entries; the same bytes again return the file that is there, and False.

    `columns` (role -> heading) says what a CSV file's columns mean, and is remembered. Raises BankFileRefused, ColumnsUnknown,
    OSError.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if known := BankFile.objects.filter(sha256=sha256).first():
        return known, False
    read, headings, meaning = _read(content, account, columns)
    if read.account != account.bban:
        raise BankFileRefused(
            _("The file is about account %(found)s and not %(wanted)s. Choose the account that it was fetched from.")
            % {"found": read.account or "?", "wanted": account.bban}
        )
    with transaction.atomic():
        # One import at a time for each account: what is known is asked and written under this lock.
        BankAccount.objects.select_for_update().get(pk=account.pk)
        if known := BankFile.objects.filter(sha256=sha256).first():
            return known, False
        if columns is not None and headings:
            CsvColumns.objects.update_or_create(account=account, headings=headings, defaults={"columns": meaning})
        ending = "csv" if headings else "xml"
        document = store_document(
            f"bank-files/{now.year}/{sha256}.{ending}",
            content=content,
            media_type="text/csv" if headings else "application/xml",
            now=now,
        )
        return _store(read, account, sha256=sha256, name=name, document_id=document.pk, by=by, now=now), True


def _read(
    content: bytes, account: BankAccount, columns: Mapping[str, str] | None
) -> tuple[ReadFile, str, Mapping[str, str]]:
    """Return what the file says, and of CSV the headings and what they mean. Raises BankFileRefused, ColumnsUnknown."""
    if is_xml(content):
        return read_camt(content), "", {}
    table = read_table(content)
    guessed = guessed_columns(table.headings)
    if columns is None:
        remembered = CsvColumns.objects.filter(account=account, headings=table.signature).first()
        columns = remembered.columns if remembered else guessed
        if any(role not in columns for role in REQUIRED):
            raise ColumnsUnknown(table, guessed)
    return read_csv(table, columns, account=account.bban), table.signature, columns


def _store(
    read: ReadFile,
    account: BankAccount,
    *,
    sha256: str,
    name: str,
    document_id: int,
    by: Person | None,
    now: dt.datetime,
) -> BankFile:
    identities = [entry.identity for entry in read.entries]
    known = {
        entry.identity: entry
        for entry in BankEntry.objects.filter(account=account, identity__in=identities).prefetch_related(
            "parts", "marks"
        )
    }
    new = [entry for entry in read.entries if entry.identity not in known]
    told_now = {
        entry.identity: parts for entry in read.entries if (parts := _parts_to_add(entry, known.get(entry.identity)))
    }
    file = BankFile.objects.create(
        account=account,
        name=name[:120] or sha256[:12],
        format=read.format,
        sha256=sha256,
        period_from=read.period_from,
        period_to=read.period_to,
        new_count=len(new),
        known_count=len(read.entries) - len(new),
        left_out_count=read.left_out,
        imported_at=now,
        imported_by=by,
        document_id=document_id,
    )
    known |= {row.identity: row for row in BankEntry.objects.bulk_create(_row(entry, file) for entry in new)}
    BankEntry.objects.bulk_create(
        _row(part, file, parent=known[identity]) for identity, parts in told_now.items() for part in parts
    )
    return file


def _parts_to_add(entry: ReadEntry, known: BankEntry | None) -> tuple[ReadEntry, ...]:
    """Return the parts that the file tells of an entry and that are not there yet.

    A statement often books the sum of a day's payments of which the notification tells each one. What is matched or set aside
    as a whole stays whole.
    """
    if known is None:
        return entry.parts
    if known.allocated or list(known.parts.all()) or any(mark.lifted_at is None for mark in known.marks.all()):
        return ()
    if not entry.parts and entry.payment_id and not known.payment_id:
        return (replace(entry, identity=f"{entry.identity}/1"),)
    return entry.parts


def _row(entry: ReadEntry, file: BankFile, *, parent: BankEntry | None = None) -> BankEntry:
    return BankEntry(
        bank_file=file,
        account_id=file.account_id,
        parent=parent,
        identity=entry.identity,
        booked_on=entry.booked_on,
        amount=entry.amount,
        currency=entry.currency,
        sent_as=entry.sent_as,
        is_reversal=entry.is_reversal,
        payment_id=entry.payment_id,
        payer=entry.payer,
        text=entry.text,
        reference=entry.reference,
    )
