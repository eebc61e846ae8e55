"""Runs that a second person approves, and runs that the clock begins."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import override

from billing.models import FeeYear, Invoice, InvoiceRun, InvoiceRunResult, Seller
from billing.services.run_requests import (
    RunRefused,
    Seen,
    approve_run,
    approvers_of,
    decline_run,
    request_run,
    start_due_runs,
)
from billing.services.runs import carry_out_runs
from partnership.models import Letter, Person
from partnership.roles import Role
from partnership.text import day_time
from tests.billing.factories import NOW, FeeYearFactory, SellerFactory, joined
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def of_finance(role: Role = Role.FINANCE) -> Person:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role.value))
    return person


@pytest.fixture
def fee_year() -> FeeYear:
    SellerFactory(second_approval=True)
    fee_year = FeeYearFactory()
    joined(fee_year.partnership)
    return fee_year


@pytest.fixture
def asker() -> Person:
    return of_finance()


@pytest.fixture
def colleague() -> Person:
    return of_finance()


@pytest.fixture
def run(fee_year, asker, colleague) -> InvoiceRun:
    return request_run(fee_year, by=asker, now=NOW)[0]


def test_nothing_is_issued_before_somebody_else_says_yes(run, asker, colleague) -> None:
    assert carry_out_runs(clock=lambda: NOW) == 0
    assert approve_run(run, by=colleague, now=NOW, seen=Seen(1, Decimal("81250.00")))
    assert not approve_run(run, by=colleague, now=NOW)
    assert carry_out_runs(clock=lambda: NOW) == 1
    run.refresh_from_db()
    assert (run.approved_by, run.finished_at) == (colleague, NOW)


def test_the_others_in_finance_are_asked_by_letter(run, asker, colleague) -> None:
    (letter,) = Letter.objects.filter(kind="invoice_run_approval")
    assert letter.person == colleague
    for part in (asker.name, "1 faktura", "81.250,00 kr.", f"/invoicerun/{run.pk}/approve/"):
        assert part in letter.text.replace("\xa0", " ")


def test_where_finance_is_one_person_the_secretariat_is_asked(fee_year, asker) -> None:
    secretary = of_finance(Role.SECRETARIAT)
    run, _created = request_run(fee_year, by=asker, now=NOW)
    assert approvers_of(run) == [secretary]


def test_whoever_asked_cannot_approve(run, asker, in_english) -> None:
    with pytest.raises(RunRefused, match="You asked for this run yourself"):
        approve_run(run, by=asker, now=NOW)
    with pytest.raises(IntegrityError, match="invoice_run_approved_by_another"), transaction.atomic():
        InvoiceRun.objects.update(approved_by=asker, approved_at=NOW)


def test_the_database_takes_no_result_before_the_approval(run) -> None:
    agreement = run.fee_year.partnership.agreements.get()
    with pytest.raises(IntegrityError, match="billing_invoicerunresult_is_approved"), transaction.atomic():
        InvoiceRunResult.objects.create(run=run, agreement=agreement, outcome="issued")


@pytest.mark.parametrize("change", [{"approval_needed": False}, {"requested_by": None}])
def test_what_was_settled_when_the_run_was_asked_for_stands(run, change) -> None:
    with pytest.raises(IntegrityError, match="billing_invoicerun_settled"), transaction.atomic():
        InvoiceRun.objects.update(**change)


def test_a_declined_run_issues_nothing_and_makes_room_for_another(run, asker, colleague, in_english) -> None:
    assert decline_run(run, by=colleague, now=NOW)
    assert not decline_run(run, by=colleague, now=NOW)
    assert carry_out_runs(clock=lambda: NOW) == 0
    with pytest.raises(RunRefused, match="declined"):
        approve_run(run, by=colleague, now=NOW)
    assert request_run(run.fee_year, by=colleague, now=NOW)[1]
    assert not Invoice.objects.exists()


def test_a_run_that_has_begun_is_not_declined(run, colleague) -> None:
    approve_run(run, by=colleague, now=NOW)
    with pytest.raises(RunRefused):
        decline_run(run, by=colleague, now=NOW)


def test_another_dry_run_than_was_seen_is_refused(run, colleague, in_english) -> None:
    joined(run.fee_year.partnership)
    with pytest.raises(RunRefused, match="now 2 invoices"):
        approve_run(run, by=colleague, now=NOW, seen=Seen(1, Decimal("81250.00")))
    assert carry_out_runs(clock=lambda: NOW) == 0


def test_the_clock_begins_a_run_once_on_its_day(fee_year) -> None:
    Seller.objects.update(second_approval=False)
    FeeYear.objects.update(automatic=True)
    assert start_due_runs(now=NOW - DAY) == 0
    assert [start_due_runs(now=NOW + number * DAY) for number in range(3)] == [1, 0, 0]
    assert carry_out_runs(clock=lambda: NOW) == 1
    assert start_due_runs(now=NOW + DAY) == 0
    assert InvoiceRun.objects.get().automatic


def test_a_fee_year_is_begun_by_itself_only_where_somebody_chose_it(fee_year) -> None:
    assert start_due_runs(now=NOW) == 0


def test_a_run_by_hand_on_the_day_leaves_the_clock_nothing_to_do(run) -> None:
    FeeYear.objects.update(automatic=True)
    assert start_due_runs(now=NOW) == 0


def test_the_clock_prepares_and_asks_finance_where_two_must_agree(fee_year, asker, colleague) -> None:
    FeeYear.objects.update(automatic=True)
    start_due_runs(now=NOW)
    assert carry_out_runs(clock=lambda: NOW) == 0
    letters = Letter.objects.filter(kind="invoice_run_prepared")
    assert {letter.person for letter in letters} == {asker, colleague}
    assert approve_run(InvoiceRun.objects.get(), by=asker, now=NOW)


def test_what_keeps_the_clock_from_beginning_is_told_once_and_mended(fee_year, asker) -> None:
    FeeYear.objects.update(automatic=True)
    Seller.objects.update(creditor_number="")
    assert [start_due_runs(now=NOW) for _ in range(2)] == [0, 0]
    assert Letter.objects.get(kind="invoice_run_stuck").person == asker
    Seller.objects.update(creditor_number="81234567")
    assert start_due_runs(now=NOW) == 1


def test_a_run_is_named_by_the_time_in_denmark(run) -> None:
    with override("en"):
        assert str(run) == f"{run.fee_year} ({day_time(run.requested_at)})"
        run.requested_at = dt.datetime(2026, 11, 26, 23, 30, tzinfo=dt.UTC)
        assert "27 November 2026" in str(run)
