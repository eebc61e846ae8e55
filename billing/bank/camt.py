"""ISO 20022 statements (camt.053) and notifications (camt.054), of any version, as Danish banks write them.

Read with lxml through the room's own hardened parser. The packages at hand do not fit: pycamt knows no camt.054, reads one
reference of each transaction and drops its currency; camt053 and bankstatementparser bring a web server or pandas with them.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from lxml import etree

from billing.bank.entries import (
    BankFileRefused,
    Identities,
    ReadEntry,
    ReadFile,
    identified,
    known_currency,
    period_of,
    plain_amount,
)
from billing.bank.references import payment_id_in
from billing.documents.markup import Unreadable, parse

_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:(camt\.05[34])\.001\.\d\d\}Document")
_REPORTS = {"camt.053": "{*}BkToCstmrStmt/{*}Stmt", "camt.054": "{*}BkToCstmrDbtCdtNtfctn/{*}Ntfctn"}
_BOOKED = "BOOK"


def read_camt(content: bytes) -> ReadFile:
    """Return the booked entries of a file. Raises BankFileRefused."""
    try:
        root = parse(content)
    except Unreadable as error:
        raise BankFileRefused(
            _("The file is not readable XML. Fetch it again from the bank as CAMT.053, CAMT.054 or CSV.")
        ) from error
    kind = _NAMESPACE.fullmatch(str(root.tag))
    if kind is None:
        raise BankFileRefused(
            _("The file is XML, but no CAMT.053 or CAMT.054. Ask the bank for one of them, or for CSV.")
        )
    reports = root.findall(_REPORTS[kind[1]])
    accounts = {_account(report) for report in reports}
    if len(accounts) != 1:
        raise BankFileRefused(_("The file tells of no account, or of several. Fetch a file for one account at a time."))
    identities = Identities()
    entries, left_out = [], 0
    for report in reports:
        currency = _text(report, "{*}Acct/{*}Ccy") or "DKK"
        for element in report.findall("{*}Ntry"):
            status = _text(element, "{*}Sts/{*}Cd") or _text(element, "{*}Sts")
            if status != _BOOKED:
                left_out += 1
                continue
            entry = _entry(element, currency)
            entries.append(identified(entry, identities))
    first, last = period_of(entries)
    return ReadFile(kind[1], accounts.pop(), tuple(entries), first, last, left_out)


def _account(report: etree._Element) -> str:
    """Return the account's 14 digits, from the IBAN or the bank's own way of writing it."""
    iban = _text(report, "{*}Acct/{*}Id/{*}IBAN").replace(" ", "")
    if iban.startswith("DK") and len(iban) == 18:
        return iban[4:]
    other = re.sub(r"\D", "", _text(report, "{*}Acct/{*}Id/{*}Othr/{*}Id"))
    return f"{other[:4]}{other[4:].zfill(10)}" if len(other) > 4 else iban or other


def _entry(element: etree._Element, account_currency: str) -> ReadEntry:
    sign = _sign(element)
    amount, currency = _amount(element, account_currency)
    transactions = element.findall("{*}NtryDtls/{*}TxDtls")
    booked_on = _day(element)
    is_reversal = _text(element, "{*}RvslInd") in {"true", "1"}
    # The entry's own reference first: it is what a statement and a notification of the same entry have in common.
    reference = _text(element, "{*}AcctSvcrRef")
    if not reference and len(transactions) == 1:
        reference = _text(transactions[0], "{*}Refs/{*}AcctSvcrRef")
    whole = ReadEntry(
        booked_on=booked_on,
        amount=sign * amount,
        currency=currency,
        is_reversal=is_reversal,
        text=_text(element, "{*}AddtlNtryInf")[:500],
        reference=reference[:80],
    )
    parts = tuple(_part(transaction, whole) for transaction in transactions)
    if len(parts) == 1:
        return _merged(whole, parts[0])
    if parts and sum(part.amount for part in parts) == whole.amount:
        return replace(whole, parts=parts)
    return replace(
        whole, payment_id=payment_id_in(whole.text)
    )  # told in parts that do not come to the whole, or with none: the sum alone is certain


def _merged(whole: ReadEntry, only: ReadEntry) -> ReadEntry:
    """Return an entry of one transaction, with what each of the two says."""
    return replace(
        only,
        amount=whole.amount,
        is_reversal=whole.is_reversal or only.is_reversal,
        text=only.text or whole.text,
        reference=whole.reference or only.reference,
        payment_id=only.payment_id or payment_id_in(whole.text),
    )


def _part(transaction: etree._Element, whole: ReadEntry) -> ReadEntry:
    amount, currency = whole.amount, whole.currency
    # Version 2 has the amount among the details, later ones beside them as well; absent, it is the entry's.
    for path in ("{*}Amt", "{*}AmtDtls/{*}TxAmt/{*}Amt"):
        found = transaction.find(path)
        if found is not None and found.get("Ccy", whole.currency) == whole.currency:
            own = transaction.find("{*}CdtDbtInd")
            sign = (-1 if (own.text or "").strip() == "DBIT" else 1) if own is not None else (1 if amount > 0 else -1)
            amount = sign * plain_amount(found.text or "")
            break
    text = " ".join(filter(None, (_clean(part.text) for part in transaction.findall("{*}RmtInf/{*}Ustrd"))))
    references = [_clean(part.text) for part in transaction.iterfind("{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref")]
    documents = [_clean(part.text) for part in transaction.iterfind("{*}RmtInf/{*}Strd/{*}RfrdDocInf/{*}Nb")]
    more = [_clean(part.text) for part in transaction.iterfind("{*}RmtInf/{*}Strd/{*}AddtlRmtInf")]
    everything = [*references, *documents, text, *more, _text(transaction, "{*}AddtlTxInf")]
    end_to_end = _text(transaction, "{*}Refs/{*}EndToEndId")
    returned = transaction.find("{*}RtrInf") is not None
    debtor = _text(transaction, "{*}RltdPties/{*}Dbtr/{*}Nm") or _text(transaction, "{*}RltdPties/{*}Dbtr/{*}Pty/{*}Nm")
    return ReadEntry(
        booked_on=whole.booked_on,
        amount=amount,
        currency=currency,
        sent_as=_sent_as(transaction, currency),
        is_reversal=whole.is_reversal or returned,
        payment_id=next(filter(None, map(payment_id_in, [*everything, end_to_end])), ""),
        payer=debtor[:140],
        text=" ".join(dict.fromkeys(filter(None, everything)))[:500],
        reference=_text(transaction, "{*}Refs/{*}AcctSvcrRef")[:80],
    )


def _sent_as(transaction: etree._Element, currency: str) -> str:
    """Return the amount in the payer's currency, where it was another."""
    found = transaction.find("{*}AmtDtls/{*}InstdAmt/{*}Amt")
    if found is None or found.get("Ccy", currency) == currency:
        return ""
    return f"{known_currency(found.get('Ccy', ''))} {plain_amount(found.text or '')}"


def _amount(element: etree._Element, account_currency: str) -> tuple[Decimal, str]:
    found = element.find("{*}Amt")
    if found is None:
        raise BankFileRefused(_("An entry has no amount. Fetch the file again from the bank, and do not edit it."))
    amount = plain_amount(found.text or "")
    if amount <= 0:
        raise BankFileRefused(
            _("“%(text)s” is no amount. Fetch the file again from the bank, and do not edit it.") % {"text": amount}
        )
    return amount, known_currency(found.get("Ccy") or account_currency)


def _sign(element: etree._Element) -> int:
    match _text(element, "{*}CdtDbtInd"):
        case "CRDT":
            return 1
        case "DBIT":
            return -1
    raise BankFileRefused(
        _("An entry says neither in nor out. Fetch the file again from the bank, and do not edit it.")
    )


def _day(element: etree._Element) -> dt.date:
    for path in ("{*}BookgDt/{*}Dt", "{*}BookgDt/{*}DtTm", "{*}ValDt/{*}Dt", "{*}ValDt/{*}DtTm"):
        if text := _text(element, path):
            try:
                return dt.date.fromisoformat(text[:10])
            except ValueError as error:
                raise BankFileRefused(_no_day(text)) from error
    raise BankFileRefused(_no_day(""))


def _no_day(text: str) -> str:
    return _("“%(text)s” is no date. Fetch the file again from the bank, and do not edit it.") % {"text": text[:40]}


def _text(element: etree._Element, path: str) -> str:
    return _clean(element.findtext(path))


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())
