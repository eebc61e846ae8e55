"""What an invoice or credit note says, frozen at issue: the documents are made from this and from nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

_CENT = Decimal("0.01")
#: What invoices bear where no other rate is in force.
VAT_RATE = Decimal(25)


class Kind(StrEnum):
    """What sort of voucher a snapshot is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class TotalsDiffer(Exception):
    """The amounts of an invoice do not add up."""


@dataclass(frozen=True)
class SellerParty:
    name: str
    street: str
    building_number: str
    postal_code: str
    city: str
    cvr: str
    contact_name: str
    email: str
    phone: str


@dataclass(frozen=True)
class BuyerParty:
    """The municipality; empty is what it has not stated."""

    name: str
    code: str
    cvr: str
    contact_name: str
    street: str = ""
    building_number: str = ""
    postal_code: str = ""
    city: str = ""
    ean: str = ""
    person_reference: str = ""
    order_number: str = ""
    account_string: str = ""
    unit: str = ""
    contact_email: str = ""
    preferred_format: str = ""


@dataclass(frozen=True)
class References:
    """Case numbers of both sides."""

    partnership: str
    case_id: str
    document_id: str
    municipality_case_no: str


@dataclass(frozen=True)
class Line:
    number: int
    description: str
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    vat_rate: Decimal
    vat: Decimal
    unit: str = "stk."


@dataclass(frozen=True)
class VatOfRate:
    """What the lines of one VAT rate come to."""

    rate: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True)
class PaymentDetails:
    """How to pay: `fik`, `bank` or `iban`, and what that way needs; `terms` are further conditions in words."""

    method: str
    payment_id: str
    creditor_number: str
    registration_number: str
    account_number: str
    iban: str
    terms: str = ""


@dataclass(frozen=True)
class PrecedingInvoice:
    """The invoice that a credit note takes back, wholly or in part."""

    number: str
    issued_on: dt.date


@dataclass(frozen=True)
class InvoiceSnapshot:
    """Everything that the voucher shows; amounts in DKK and positive on credit notes too, the period's end exclusive.

    A credit note has no due date; it names the invoice that it is about, and says why.
    """

    number: str
    issued_on: dt.date
    due_on: dt.date | None
    issued_at: dt.datetime
    currency: str
    seller: SellerParty
    buyer: BuyerParty
    references: References
    fee_year: int
    period_from: dt.date
    period_to: dt.date
    lines: tuple[Line, ...]
    net: Decimal
    vat: Decimal
    total: Decimal
    payment: PaymentDetails
    kind: Kind = Kind.INVOICE
    preceding: PrecedingInvoice | None = None
    reason: str = ""
    #: The rate in force on the invoice date, which the lines are held to; a credit note keeps that of its invoice.
    vat_rate: Decimal = VAT_RATE

    @property
    def is_credit_note(self) -> bool:
        return self.kind == Kind.CREDIT_NOTE

    @property
    def uuid(self) -> str:
        """The voucher's own identifier in formats that ask for one: always the same for the same issue."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.seller.cvr} {self.number} {self.issued_at.isoformat()}"))

    @property
    def last_day(self) -> dt.date:
        """The last day that the invoice is for."""
        return self.period_to - dt.timedelta(days=1)

    def vat_by_rate(self) -> list[VatOfRate]:
        """Return the amounts of each VAT rate, the highest first: the law has them told apart."""
        found = []
        for rate in sorted({line.vat_rate for line in self.lines}, reverse=True):
            lines = [line for line in self.lines if line.vat_rate == rate]
            found.append(VatOfRate(rate, sum_of(line.net for line in lines), sum_of(line.vat for line in lines)))
        return found

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object: amounts as strings, dates in ISO form."""
        content: dict[str, Any] = plain_json(asdict(self))
        return content

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> InvoiceSnapshot:
        """Return the snapshot of a JSON object made by `to_json`, by this version or an earlier one."""
        lines = tuple(
            Line(**row | {name: Decimal(row[name]) for name in ("quantity", "unit_price", "net", "vat_rate", "vat")})
            for row in data["lines"]
        )
        dates = {name: _date(data[name]) for name in ("issued_on", "due_on", "period_from", "period_to")}
        preceding = data.get("preceding")
        amounts = {name: Decimal(data[name]) for name in ("net", "vat", "total")}
        amounts["vat_rate"] = Decimal(data.get("vat_rate", VAT_RATE))
        parts = {
            "seller": SellerParty(**data["seller"]),
            "buyer": BuyerParty(**data["buyer"]),
            "references": References(**data["references"]),
            "payment": PaymentDetails(**data["payment"]),
            "issued_at": dt.datetime.fromisoformat(data["issued_at"]),
            "lines": lines,
            "kind": Kind(data.get("kind", Kind.INVOICE)),
            "preceding": preceding
            and PrecedingInvoice(preceding["number"], dt.date.fromisoformat(preceding["issued_on"])),
        }
        return cls(**data | parts | dates | amounts)


def rounded(amount: Decimal) -> Decimal:
    """Return an amount in whole øre, half an øre upwards."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum of amounts; of none, zero."""
    return sum(amounts, Decimal())


def check_totals(snapshot: InvoiceSnapshot) -> None:
    """Raise TotalsDiffer unless lines, VAT and totals add up to the øre.

    The VAT of a credit note's line may be an øre off its own rounding, so that several together give back what was charged.
    """
    tolerance = _CENT if snapshot.is_credit_note else Decimal()
    for line in snapshot.lines:
        off = abs(line.vat - rounded(line.net * line.vat_rate / 100))
        if line.net != rounded(line.quantity * line.unit_price) or off > tolerance:
            raise TotalsDiffer(f"line {line.number} of {snapshot.number}")
    sums = sum_of(line.net for line in snapshot.lines), sum_of(line.vat for line in snapshot.lines)
    if sums != (snapshot.net, snapshot.vat) or snapshot.net + snapshot.vat != snapshot.total:
        raise TotalsDiffer(f"sums of {snapshot.number}")


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def plain_json(value: Any) -> Any:
    """Return a value as JSON can hold it: amounts as strings, dates in ISO form."""
    match value:
        case dict():
            return {name: plain_json(part) for name, part in value.items()}
        case list() | tuple():
            return [plain_json(part) for part in value]
        case Decimal():
            return str(value)
        case dt.date():
            return value.isoformat()
    return value
