"""The shape of UBL 2.1 as far as we write it: which elements, in which order, and which must be there.

The official schemas are not ours to copy, so every document is held to this small one before it leaves; where the official
ones are installed (`EINVOICE_RULES`) they are asked as well.
"""

from __future__ import annotations

from billing.formats import Format

_PARTY = (
    "cbc:EndpointID",
    "cac:PartyIdentification",
    "cac:PartyName",
    "cac:PostalAddress",
    "cac:PartyTaxScheme",
    "cac:PartyLegalEntity",
    "cac:Contact",
)
_HEAD = ("cbc:UBLVersionID", "cbc:CustomizationID", "cbc:ProfileID", "cbc:ID", "cbc:CopyIndicator", "cbc:UUID")
_MIDDLE = (
    "cbc:Note",
    "cbc:DocumentCurrencyCode",
    "cbc:AccountingCost",
    "cbc:BuyerReference",
    "cac:InvoicePeriod",
    "cac:OrderReference",
    "cac:BillingReference",
    "cac:AdditionalDocumentReference",
    "cac:AccountingSupplierParty",
    "cac:AccountingCustomerParty",
    "cac:PaymentMeans",
    "cac:PaymentTerms",
    "cac:TaxTotal",
    "cac:LegalMonetaryTotal",
)
_LINE = ("cbc:LineExtensionAmount", "cac:TaxTotal", "cac:Item", "cac:Price")

#: Element -> what may stand in it, in this order.
ORDER: dict[str, tuple[str, ...]] = {
    "Invoice": (*_HEAD, "cbc:IssueDate", "cbc:DueDate", "cbc:InvoiceTypeCode", *_MIDDLE, "cac:InvoiceLine"),
    "CreditNote": (*_HEAD, "cbc:IssueDate", "cbc:CreditNoteTypeCode", *_MIDDLE, "cac:CreditNoteLine"),
    "cac:InvoicePeriod": ("cbc:StartDate", "cbc:EndDate"),
    "cac:OrderReference": ("cbc:ID",),
    "cac:BillingReference": ("cac:InvoiceDocumentReference",),
    "cac:InvoiceDocumentReference": ("cbc:ID", "cbc:IssueDate"),
    "cac:AdditionalDocumentReference": ("cbc:ID", "cbc:DocumentType", "cbc:DocumentDescription", "cac:Attachment"),
    "cac:Attachment": ("cbc:EmbeddedDocumentBinaryObject",),
    "cac:AccountingSupplierParty": ("cac:Party",),
    "cac:AccountingCustomerParty": ("cac:Party",),
    "cac:Party": _PARTY,
    "cac:PartyIdentification": ("cbc:ID",),
    "cac:PartyName": ("cbc:Name",),
    "cac:PostalAddress": (
        "cbc:AddressFormatCode",
        "cbc:StreetName",
        "cbc:AdditionalStreetName",
        "cbc:BuildingNumber",
        "cbc:Department",
        "cbc:CityName",
        "cbc:PostalZone",
        "cac:Country",
    ),
    "cac:Country": ("cbc:IdentificationCode",),
    "cac:PartyTaxScheme": ("cbc:CompanyID", "cac:TaxScheme"),
    "cac:TaxScheme": ("cbc:ID", "cbc:Name"),
    "cac:PartyLegalEntity": ("cbc:RegistrationName", "cbc:CompanyID"),
    "cac:Contact": ("cbc:ID", "cbc:Name", "cbc:Telephone", "cbc:ElectronicMail"),
    "cac:PaymentMeans": (
        "cbc:ID",
        "cbc:PaymentMeansCode",
        "cbc:PaymentDueDate",
        "cbc:PaymentChannelCode",
        "cbc:InstructionID",
        "cbc:PaymentID",
        "cac:PayeeFinancialAccount",
        "cac:CreditAccount",
    ),
    "cac:PayeeFinancialAccount": ("cbc:ID", "cbc:PaymentNote", "cac:FinancialInstitutionBranch"),
    "cac:FinancialInstitutionBranch": ("cbc:ID",),
    "cac:CreditAccount": ("cbc:AccountID",),
    "cac:PaymentTerms": ("cbc:ID", "cbc:PaymentMeansID", "cbc:Note", "cbc:Amount"),
    "cac:TaxTotal": ("cbc:TaxAmount", "cac:TaxSubtotal"),
    "cac:TaxSubtotal": ("cbc:TaxableAmount", "cbc:TaxAmount", "cac:TaxCategory"),
    "cac:TaxCategory": ("cbc:ID", "cbc:Percent", "cac:TaxScheme"),
    "cac:LegalMonetaryTotal": (
        "cbc:LineExtensionAmount",
        "cbc:TaxExclusiveAmount",
        "cbc:TaxInclusiveAmount",
        "cbc:PayableAmount",
    ),
    "cac:InvoiceLine": ("cbc:ID", "cbc:InvoicedQuantity", *_LINE),
    "cac:CreditNoteLine": ("cbc:ID", "cbc:CreditedQuantity", *_LINE),
    "cac:Item": ("cbc:Description", "cbc:Name", "cac:ClassifiedTaxCategory"),
    "cac:ClassifiedTaxCategory": ("cbc:ID", "cbc:Percent", "cac:TaxScheme"),
    "cac:Price": ("cbc:PriceAmount",),
}

_SELLER, _BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
_ALWAYS = (
    "cbc:CustomizationID",
    "cbc:ProfileID",
    "cbc:ID",
    "cbc:IssueDate",
    "cbc:DocumentCurrencyCode",
    "cac:InvoicePeriod/cbc:StartDate",
    f"{_SELLER}/cbc:EndpointID",
    f"{_SELLER}/cac:PostalAddress/cbc:StreetName",
    f"{_SELLER}/cac:PartyTaxScheme/cbc:CompanyID",
    f"{_SELLER}/cac:PartyLegalEntity/cbc:CompanyID",
    f"{_BUYER}/cbc:EndpointID",
    f"{_BUYER}/cac:PostalAddress/cbc:StreetName",
    f"{_BUYER}/cac:PostalAddress/cbc:PostalZone",
    f"{_BUYER}/cac:PostalAddress/cbc:CityName",
    f"{_BUYER}/cac:PartyLegalEntity/cbc:CompanyID",
    "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent",
    "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
    "cac:LegalMonetaryTotal/cbc:PayableAmount",
)
_OF_FORMAT = {
    Format.PEPPOL_BIS3: ("cbc:BuyerReference",),
    Format.OIOUBL_21: (
        "cbc:UBLVersionID",
        "cbc:UUID",
        f"{_SELLER}/cac:PostalAddress/cbc:BuildingNumber",
        f"{_BUYER}/cac:PostalAddress/cbc:BuildingNumber",
        f"{_BUYER}/cac:Contact/cbc:ID",
    ),
}
_OF_INVOICE = {
    Format.PEPPOL_BIS3: ("cbc:DueDate", "cbc:InvoiceTypeCode", "cac:InvoiceLine/cbc:InvoicedQuantity"),
    Format.OIOUBL_21: (
        "cbc:InvoiceTypeCode",
        "cac:PaymentMeans/cbc:PaymentDueDate",
        "cac:InvoiceLine/cbc:InvoicedQuantity",
        "cac:InvoiceLine/cac:TaxTotal/cbc:TaxAmount",
    ),
}
_OF_CREDIT_NOTE = {
    Format.PEPPOL_BIS3: ("cbc:CreditNoteTypeCode", "cac:CreditNoteLine/cbc:CreditedQuantity"),
    Format.OIOUBL_21: ("cac:CreditNoteLine/cbc:CreditedQuantity", "cac:CreditNoteLine/cac:TaxTotal/cbc:TaxAmount"),
}
_PRECEDING = "cac:BillingReference/cac:InvoiceDocumentReference"


def required_paths(format_: Format, *, credit_note: bool) -> tuple[str, ...]:
    """Return what a document of the format must hold."""
    if credit_note:
        preceding = (f"{_PRECEDING}/cbc:ID", f"{_PRECEDING}/cbc:IssueDate")
        return (*_ALWAYS, *_OF_FORMAT[format_], *_OF_CREDIT_NOTE[format_], *preceding)
    return (*_ALWAYS, *_OF_FORMAT[format_], *_OF_INVOICE[format_])
