"""What the next invoice lacks, and how a municipality's invoices stand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from billing.models import FeeYear, Invoice, Seller
from billing.services.disputes import dispute_invoice, lift_dispute
from billing.services.fee_years import issue_invoices
from billing.services.owed import invoice_standings, owed_billing_data, owed_payments
from billing.services.payments import enter_payment
from municipalities.models import Coordinatorship
from tests.billing.factories import NOW, FeeYearFactory, joined, profile_for

pytestmark = pytest.mark.django_db


def test_a_municipality_with_a_coordinator_owes_nothing(fee_year) -> None:
    agreement = joined(fee_year.partnership)
    assert owed_billing_data([agreement], now=NOW) == {agreement.pk: []}


def test_what_an_e_invoice_refers_to_is_owed_where_none_is_issued_without_it(fee_year, in_english) -> None:
    agreement = joined(fee_year.partnership)
    assert owed_billing_data([agreement], now=NOW) == {agreement.pk: []}
    Seller.objects.update(references_required=True)
    (owed,) = owed_billing_data([agreement], now=NOW)[agreement.pk]
    assert owed.text == "The municipality has not stated its EAN number and person reference."
    assert owed.url == f"/kommune/{agreement.municipality.code}/faktureringsoplysninger/"
    profile_for(agreement.municipality)
    assert owed_billing_data([agreement], now=NOW) == {agreement.pk: []}


def test_without_somebody_to_send_it_to_the_deadline_is_the_day_of_issue(fee_year, in_english) -> None:
    agreement = joined(fee_year.partnership, coordinators=0)
    FeeYearFactory(partnership=fee_year.partnership, number=2, issue_on=dt.date(2028, 10, 1))
    (owed,) = owed_billing_data([agreement], now=NOW)[agreement.pk]
    assert (owed.text, owed.deadline) == (
        "The municipality has no coordinator to send the invoice to.",
        dt.date(2027, 10, 1),
    )


def test_once_a_year_is_invoiced_the_next_one_counts_and_after_the_last_nothing(fee_year) -> None:
    agreement = joined(fee_year.partnership)
    second = FeeYearFactory(partnership=fee_year.partnership, number=2, issue_on=dt.date(2028, 10, 1))
    issue_invoices(fee_year, now=NOW)
    Coordinatorship.objects.update(to_on=dt.date(2026, 2, 1))
    (owed,) = owed_billing_data([agreement], now=NOW)[agreement.pk]
    assert owed.deadline == dt.date(2028, 10, 1)
    FeeYear.objects.filter(pk=second.pk).delete()
    assert owed_billing_data([agreement], now=NOW) == {agreement.pk: []}


def test_the_due_date_is_over_from_the_day_after(fee_year) -> None:
    agreement = joined(fee_year.partnership)
    issue_invoices(fee_year, now=NOW)
    (standing,) = invoice_standings(agreement, now=NOW)
    due = dt.datetime.combine(standing.invoice.due_on, dt.time(12), tzinfo=dt.UTC)
    assert [invoice_standings(agreement, now=due + dt.timedelta(days=n))[0].is_due_over for n in (0, 1)] == [
        False,
        True,
    ]


def test_drafts_and_other_municipalities_invoices_stay_out(fee_year) -> None:
    other, own = joined(fee_year.partnership), joined(fee_year.partnership)
    assert invoice_standings(own, now=NOW) == []
    issue_invoices(fee_year, now=NOW)
    assert [row.invoice.agreement_id for row in invoice_standings(own, now=NOW)] == [own.pk]
    assert [row.invoice.agreement_id for row in invoice_standings(other, now=NOW)] == [other.pk]


def test_an_unpaid_invoice_is_owed_from_two_weeks_before_its_due_date_until_it_is_paid(fee_year, in_english) -> None:
    agreement = joined(fee_year.partnership)
    issue_invoices(fee_year, now=NOW)
    (invoice,) = Invoice.objects.all()

    def owed(days: int) -> list[str]:
        return [row.text for row in owed_payments([agreement], now=NOW + dt.timedelta(days=days))[agreement.pk]]

    assert [len(owed(days)) for days in (15, 16, 90)] == [0, 1, 1]
    pay = {"paid_on": NOW.date(), "note": "x", "by": None, "now": NOW}
    enter_payment(invoice, amount=Decimal(1250), **pay)
    assert owed(40) == ["Invoice F2027-00001: DKK\u00a080,000.00 is to be paid."]
    dispute_invoice(invoice, note="Wrong year", by=None, now=NOW)
    assert owed(40) == []
    lift_dispute(invoice, note="Agreed", by=None, now=NOW)
    enter_payment(invoice, amount=Decimal(80000), **pay)
    assert owed(40) == []
    assert not invoice_standings(agreement, now=NOW + dt.timedelta(days=40))[0].is_due_over
