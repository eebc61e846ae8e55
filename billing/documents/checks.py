"""What we hold every e-invoice to ourselves, whatever else is installed: official rules miss several Danish errors.

Each fault is a sentence for the secretariat. The numbers of rules are those of EN 16931, Peppol, DK-R and OIOUBL.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree
from stdnum import iban, luhn
from stdnum.dk import cvr

from billing.documents.markup import UNWRITABLE, Unreadable, elements, parse, short, texts
from billing.documents.structure import ORDER, required_paths
from billing.formats import Format
from billing.gln import gln_fault
from billing.snapshot import BuyerParty, InvoiceSnapshot, PaymentDetails, SellerParty, TotalsDiffer, check_totals
from partnership.text import percent

#: Stamped on each document: raised whenever a check is added or changed.
OWN_RULES = "portal 1"
#: A public debtor has at most so long (the Interest Act, section 3).
LONGEST_TERM = dt.timedelta(days=30)


def missing_for_e_invoice(buyer: BuyerParty) -> list[str]:
    """Return what the municipality has not stated, so that the invoice cannot be electronic; empty when it can."""
    if not buyer.ean and not buyer.person_reference:
        return [_("The municipality has not stated its EAN number and person reference.")]
    missing = []
    if not buyer.ean:
        missing.append(_("The municipality has not stated its EAN number."))
    if not buyer.person_reference:
        missing.append(_("The municipality has not stated its person reference."))
    if not all((buyer.street, buyer.building_number, buyer.postal_code, buyer.city)):
        missing.append(_("The municipality has not stated its whole address."))
    return missing


def snapshot_faults(snapshot: InvoiceSnapshot) -> list[str]:
    """Return what is wrong with what an e-invoice or electronic credit note is going to say."""
    return [
        *missing_for_e_invoice(snapshot.buyer),
        *_characters(snapshot),
        *_identity(snapshot),
        *_seller(snapshot.seller),
        *_buyer(snapshot.buyer),
        *_dates(snapshot),
        *_amounts(snapshot),
        *(_correction(snapshot) if snapshot.is_credit_note else _payment(snapshot.payment)),
    ]


def document_faults(content: bytes, *, format_: Format, snapshot: InvoiceSnapshot, pdf: bytes) -> list[str]:
    """Return what is wrong with the bytes of a document: its shape, and that it says what the snapshot says."""
    try:
        root = parse(content)
    except Unreadable as error:
        return [_("The document is not readable XML: %(reason)s.") % {"reason": error}]
    name = "CreditNote" if snapshot.is_credit_note else "Invoice"
    if short(root) != name:
        return [_("The document is a %(found)s and not a %(wanted)s.") % {"found": short(root), "wanted": name}]
    return [*_shape(root, format_, snapshot), *_content(root, format_, snapshot), *_copy(root, pdf)]


def _characters(snapshot: InvoiceSnapshot) -> Iterator[str]:
    for text in _strings(snapshot):
        if UNWRITABLE.search(text):
            yield _("“%(text)s” contains a character that cannot be written in an e-invoice.") % {
                "text": UNWRITABLE.sub("?", text)[:60]
            }


def _identity(snapshot: InvoiceSnapshot) -> Iterator[str]:
    if not snapshot.number:
        yield _("The document has no number.")
    if snapshot.currency != "DKK":
        yield _("The currency is %(currency)s; e-invoices are in DKK.") % {"currency": snapshot.currency}


def _seller(seller: SellerParty) -> Iterator[str]:
    if not _is_cvr(seller.cvr):
        yield _("The seller's CVR number %(cvr)s is wrong: check the eight digits.") % {"cvr": seller.cvr}
    if not seller.name.strip():
        yield _("The seller has no name.")
    if not all((seller.street, seller.building_number, seller.postal_code, seller.city)):
        yield _("The seller's address is not complete: street, number, postal code and city are needed.")


def _buyer(buyer: BuyerParty) -> Iterator[str]:
    if not _is_cvr(buyer.cvr):
        yield _("The municipality's CVR number %(cvr)s is wrong: check the eight digits.") % {"cvr": buyer.cvr}
    if not buyer.name.strip():
        yield _("The municipality has no name.")
    if buyer.ean and (fault := gln_fault(buyer.ean)):
        yield fault
    if buyer.postal_code and not re.fullmatch("[0-9]{4}", buyer.postal_code):
        yield _("The municipality's postal code must have four digits.")


def _dates(snapshot: InvoiceSnapshot) -> Iterator[str]:
    if snapshot.period_to <= snapshot.period_from:
        yield _("The period of the fee ends before it starts.")
    if snapshot.is_credit_note:
        if snapshot.due_on is not None:
            yield _("A credit note has no due date.")
    elif snapshot.due_on is None:
        yield _("The invoice has no due date.")
    elif not snapshot.issued_on <= snapshot.due_on <= snapshot.issued_on + LONGEST_TERM:
        yield _("The due date must lie between the invoice date and 30 days later.")


def _amounts(snapshot: InvoiceSnapshot) -> Iterator[str]:
    if not snapshot.lines:
        yield _("The document has no lines.")
    for line in snapshot.lines:
        if min(line.quantity, line.unit_price, line.net) <= 0 or line.vat < 0:
            yield _("Line %(number)d has an amount that is not above 0.") % {"number": line.number}
        if line.vat_rate != snapshot.vat_rate:
            yield _("Line %(number)d has another VAT rate than %(rate)s.") % {
                "number": line.number,
                "rate": percent(snapshot.vat_rate),
            }
        if not line.description.strip():
            yield _("Line %(number)d has no text.") % {"number": line.number}
    if min(snapshot.net, snapshot.total) <= 0 or snapshot.vat < 0:
        yield _("The amounts must be above 0.")
    try:
        check_totals(snapshot)
    except TotalsDiffer as difference:
        yield _("The amounts do not add up: %(where)s.") % {"where": difference}


def _payment(payment: PaymentDetails) -> Iterator[str]:
    match payment.method:
        case "fik":
            if not re.fullmatch("[0-9]{15}", payment.payment_id):
                yield _("The payment id under +71 must have 15 digits; this one has %(count)d.") % {
                    "count": len(payment.payment_id)
                }
            elif not luhn.is_valid(payment.payment_id):
                yield _("The check digit of the payment id %(id)s is wrong.") % {"id": payment.payment_id}
            if not re.fullmatch("[0-9]{8}", payment.creditor_number):
                yield _("The creditor number must have eight digits.")
        case "bank":
            if not re.fullmatch("[0-9]{4}", payment.registration_number):
                yield _("The registration number must have four digits.")
            if not re.fullmatch("[0-9]{1,10}", payment.account_number):
                yield _("The account number must have one to ten digits.")
        case "iban":
            if not iban.is_valid(payment.iban):
                yield _("The IBAN is wrong: check the characters.")
        case _:
            yield _("The invoice must name exactly one way of payment.")


def _correction(snapshot: InvoiceSnapshot) -> Iterator[str]:
    if snapshot.preceding is None or not snapshot.preceding.number:
        yield _("A credit note must name the invoice that it is about, with number and date.")
    elif snapshot.preceding.issued_on > snapshot.issued_on:
        yield _("A credit note must not be older than its invoice.")
    if not snapshot.reason.strip():
        yield _("A credit note must say why it is issued.")


def _shape(root: etree._Element, format_: Format, snapshot: InvoiceSnapshot) -> Iterator[str]:
    for element in root.iter():
        name, children = short(element), [short(child) for child in element]
        allowed = ORDER.get(name, ())
        strangers = [child for child in children if child not in allowed]
        if strangers:
            yield _("%(child)s does not belong in %(parent)s.") % {"child": strangers[0], "parent": name}
        elif (places := [allowed.index(child) for child in children]) != sorted(places):
            yield _("The elements of %(parent)s stand in the wrong order.") % {"parent": name}
        if not children and not (element.text or "").strip():
            yield _("%(element)s is empty.") % {"element": name}
        if name.endswith("Amount") and element.get("currencyID") != snapshot.currency:
            yield _("%(element)s has no currency.") % {"element": name}
    for path in required_paths(format_, credit_note=snapshot.is_credit_note):
        if not any(text.strip() for text in texts(root, path)):
            yield _("%(element)s is missing.") % {"element": path}
    if len(elements(root, "cbc:Note")) > 1:
        yield _("A document may have one note at most.")
    if len(elements(root, "cac:PaymentMeans")) != (0 if snapshot.is_credit_note else 1):
        yield _("The invoice must name exactly one way of payment.")


def _content(root: etree._Element, format_: Format, snapshot: InvoiceSnapshot) -> Iterator[str]:
    """Compare what the document says with the snapshot, by paths of its own rather than by the writer's."""
    peppol = format_ is Format.PEPPOL_BIS3
    buyer = "cac:AccountingCustomerParty/cac:Party"
    total, line = "cac:LegalMonetaryTotal", "cac:CreditNoteLine" if snapshot.is_credit_note else "cac:InvoiceLine"
    preceding = snapshot.preceding.number if snapshot.preceding else ""
    expected = {
        "cbc:ID": [snapshot.number],
        "cbc:IssueDate": [snapshot.issued_on.isoformat()],
        f"{buyer}/cbc:EndpointID": [snapshot.buyer.ean],
        "cbc:BuyerReference" if peppol else f"{buyer}/cac:Contact/cbc:ID": [snapshot.buyer.person_reference],
        "cac:OrderReference/cbc:ID": _one(snapshot.buyer.order_number),
        "cbc:AccountingCost": _one(snapshot.buyer.account_string),
        "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID": _one(preceding),
        f"{total}/cbc:TaxExclusiveAmount": [f"{snapshot.net if peppol else snapshot.vat:.2f}"],
        f"{total}/cbc:PayableAmount": [f"{snapshot.total:.2f}"],
        "cac:TaxTotal/cbc:TaxAmount": [f"{snapshot.vat:.2f}"],
        f"{line}/cbc:LineExtensionAmount": [f"{row.net:.2f}" for row in snapshot.lines],
    }
    if snapshot.due_on:
        due = "cbc:DueDate" if peppol else "cac:PaymentMeans/cbc:PaymentDueDate"
        expected[due] = [snapshot.due_on.isoformat()]
    for path, values in expected.items():
        if texts(root, path) != values:
            yield _("%(element)s does not say what the invoice says.") % {"element": path}


def _copy(root: etree._Element, pdf: bytes) -> Iterator[str]:
    copies = texts(root, "cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject")
    try:
        found = [base64.b64decode(copy, validate=True) for copy in copies]
    except binascii.Error:
        found = []
    if found != [pdf]:
        yield _("The document does not hold the PDF.")


def _is_cvr(number: str) -> bool:
    return bool(re.fullmatch("[0-9]{8}", number)) and bool(cvr.is_valid(number))


def _one(value: str) -> list[str]:
    return [value] if value else []


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))
