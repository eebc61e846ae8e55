"""The frozen invoice: kept whole in JSON, and added up."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from billing.snapshot import (
    BuyerParty,
    InvoiceSnapshot,
    Line,
    PaymentDetails,
    References,
    SellerParty,
    TotalsDiffer,
    check_totals,
)


def snapshot(**changes: object) -> InvoiceSnapshot:
    """Return the fee of one year, with changes."""
    fee = Line(
        1, "Deltagerbetaling år 1", Decimal(1), Decimal(65000), Decimal("65000.00"), Decimal(25), Decimal("16250.00")
    )
    whole = InvoiceSnapshot(
        number="F2027-00001",
        issued_on=dt.date(2027, 10, 1),
        due_on=dt.date(2027, 10, 31),
        issued_at=dt.datetime(2027, 10, 1, 8, tzinfo=dt.UTC),
        currency="DKK",
        seller=SellerParty(
            "KL", "Weidekampsgade", "10", "2300", "København S", "62547413", "Regnskab", "r@kl.example", ""
        ),
        buyer=BuyerParty("Ikast-Brande Kommune", "756", "29189617", "Åse Ærø"),
        references=References("Partnerskab", "SAG-1", "2", "27/4411"),
        fee_year=1,
        period_from=dt.date(2027, 10, 1),
        period_to=dt.date(2028, 10, 1),
        lines=(fee,),
        net=Decimal("65000.00"),
        vat=Decimal("16250.00"),
        total=Decimal("81250.00"),
        payment=PaymentDetails("fik", "000002027000013", "81234567", "", "", ""),
    )
    return dataclasses.replace(whole, **changes)


def test_a_snapshot_survives_json_unchanged() -> None:
    assert InvoiceSnapshot.from_json(snapshot().to_json()) == snapshot()


def test_right_totals_pass() -> None:
    check_totals(snapshot())


@pytest.mark.parametrize("name", ["net", "vat", "total"])
def test_a_wrong_sum_is_found(name) -> None:
    with pytest.raises(TotalsDiffer):
        check_totals(snapshot(**{name: Decimal("1.00")}))


@pytest.mark.parametrize("name", ["net", "vat"])
def test_a_wrong_line_is_found(name) -> None:
    line = dataclasses.replace(snapshot().lines[0], **{name: Decimal("1.00")})
    with pytest.raises(TotalsDiffer, match="line 1"):
        check_totals(snapshot(lines=(line,)))
