"""The frozen invoice: kept whole in JSON, and added up."""

import dataclasses
import datetime as dt
import json
from decimal import Decimal

import pytest

from billing.snapshot import (
    BuyerParty,
    InvoiceSnapshot,
    Kind,
    Line,
    PaymentDetails,
    PrecedingInvoice,
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


def electronic(**changes: object) -> InvoiceSnapshot:
    """Return the fee of one year to a municipality that has stated what an e-invoice takes, with changes."""
    buyer = dataclasses.replace(
        snapshot().buyer,
        unit="Børn og Unge",
        street="Rådhusstrædet",
        building_number="6",
        postal_code="7430",
        city="Ikast",
        ean="5799990007568",
        person_reference="BRNUN",
        order_number="756-2027-0001",
        account_string="7560-3015-100",
        contact_email="faktura@ikast.example",
    )
    return dataclasses.replace(snapshot(buyer=buyer), **changes)


def electronic_credit(**changes: object) -> InvoiceSnapshot:
    """Return the credit note of the whole of it, with changes."""
    whole = electronic(
        kind=Kind.CREDIT_NOTE,
        number="K2027-00001",
        due_on=None,
        preceding=PrecedingInvoice("F2027-00001", dt.date(2027, 10, 1)),
        reason="Faktura returneret: forkert EAN-nummer",
    )
    return dataclasses.replace(whole, **changes)


@pytest.mark.parametrize("whole", [snapshot(), electronic(), electronic_credit()], ids=lambda whole: whole.number)
def test_a_snapshot_survives_json_unchanged(whole) -> None:
    assert InvoiceSnapshot.from_json(json.loads(json.dumps(whole.to_json()))) == whole


def test_a_snapshot_that_was_stored_before_there_were_credit_notes_is_still_read() -> None:
    stored = snapshot().to_json()
    for name in ("kind", "preceding", "reason"):
        del stored[name]
    for name in ("unit", "contact_email", "preferred_format"):
        del stored["buyer"][name]
    assert InvoiceSnapshot.from_json(stored) == snapshot()


def test_a_voucher_has_one_identifier_and_another_issue_another() -> None:
    assert snapshot().uuid == snapshot().uuid
    assert len(snapshot().uuid) == 36
    assert snapshot().uuid != snapshot(issued_at=dt.datetime(2027, 10, 2, tzinfo=dt.UTC)).uuid


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


def test_a_credit_notes_vat_may_be_an_oere_off_and_an_invoices_not() -> None:
    line = dataclasses.replace(snapshot().lines[0], vat=Decimal("16250.01"))
    changed = {"lines": (line,), "vat": Decimal("16250.01"), "total": Decimal("81250.01")}
    check_totals(electronic_credit(**changed))
    with pytest.raises(TotalsDiffer):
        check_totals(electronic(**changed))
