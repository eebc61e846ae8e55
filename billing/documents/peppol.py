"""Peppol BIS Billing 3.0: UBL 2.1 under the European standard EN 16931, with the Danish rules DK-R."""

from __future__ import annotations

from lxml import etree

from billing.documents.markup import as_bytes, group, plain, write, write_amount
from billing.documents.ubl import (
    CREDIT_NOTE_CODE,
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
from billing.snapshot import BuyerParty, InvoiceSnapshot, Line, SellerParty

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
#: ISO 6523: the Danish business register, and GS1's locations.
CVR, GLN = "0184", "0088"
#: Pieces, of UN/ECE recommendation 20.
PIECE = "C62"
#: Payment means of UNCL 4461: reference giro (FIK), transfer to a Danish account, transfer within SEPA.
FIK, ACCOUNT, SEPA = "93", "42", "58"


def peppol_xml(snapshot: InvoiceSnapshot, *, pdf: bytes | None = None) -> bytes:
    """Return the invoice or credit note, with the PDF in it where one is given."""
    root = new_document(snapshot)
    write(root, "cbc:CustomizationID", CUSTOMIZATION)
    write(root, "cbc:ProfileID", PROFILE)
    write(root, "cbc:ID", snapshot.number)
    write(root, "cbc:IssueDate", snapshot.issued_on.isoformat())
    if snapshot.is_credit_note:
        write(root, "cbc:CreditNoteTypeCode", CREDIT_NOTE_CODE)
    else:
        write(root, "cbc:DueDate", snapshot.due_on.isoformat() if snapshot.due_on else "")
        write(root, "cbc:InvoiceTypeCode", INVOICE_CODE)
    write(root, "cbc:Note", note_of(snapshot))
    write(root, "cbc:DocumentCurrencyCode", snapshot.currency)
    write(root, "cbc:AccountingCost", snapshot.buyer.account_string)
    write(root, "cbc:BuyerReference", snapshot.buyer.person_reference)
    write_period(root, snapshot)
    write_references(root, snapshot)
    write_pdf(root, snapshot, pdf, "cbc:DocumentDescription")
    _seller(root, snapshot.seller)
    _buyer(root, snapshot.buyer)
    if not snapshot.is_credit_note:
        _payment(root, snapshot)
        write(group(root, "cac:PaymentTerms"), "cbc:Note", terms_of(snapshot))
    _vat(root, snapshot)
    totals = group(root, "cac:LegalMonetaryTotal")
    write_amount(totals, "cbc:LineExtensionAmount", snapshot.net, snapshot.currency)
    write_amount(totals, "cbc:TaxExclusiveAmount", snapshot.net, snapshot.currency)
    write_amount(totals, "cbc:TaxInclusiveAmount", snapshot.total, snapshot.currency)
    write_amount(totals, "cbc:PayableAmount", snapshot.total, snapshot.currency)
    for line in snapshot.lines:
        _line(root, snapshot, line)
    return as_bytes(root)


def _seller(root: etree._Element, seller: SellerParty) -> None:
    party = group(group(root, "cac:AccountingSupplierParty"), "cac:Party")
    number = vat_number(seller.cvr)
    write(party, "cbc:EndpointID", number, schemeID=CVR)
    write(group(party, "cac:PartyIdentification"), "cbc:ID", number, schemeID=CVR)
    write(group(party, "cac:PartyName"), "cbc:Name", seller.name)
    _address(party, seller, "")
    tax = group(party, "cac:PartyTaxScheme")
    write(tax, "cbc:CompanyID", number)
    write(group(tax, "cac:TaxScheme"), "cbc:ID", "VAT")
    legal = group(party, "cac:PartyLegalEntity")
    write(legal, "cbc:RegistrationName", seller.name)
    write(legal, "cbc:CompanyID", number, schemeID=CVR)
    _contact(party, seller.contact_name, seller.phone, seller.email)


def _buyer(root: etree._Element, buyer: BuyerParty) -> None:
    party = group(group(root, "cac:AccountingCustomerParty"), "cac:Party")
    number = vat_number(buyer.cvr)
    write(party, "cbc:EndpointID", buyer.ean, schemeID=GLN)
    write(group(party, "cac:PartyIdentification"), "cbc:ID", number, schemeID=CVR)
    write(group(party, "cac:PartyName"), "cbc:Name", buyer.name)
    _address(party, buyer, buyer.unit)
    legal = group(party, "cac:PartyLegalEntity")
    write(legal, "cbc:RegistrationName", buyer.name)
    write(legal, "cbc:CompanyID", number, schemeID=CVR)
    _contact(party, buyer.contact_name, "", buyer.contact_email)


def _address(party: etree._Element, owner: SellerParty | BuyerParty, unit: str) -> None:
    address = group(party, "cac:PostalAddress")
    write(address, "cbc:StreetName", f"{owner.street} {owner.building_number}".strip())
    write(address, "cbc:AdditionalStreetName", unit)
    write(address, "cbc:CityName", owner.city)
    write(address, "cbc:PostalZone", owner.postal_code)
    write(group(address, "cac:Country"), "cbc:IdentificationCode", "DK")


def _contact(party: etree._Element, name: str, phone: str, email: str) -> None:
    if not (name or phone or email):
        return
    contact = group(party, "cac:Contact")
    write(contact, "cbc:Name", name)
    write(contact, "cbc:Telephone", phone)
    write(contact, "cbc:ElectronicMail", email)


def _payment(root: etree._Element, snapshot: InvoiceSnapshot) -> None:
    payment = snapshot.payment
    means = group(root, "cac:PaymentMeans")
    match payment.method:
        case "fik":
            write(means, "cbc:PaymentMeansCode", FIK)
            write(means, "cbc:PaymentID", f"71#{payment.payment_id}")
            write(group(means, "cac:PayeeFinancialAccount"), "cbc:ID", payment.creditor_number)
        case "bank":
            write(means, "cbc:PaymentMeansCode", ACCOUNT)
            write(means, "cbc:PaymentID", snapshot.number)
            account = group(means, "cac:PayeeFinancialAccount")
            write(account, "cbc:ID", payment.account_number)
            write(group(account, "cac:FinancialInstitutionBranch"), "cbc:ID", payment.registration_number)
        case _:
            write(means, "cbc:PaymentMeansCode", SEPA)
            write(means, "cbc:PaymentID", snapshot.number)
            write(group(means, "cac:PayeeFinancialAccount"), "cbc:ID", payment.iban)


def _vat(root: etree._Element, snapshot: InvoiceSnapshot) -> None:
    total = group(root, "cac:TaxTotal")
    write_amount(total, "cbc:TaxAmount", snapshot.vat, snapshot.currency)
    for part in snapshot.vat_by_rate():
        subtotal = group(total, "cac:TaxSubtotal")
        write_amount(subtotal, "cbc:TaxableAmount", part.net, snapshot.currency)
        write_amount(subtotal, "cbc:TaxAmount", part.vat, snapshot.currency)
        category = group(subtotal, "cac:TaxCategory")
        write(category, "cbc:ID", "S")
        write(category, "cbc:Percent", plain(part.rate))
        write(group(category, "cac:TaxScheme"), "cbc:ID", "VAT")


def _line(root: etree._Element, snapshot: InvoiceSnapshot, line: Line) -> None:
    names = names_of(snapshot)
    row = group(root, names.line)
    write(row, "cbc:ID", str(line.number))
    write(row, names.quantity, plain(line.quantity), unitCode=PIECE)
    write_amount(row, "cbc:LineExtensionAmount", line.net, snapshot.currency)
    item = group(row, "cac:Item")
    write(item, "cbc:Name", line.description)
    category = group(item, "cac:ClassifiedTaxCategory")
    write(category, "cbc:ID", "S")
    write(category, "cbc:Percent", plain(line.vat_rate))
    write(group(category, "cac:TaxScheme"), "cbc:ID", "VAT")
    write_amount(group(row, "cac:Price"), "cbc:PriceAmount", line.unit_price, snapshot.currency)
