"""What a fee year costs a municipality."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from billing.snapshot import rounded
from partnership.models import Partnership


@dataclass(frozen=True)
class Amounts:
    """Net, VAT and total in DKK, in whole øre; the total is the sum of the other two."""

    net: Decimal
    vat: Decimal

    @property
    def total(self) -> Decimal:
        return self.net + self.vat


def amounts_of(partnership: Partnership) -> Amounts:
    """Return the fee of one year; VAT is rounded half up to the øre."""
    net = rounded(partnership.yearly_fee)
    return Amounts(net=net, vat=rounded(net * partnership.vat_rate / 100))
