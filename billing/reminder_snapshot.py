"""What a payment reminder says, frozen when it is sent: letter, PDF and XML are made from this and from nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from billing.formats import Format
from billing.snapshot import BuyerParty, PaymentDetails, References, SellerParty, plain_json, sum_of


class ChargeKind(StrEnum):
    """What a reminder may add to the debt."""

    FEE = "fee"
    COMPENSATION = "compensation"
    INTEREST = "interest"


@dataclass(frozen=True)
class Charge:
    """One charge in DKK, with the Danish words for it; `earlier` when an earlier reminder of the invoice added it."""

    kind: ChargeKind
    text: str
    amount: Decimal
    earlier: bool = False


@dataclass(frozen=True)
class ReminderSnapshot:
    """Everything that a reminder shows; amounts in DKK. `debt` is total - credited - paid of the invoice on that day."""

    number: str
    sequence: int
    issued_on: dt.date
    due_on: dt.date
    issued_at: dt.datetime
    currency: str
    seller: SellerParty
    buyer: BuyerParty
    references: References
    payment: PaymentDetails
    invoice_number: str
    invoice_issued_on: dt.date
    invoice_due_on: dt.date
    fee_year: int
    total: Decimal
    credited: Decimal
    paid: Decimal
    debt: Decimal
    charges: tuple[Charge, ...] = ()

    @property
    def charged(self) -> Decimal:
        """What all reminders of the invoice have added so far, this one included."""
        return sum_of(charge.amount for charge in self.charges)

    @property
    def payable(self) -> Decimal:
        """What is to be paid: the debt and the charges, less what has been paid of them (a payment above the debt)."""
        return self.debt + self.charged

    @property
    def is_received_electronically(self) -> bool:
        """Whether the municipality receives OIOUBL: Peppol has no reminder."""
        return self.buyer.preferred_format == Format.OIOUBL_21

    @property
    def uuid(self) -> str:
        """The reminder's own identifier in OIOUBL."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.seller.cvr} {self.number} {self.issued_at.isoformat()}"))

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object: amounts as strings, dates in ISO form."""
        content: dict[str, Any] = plain_json(asdict(self))
        return content

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ReminderSnapshot:
        """Return the snapshot of a JSON object made by `to_json`."""
        dates = ("issued_on", "due_on", "invoice_issued_on", "invoice_due_on")
        amounts = ("total", "credited", "paid", "debt")
        charges = tuple(
            Charge(ChargeKind(row["kind"]), row["text"], Decimal(row["amount"]), row["earlier"])
            for row in data["charges"]
        )
        parts = {
            "seller": SellerParty(**data["seller"]),
            "buyer": BuyerParty(**data["buyer"]),
            "references": References(**data["references"]),
            "payment": PaymentDetails(**data["payment"]),
            "issued_at": dt.datetime.fromisoformat(data["issued_at"]),
            "charges": charges,
        }
        days = {name: dt.date.fromisoformat(data[name]) for name in dates}
        return cls(**data | parts | days | {name: Decimal(data[name]) for name in amounts})
