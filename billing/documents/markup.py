"""Write and read UBL: elements by short name, and a parser that opens nothing but the bytes it is given."""

from __future__ import annotations

import re
from decimal import Decimal

from lxml import etree

from billing.snapshot import rounded

CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_DOCUMENT = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"
_SPACES = {"cbc": CBC, "cac": CAC}
#: What XML 1.0 cannot hold, written or escaped.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(Exception):
    """Bytes that are no XML document, or one that wants to open something else."""


def document(name: str) -> etree._Element:
    """Return the empty root of a UBL document: `Invoice`, `CreditNote`."""
    space = _DOCUMENT.format(name)
    return etree.Element(f"{{{space}}}{name}", nsmap={None: space, "cac": CAC, "cbc": CBC})


def group(parent: etree._Element, name: str) -> etree._Element:
    """Add an aggregate (`cac:Party`) and return it."""
    return etree.SubElement(parent, _clark(name))


def write(parent: etree._Element, name: str, value: str, **attributes: str) -> None:
    """Add a basic element (`cbc:ID`); an empty value adds nothing, since no format allows empty elements."""
    if value:
        etree.SubElement(parent, _clark(name), attributes).text = value


def write_amount(parent: etree._Element, name: str, amount: Decimal, currency: str) -> None:
    """Add an amount with two decimals and its currency."""
    write(parent, name, f"{rounded(amount):.2f}", currencyID=currency)


def plain(number: Decimal) -> str:
    """Return a quantity or rate without needless zeros: `1`, `25`, `12.5`."""
    return f"{number.normalize():f}"


def as_bytes(root: etree._Element) -> bytes:
    """Return the document as it is stored and sent: UTF-8, the same bytes for the same content."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content


def parse(content: bytes) -> etree._Element:
    """Return the root of a document; nothing outside the bytes is opened and no entity is filled in. Raises Unreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("a document type is not allowed")
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    """Return the texts at a path of short names: `cac:TaxTotal/cbc:TaxAmount`."""
    return [element.text or "" for element in root.findall(path, _SPACES)]


def elements(root: etree._Element, path: str) -> list[etree._Element]:
    """Return the elements at a path of short names."""
    found: list[etree._Element] = root.findall(path, _SPACES)
    return found


def short(element: etree._Element) -> str:
    """Return an element's short name: `cbc:ID`, of the root `Invoice`."""
    name = etree.QName(element)
    prefix = next((prefix for prefix, space in _SPACES.items() if space == name.namespace), "")
    return f"{prefix}:{name.localname}" if prefix else name.localname


def _clark(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"
