"""All documents of one voucher, made from its snapshot and checked: nothing invalid leaves this module."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from billing.documents.checks import OWN_RULES, document_faults, missing_for_e_invoice, snapshot_faults
from billing.documents.invoice_pdf import invoice_pdf
from billing.documents.oioubl import oioubl_xml
from billing.documents.peppol import peppol_xml
from billing.documents.rules import official_faults, rule_set_of
from billing.formats import Format
from billing.snapshot import InvoiceSnapshot
from partnership.pdf import EmbeddedFile

_WRITERS: dict[Format, Callable[..., bytes]] = {Format.PEPPOL_BIS3: peppol_xml, Format.OIOUBL_21: oioubl_xml}


class NotValid(Exception):
    """A document breaks a rule, so it does not leave; the message lists what to do."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(dict.fromkeys(faults))
        super().__init__(" ".join(self.faults))


@dataclass(frozen=True)
class ElectronicDocument:
    """The XML of a voucher in one format, and the rules that it was held to."""

    format: Format
    content: bytes
    rule_set: str


@dataclass(frozen=True)
class Voucher:
    """The documents of an invoice or credit note; none are electronic when the municipality has not stated what it takes."""

    pdf: bytes
    electronic: tuple[ElectronicDocument, ...]


def make_voucher(snapshot: InvoiceSnapshot) -> Voucher:
    """Write and check everything that a snapshot becomes. Raises NotValid.

    The PDF carries the Peppol document, and each XML carries that PDF: one file to read, whichever a reader opens.
    """
    if missing_for_e_invoice(snapshot.buyer):
        return Voucher(invoice_pdf(snapshot), ())
    if faults := snapshot_faults(snapshot):
        raise NotValid(faults)
    data = EmbeddedFile(
        f"{snapshot.number}.xml", peppol_xml(snapshot), f"Peppol BIS Billing 3.0: {snapshot.number}", "Alternative"
    )
    pdf = invoice_pdf(snapshot, attachments=[data])
    return Voucher(pdf, tuple(_checked(format_, snapshot, pdf) for format_ in Format))


def rules_in_force(format_: Format) -> str:
    """Return what a document of the format is held to now, as it is stamped on the document."""
    official = rule_set_of(format_)
    return f"{OWN_RULES}; {official.version}" if official else OWN_RULES


def _checked(format_: Format, snapshot: InvoiceSnapshot, pdf: bytes) -> ElectronicDocument:
    content = _WRITERS[format_](snapshot, pdf=pdf)
    faults = document_faults(content, format_=format_, snapshot=snapshot, pdf=pdf)
    if faults := faults or official_faults(content, format_=format_):
        raise NotValid(faults)
    return ElectronicDocument(format_, content, rules_in_force(format_))
