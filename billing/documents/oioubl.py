"""OIOUBL 2.1: the Danish public sector's own UBL, for receivers that Peppol does not reach."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from billing.documents.markup import as_bytes, group, plain, write, write_amount
from billing.documents.ubl import (
    INVOICE_CODE,
    names_of,
    new_document,
    note_of,
    terms_of,
    vat_number,
    write_pdf,
    write_period,
    write_references,
)
from billing.snapshot import BuyerParty, InvoiceSnapshot, Line, SellerParty, VatOfRate

CUSTOMIZATION, PROFILE = "OIOUBL-2.1", "Procurement-BilSim-1.0"
#: The Danish agency that keeps the code lists; GS1 keeps those of locations.
AGENCY, GS1 = "320", "9"
PIECE = "EA"
#: What a bank statement has room for.
PAYMENT_NOTE = 20
#: What the format has room for in the short name of an item; the description holds the whole.
ITEM_NAME = 40
_TAX_SCHEME = "urn:oioubl:id:taxschemeid-1.5"
_TAX_CATEGORY = "urn:oioubl:id:taxcategoryid-1.3"
_CHANNEL = "urn:oioubl:codelist:paymentchannelcode-1.1"


def oioubl_xml(snapshot: InvoiceSnapshot, *, pdf: bytes | None = None) -> bytes:
    """Return the invoice or credit note, with the PDF in it where one is given."""
    root = new_document(snapshot)
    write(root, "cbc:UBLVersionID", "2.1")
    write(root, "cbc:CustomizationID", CUSTOMIZATION)
    write(root, "cbc:ProfileID", PROFILE, schemeID="urn:oioubl:id:profileid-1.6", schemeAgencyID=AGENCY)
    write(root, "cbc:ID", snapshot.number)
    write(root, "cbc:CopyIndicator", "false")
    write(root, "cbc:UUID", snapshot.uuid)
    write(root, "cbc:IssueDate", snapshot.issued_on.isoformat())
    if not snapshot.is_credit_note:
        codes = {"listID": "urn:oioubl:codelist:invoicetypecode-1.2", "listAgencyID": AGENCY}
        write(root, "cbc:InvoiceTypeCode", INVOICE_CODE, **codes)
    write(root, "cbc:Note", note_of(snapshot))
    write(root, "cbc:DocumentCurrencyCode", snapshot.currency)
    write(root, "cbc:AccountingCost", snapshot.buyer.account_string)
    write_period(root, snapshot)
    write_references(root, snapshot)
    write_pdf(root, snapshot, pdf, "cbc:DocumentType")
    write_seller(root, snapshot.seller)
    write_buyer(root, snapshot.buyer)
    if not snapshot.is_credit_note:
        _payment(root, snapshot)
    _vat(root, snapshot, snapshot.vat, snapshot.vat_by_rate())
    totals = group(root, "cac:LegalMonetaryTotal")
    write_amount(totals, "cbc:LineExtensionAmount", snapshot.net, snapshot.currency)
    # In OIOUBL this is the VAT, whatever its name says (F-INV127).
    write_amount(totals, "cbc:TaxExclusiveAmount", snapshot.vat, snapshot.currency)
    write_amount(totals, "cbc:TaxInclusiveAmount", snapshot.total, snapshot.currency)
    write_amount(totals, "cbc:PayableAmount", snapshot.total, snapshot.currency)
    for line in snapshot.lines:
        _line(root, snapshot, line)
    return as_bytes(root)


def write_seller(root: etree._Element, seller: SellerParty) -> None:
    """Add the seller as every OIOUBL document names it."""
    party = group(group(root, "cac:AccountingSupplierParty"), "cac:Party")
    write(party, "cbc:EndpointID", vat_number(seller.cvr), schemeID="DK:CVR")
    write(group(party, "cac:PartyIdentification"), "cbc:ID", vat_number(seller.cvr), schemeID="DK:CVR")
    write(group(party, "cac:PartyName"), "cbc:Name", seller.name)
    _address(party, seller, "")
    tax = group(party, "cac:PartyTaxScheme")
    write(tax, "cbc:CompanyID", vat_number(seller.cvr), schemeID="DK:SE")
    write_tax_scheme(tax)
    _legal(party, seller.name, seller.cvr)
    contact = group(party, "cac:Contact")
    write(contact, "cbc:ID", "1")
    write(contact, "cbc:Name", seller.contact_name)
    write(contact, "cbc:Telephone", seller.phone)
    write(contact, "cbc:ElectronicMail", seller.email)


def write_buyer(root: etree._Element, buyer: BuyerParty) -> None:
    """Add the municipality, with the unit and the person that the document goes to."""
    party = group(group(root, "cac:AccountingCustomerParty"), "cac:Party")
    write(party, "cbc:EndpointID", buyer.ean, schemeID="GLN", schemeAgencyID=GS1)
    write(group(party, "cac:PartyIdentification"), "cbc:ID", buyer.ean, schemeID="GLN", schemeAgencyID=GS1)
    write(group(party, "cac:PartyName"), "cbc:Name", buyer.name)
    _address(party, buyer, buyer.unit)
    _legal(party, buyer.name, buyer.cvr)
    contact = group(party, "cac:Contact")
    write(contact, "cbc:ID", buyer.person_reference)
    write(contact, "cbc:Name", buyer.contact_name)
    write(contact, "cbc:ElectronicMail", buyer.contact_email)


def _address(party: etree._Element, owner: SellerParty | BuyerParty, unit: str) -> None:
    address = group(party, "cac:PostalAddress")
    codes = {"listID": "urn:oioubl:codelist:addressformatcode-1.1", "listAgencyID": AGENCY}
    write(address, "cbc:AddressFormatCode", "StructuredDK", **codes)
    write(address, "cbc:StreetName", owner.street)
    write(address, "cbc:BuildingNumber", owner.building_number)
    write(address, "cbc:Department", unit)
    write(address, "cbc:CityName", owner.city)
    write(address, "cbc:PostalZone", owner.postal_code)
    write(group(address, "cac:Country"), "cbc:IdentificationCode", "DK")


def _legal(party: etree._Element, name: str, cvr: str) -> None:
    legal = group(party, "cac:PartyLegalEntity")
    write(legal, "cbc:RegistrationName", name)
    write(legal, "cbc:CompanyID", vat_number(cvr), schemeID="DK:CVR")


def _payment(root: etree._Element, snapshot: InvoiceSnapshot) -> None:
    payment = snapshot.payment
    code, channel = {"fik": ("93", "DK:FIK"), "bank": ("42", "DK:BANK")}.get(payment.method, ("58", "IBAN"))
    means = group(root, "cac:PaymentMeans")
    write(means, "cbc:ID", "1")
    write(means, "cbc:PaymentMeansCode", code)
    write(means, "cbc:PaymentDueDate", snapshot.due_on.isoformat() if snapshot.due_on else "")
    write(means, "cbc:PaymentChannelCode", channel, listID=_CHANNEL, listAgencyID=AGENCY)
    if payment.method == "fik":
        write(means, "cbc:InstructionID", payment.payment_id)
        write(means, "cbc:PaymentID", "71", schemeID="urn:oioubl:id:paymentid-1.1", schemeAgencyID=AGENCY)
        write(group(means, "cac:CreditAccount"), "cbc:AccountID", payment.creditor_number)
    else:
        account = group(means, "cac:PayeeFinancialAccount")
        write(account, "cbc:ID", payment.account_number if payment.method == "bank" else payment.iban)
        write(account, "cbc:PaymentNote", snapshot.number[:PAYMENT_NOTE])
        if payment.method == "bank":
            write(group(account, "cac:FinancialInstitutionBranch"), "cbc:ID", payment.registration_number)
    terms = group(root, "cac:PaymentTerms")
    write(terms, "cbc:ID", "1")
    write(terms, "cbc:PaymentMeansID", "1")
    write(terms, "cbc:Note", terms_of(snapshot))
    write_amount(terms, "cbc:Amount", snapshot.total, snapshot.currency)


def _vat(parent: etree._Element, snapshot: InvoiceSnapshot, vat: Decimal, parts: list[VatOfRate]) -> None:
    total = group(parent, "cac:TaxTotal")
    write_amount(total, "cbc:TaxAmount", vat, snapshot.currency)
    for part in parts:
        subtotal = group(total, "cac:TaxSubtotal")
        write_amount(subtotal, "cbc:TaxableAmount", part.net, snapshot.currency)
        write_amount(subtotal, "cbc:TaxAmount", part.vat, snapshot.currency)
        category = group(subtotal, "cac:TaxCategory")
        write(category, "cbc:ID", "StandardRated", schemeID=_TAX_CATEGORY, schemeAgencyID=AGENCY)
        write(category, "cbc:Percent", plain(part.rate))
        write_tax_scheme(category)


def write_tax_scheme(parent: etree._Element) -> None:
    """Add what the tax is: VAT."""
    scheme = group(parent, "cac:TaxScheme")
    write(scheme, "cbc:ID", "63", schemeID=_TAX_SCHEME, schemeAgencyID=AGENCY)
    write(scheme, "cbc:Name", "Moms")


def _line(root: etree._Element, snapshot: InvoiceSnapshot, line: Line) -> None:
    names = names_of(snapshot)
    row = group(root, names.line)
    write(row, "cbc:ID", str(line.number))
    write(row, names.quantity, plain(line.quantity), unitCode=PIECE)
    write_amount(row, "cbc:LineExtensionAmount", line.net, snapshot.currency)
    _vat(row, snapshot, line.vat, [VatOfRate(line.vat_rate, line.net, line.vat)])
    item = group(row, "cac:Item")
    write(item, "cbc:Description", line.description)
    write(item, "cbc:Name", line.description[:ITEM_NAME].rstrip())
    write_amount(group(row, "cac:Price"), "cbc:PriceAmount", line.unit_price, snapshot.currency)
