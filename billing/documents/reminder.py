"""The papers of a payment reminder: a PDF always, and an OIOUBL Reminder where the municipality has stated what that takes.

Peppol has no reminder. Each XML is held to its own shape and to what the snapshot says before it leaves.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from lxml import etree

from billing.documents.checks import OWN_RULES, missing_for_e_invoice
from billing.documents.markup import (
    Unreadable,
    as_bytes,
    document,
    elements,
    group,
    parse,
    short,
    texts,
    write,
    write_amount,
)
from billing.documents.oioubl import AGENCY, CUSTOMIZATION, PROFILE, write_buyer, write_seller, write_tax_scheme
from billing.documents.reminder_pdf import reminder_pdf
from billing.documents.structure import ORDER
from billing.documents.ubl import PDF
from billing.documents.vouchers import ElectronicDocument, NotValid
from billing.formats import Format
from billing.reminder_snapshot import Charge, ChargeKind, ReminderSnapshot

FIRST, LATER = "Advis", "Reminder"
#: Codes of OIOUBL for what is added; the compensation has none and is told in words.
_REASON_CODES = {ChargeKind.FEE: "PenaltyFee", ChargeKind.INTEREST: "PenaltyRate"}
_CATEGORY = "urn:oioubl:id:taxcategoryid-1.3"
_CHANNEL = "urn:oioubl:codelist:paymentchannelcode-1.1"

#: What is in a Reminder and in which order; what its parts hold is the invoice's.
_ORDER: dict[str, tuple[str, ...]] = {
    **ORDER,
    "Reminder": (
        "cbc:UBLVersionID",
        "cbc:CustomizationID",
        "cbc:ProfileID",
        "cbc:ID",
        "cbc:CopyIndicator",
        "cbc:UUID",
        "cbc:IssueDate",
        "cbc:ReminderTypeCode",
        "cbc:ReminderSequenceNumeric",
        "cbc:Note",
        "cbc:DocumentCurrencyCode",
        "cbc:AccountingCost",
        "cac:AdditionalDocumentReference",
        "cac:AccountingSupplierParty",
        "cac:AccountingCustomerParty",
        "cac:PaymentMeans",
        "cac:PaymentTerms",
        "cac:AllowanceCharge",
        "cac:TaxTotal",
        "cac:LegalMonetaryTotal",
        "cac:ReminderLine",
    ),
    "cac:AllowanceCharge": (
        "cbc:ID",
        "cbc:ChargeIndicator",
        "cbc:AllowanceChargeReasonCode",
        "cbc:AllowanceChargeReason",
        "cbc:Amount",
        "cac:TaxCategory",
    ),
    "cac:LegalMonetaryTotal": (
        "cbc:LineExtensionAmount",
        "cbc:TaxExclusiveAmount",
        "cbc:ChargeTotalAmount",
        "cbc:PayableAmount",
    ),
    "cac:ReminderLine": ("cbc:ID", "cbc:DebitLineAmount", "cac:BillingReference"),
}


@dataclass(frozen=True)
class Papers:
    """The documents of one reminder."""

    pdf: bytes
    xml: ElectronicDocument | None


def make_papers(snapshot: ReminderSnapshot) -> Papers:
    """Write and check what a reminder becomes. Raises NotValid."""
    pdf = reminder_pdf(snapshot)
    if missing_for_e_invoice(snapshot.buyer):
        return Papers(pdf, None)
    content = reminder_xml(snapshot, pdf=pdf)
    if faults := reminder_faults(content, snapshot=snapshot):
        raise NotValid(faults)
    return Papers(pdf, ElectronicDocument(Format.OIOUBL_21, content, OWN_RULES))


def reminder_xml(snapshot: ReminderSnapshot, *, pdf: bytes | None = None) -> bytes:
    """Return the OIOUBL Reminder, with the PDF in it where one is given."""
    root = document("Reminder")
    write(root, "cbc:UBLVersionID", "2.1")
    write(root, "cbc:CustomizationID", CUSTOMIZATION)
    write(root, "cbc:ProfileID", PROFILE, schemeID="urn:oioubl:id:profileid-1.6", schemeAgencyID=AGENCY)
    write(root, "cbc:ID", snapshot.number)
    write(root, "cbc:CopyIndicator", "false")
    write(root, "cbc:UUID", snapshot.uuid)
    write(root, "cbc:IssueDate", snapshot.issued_on.isoformat())
    codes = {"listID": "urn:oioubl:codelist:remindertypecode-1.1", "listAgencyID": AGENCY}
    write(root, "cbc:ReminderTypeCode", FIRST if snapshot.sequence == 1 else LATER, **codes)
    write(root, "cbc:ReminderSequenceNumeric", str(snapshot.sequence))
    write(root, "cbc:Note", f"Faktura {snapshot.invoice_number}, forfaldt {snapshot.invoice_due_on.isoformat()}")
    write(root, "cbc:DocumentCurrencyCode", snapshot.currency)
    write(root, "cbc:AccountingCost", snapshot.buyer.account_string)
    _copy(root, snapshot, pdf)
    write_seller(root, snapshot.seller)
    write_buyer(root, snapshot.buyer)
    _payment(root, snapshot)
    for number, charge in enumerate(snapshot.charges, 1):
        _charge(root, snapshot, charge, number)
    tax = group(root, "cac:TaxTotal")
    write_amount(tax, "cbc:TaxAmount", Decimal(0), snapshot.currency)
    subtotal = group(tax, "cac:TaxSubtotal")
    write_amount(subtotal, "cbc:TaxableAmount", snapshot.payable, snapshot.currency)
    write_amount(subtotal, "cbc:TaxAmount", Decimal(0), snapshot.currency)
    _without_vat(subtotal)
    totals = group(root, "cac:LegalMonetaryTotal")
    write_amount(totals, "cbc:LineExtensionAmount", snapshot.debt, snapshot.currency)
    write_amount(totals, "cbc:TaxExclusiveAmount", Decimal(0), snapshot.currency)
    write_amount(totals, "cbc:ChargeTotalAmount", snapshot.charged, snapshot.currency)
    write_amount(totals, "cbc:PayableAmount", snapshot.payable, snapshot.currency)
    line = group(root, "cac:ReminderLine")
    write(line, "cbc:ID", "1")
    write_amount(line, "cbc:DebitLineAmount", snapshot.debt, snapshot.currency)
    reference = group(group(line, "cac:BillingReference"), "cac:InvoiceDocumentReference")
    write(reference, "cbc:ID", snapshot.invoice_number)
    write(reference, "cbc:IssueDate", snapshot.invoice_issued_on.isoformat())
    return as_bytes(root)


def reminder_faults(content: bytes, *, snapshot: ReminderSnapshot) -> list[str]:
    """Return what is wrong with a reminder's bytes: its shape, and that it says what the snapshot says."""
    try:
        root = parse(content)
    except Unreadable as error:
        return [_("The document is not readable XML: %(reason)s.") % {"reason": error}]
    if short(root) != "Reminder":
        return [_("The document is a %(found)s and not a %(wanted)s.") % {"found": short(root), "wanted": "Reminder"}]
    return [*_shape(root, snapshot), *_content(root, snapshot)]


def _copy(root: etree._Element, snapshot: ReminderSnapshot, pdf: bytes | None) -> None:
    if pdf is None:
        return
    reference = group(root, "cac:AdditionalDocumentReference")
    write(reference, "cbc:ID", snapshot.number)
    write(reference, "cbc:DocumentType", "Rykker")
    text = base64.b64encode(pdf).decode("ascii")
    attachment = group(reference, "cac:Attachment")
    names = {"mimeCode": PDF, "filename": f"{snapshot.number}.pdf"}
    write(attachment, "cbc:EmbeddedDocumentBinaryObject", text, **names)


def _payment(root: etree._Element, snapshot: ReminderSnapshot) -> None:
    payment = snapshot.payment
    code, channel = {"fik": ("93", "DK:FIK"), "bank": ("42", "DK:BANK")}.get(payment.method, ("58", "IBAN"))
    means = group(root, "cac:PaymentMeans")
    write(means, "cbc:ID", "1")
    write(means, "cbc:PaymentMeansCode", code)
    write(means, "cbc:PaymentDueDate", snapshot.due_on.isoformat())
    write(means, "cbc:PaymentChannelCode", channel, listID=_CHANNEL, listAgencyID=AGENCY)
    if payment.method == "fik":
        # The invoice's own payment id: the payment finds the debt.
        write(means, "cbc:InstructionID", payment.payment_id)
        write(means, "cbc:PaymentID", "71", schemeID="urn:oioubl:id:paymentid-1.1", schemeAgencyID=AGENCY)
        write(group(means, "cac:CreditAccount"), "cbc:AccountID", payment.creditor_number)
    else:
        account = group(means, "cac:PayeeFinancialAccount")
        write(account, "cbc:ID", payment.account_number if payment.method == "bank" else payment.iban)
        write(account, "cbc:PaymentNote", snapshot.invoice_number)
        if payment.method == "bank":
            write(group(account, "cac:FinancialInstitutionBranch"), "cbc:ID", payment.registration_number)
    terms = group(root, "cac:PaymentTerms")
    write(terms, "cbc:ID", "1")
    write(terms, "cbc:PaymentMeansID", "1")
    write_amount(terms, "cbc:Amount", snapshot.payable, snapshot.currency)


def _charge(root: etree._Element, snapshot: ReminderSnapshot, charge: Charge, number: int) -> None:
    row = group(root, "cac:AllowanceCharge")
    write(row, "cbc:ID", str(number))
    write(row, "cbc:ChargeIndicator", "true")
    if code := _REASON_CODES.get(charge.kind):
        write(row, "cbc:AllowanceChargeReasonCode", code)
    else:
        write(row, "cbc:AllowanceChargeReason", charge.text)
    write_amount(row, "cbc:Amount", charge.amount, snapshot.currency)
    _without_vat(row)


def _without_vat(parent: etree._Element) -> None:
    category = group(parent, "cac:TaxCategory")
    write(category, "cbc:ID", "ZeroRated", schemeID=_CATEGORY, schemeAgencyID=AGENCY)
    write(category, "cbc:Percent", "0")
    write_tax_scheme(category)


def _shape(root: etree._Element, snapshot: ReminderSnapshot) -> Iterator[str]:
    for element in root.iter():
        name, children = short(element), [short(child) for child in element]
        allowed = _ORDER.get(name, ())
        if strangers := [child for child in children if child not in allowed]:
            yield _("%(child)s does not belong in %(parent)s.") % {"child": strangers[0], "parent": name}
        elif (places := [allowed.index(child) for child in children]) != sorted(places):
            yield _("The elements of %(parent)s stand in the wrong order.") % {"parent": name}
        if not children and not (element.text or "").strip():
            yield _("%(element)s is empty.") % {"element": name}
        if name.endswith("Amount") and element.get("currencyID") != snapshot.currency:
            yield _("%(element)s has no currency.") % {"element": name}
    if not 1 <= snapshot.sequence <= 3:
        yield _("An invoice has three reminders at most.")


def _content(root: etree._Element, snapshot: ReminderSnapshot) -> Iterator[str]:
    """Compare what the document says with the snapshot, by paths of its own rather than by the writer's."""
    customer, totals = "cac:AccountingCustomerParty/cac:Party", "cac:LegalMonetaryTotal"
    expected = {
        "cbc:ID": [snapshot.number],
        "cbc:UUID": [snapshot.uuid],
        "cbc:IssueDate": [snapshot.issued_on.isoformat()],
        "cbc:ReminderSequenceNumeric": [str(snapshot.sequence)],
        f"{customer}/cbc:EndpointID": [snapshot.buyer.ean],
        f"{customer}/cac:Contact/cbc:ID": [snapshot.buyer.person_reference],
        "cac:PaymentMeans/cbc:PaymentDueDate": [snapshot.due_on.isoformat()],
        "cac:AllowanceCharge/cbc:Amount": [f"{charge.amount:.2f}" for charge in snapshot.charges],
        f"{totals}/cbc:LineExtensionAmount": [f"{snapshot.debt:.2f}"],
        f"{totals}/cbc:ChargeTotalAmount": [f"{snapshot.charged:.2f}"],
        f"{totals}/cbc:PayableAmount": [f"{snapshot.debt + snapshot.charged:.2f}"],
        "cac:ReminderLine/cbc:DebitLineAmount": [f"{snapshot.debt:.2f}"],
        "cac:ReminderLine/cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID": [snapshot.invoice_number],
    }
    for path, values in expected.items():
        if texts(root, path) != values:
            yield _("%(element)s does not say what the reminder says.") % {"element": path}
    for path in ("cac:PaymentMeans", "cac:ReminderLine"):
        if len(elements(root, path)) != 1:
            yield _("%(element)s is missing.") % {"element": path}
