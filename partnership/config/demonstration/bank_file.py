"""A bank file for the demonstration: what a bank would tell if some of the issued invoices had been paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from billing.models import BankAccount, Invoice

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
#: So many of the unpaid invoices, in the order of their numbers, stay unpaid for the reminders.
LEFT_UNPAID = 2


def sample_bank_file(account: BankAccount, *, today: dt.date) -> bytes:
    """Return a CAMT.053 of the day in which the unpaid invoices but the last two are paid.

    The first of them is paid in part, the second without a payment id, and one payment belongs to no invoice.
    """
    unpaid = list(Invoice.objects.unpaid().select_related("agreement__municipality").order_by("sequence"))
    paid = unpaid[:-LEFT_UNPAID] or unpaid[:1]
    return bank_file_of(account, paid, today=today, in_part=0 if len(unpaid) > 1 else None, without_id=1)


def bank_file_of(
    account: BankAccount,
    paid: Sequence[Invoice],
    *,
    today: dt.date,
    in_part: int | None = None,
    without_id: int | None = None,
) -> bytes:
    """Return a CAMT.053 of the day in which these invoices are paid, and interest that belongs to none.

    `in_part` is the place of one of which half is paid, `without_id` of one that is named in the text alone.
    """
    root = etree.Element("Document", nsmap={None: _NAMESPACE})
    message = etree.SubElement(root, "BkToCstmrStmt")
    header = etree.SubElement(message, "GrpHdr")
    _write(header, "MsgId", f"DEMO-{today:%Y%m%d}")
    _write(header, "CreDtTm", f"{today.isoformat()}T18:00:00")
    statement = etree.SubElement(message, "Stmt")
    _write(statement, "Id", f"DEMO-{today:%Y%m%d}")
    owner = etree.SubElement(statement, "Acct")
    _write(etree.SubElement(owner, "Id"), "IBAN", account.iban)
    _write(owner, "Ccy", "DKK")
    for number, invoice in enumerate(paid):
        amount = invoice.balance / 2 if number == in_part else invoice.balance
        payer = invoice.agreement.municipality.official_name
        named = number == without_id
        reference, text = ("", f"Faktura {invoice.number}") if named else (invoice.payment_id, "")
        _entry(statement, f"DEMO{invoice.number}", today, amount, payer=payer, reference=reference, text=text)
    _entry(
        statement,
        f"DEMO-RENT-{today:%Y%m%d}",
        today,
        Decimal("412.50"),
        payer="Demobanken",
        reference="",
        text="Renter",
    )
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def _entry(
    statement: etree._Element,
    bank_reference: str,
    day: dt.date,
    amount: Decimal,
    *,
    payer: str,
    reference: str,
    text: str,
) -> None:
    entry = etree.SubElement(statement, "Ntry")
    _write(entry, "Amt", f"{amount:.2f}", Ccy="DKK")
    _write(entry, "CdtDbtInd", "CRDT")
    _write(etree.SubElement(entry, "Sts"), "Cd", "BOOK")
    _write(etree.SubElement(entry, "BookgDt"), "Dt", day.isoformat())
    _write(entry, "AcctSvcrRef", bank_reference)
    transaction = etree.SubElement(etree.SubElement(entry, "NtryDtls"), "TxDtls")
    debtor = etree.SubElement(etree.SubElement(transaction, "RltdPties"), "Dbtr")
    _write(etree.SubElement(debtor, "Pty"), "Nm", payer)
    remittance = etree.SubElement(transaction, "RmtInf")
    if text:
        _write(remittance, "Ustrd", text)
    if reference:
        _write(etree.SubElement(etree.SubElement(remittance, "Strd"), "CdtrRefInf"), "Ref", reference)


def _write(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, name, attributes).text = text
