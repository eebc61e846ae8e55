"""Numbers without gaps or doubles, however many issue at the same moment."""

import threading

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Max

from billing.models import Invoice, InvoiceRunResult, InvoiceSeries
from billing.services.fee_years import issue_invoices
from billing.services.run_requests import request_run
from billing.services.runs import carry_out_runs
from partnership.models import Letter
from tests.billing.factories import NOW, FeeYearFactory, SellerFactory, joined
from tests.faults.race import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
MUNICIPALITIES = 5


@pytest.fixture
def fee_year():
    SellerFactory()
    fee_year = FeeYearFactory()
    for _ in range(MUNICIPALITIES):
        joined(fee_year.partnership)
    return fee_year


def check_one_each() -> None:
    sequences = list(Invoice.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, MUNICIPALITIES + 1))
    assert Invoice.objects.standing().count() == MUNICIPALITIES
    assert Letter.objects.filter(kind="invoice").count() == MUNICIPALITIES
    assert InvoiceSeries.objects.get().last_number == MUNICIPALITIES


def test_four_who_issue_at_once_issue_each_invoice_once(fee_year) -> None:
    outcomes = race([lambda: issue_invoices(fee_year, now=NOW) for _ in range(4)])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert sum(report.count("issued") for report in outcomes) == MUNICIPALITIES
    check_one_each()


def test_four_workers_on_one_run_note_each_agreement_once(fee_year) -> None:
    request_run(fee_year, by=None, now=NOW)
    outcomes = race([lambda: carry_out_runs(clock=lambda: NOW) for _ in range(4)])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert sum(outcomes) == InvoiceRunResult.objects.count() == MUNICIPALITIES
    check_one_each()


def test_two_who_press_at_once_ask_for_one_run(fee_year) -> None:
    outcomes = race([lambda: request_run(fee_year, by=None, now=NOW) for _ in range(6)])
    assert len({run.pk for run, _created in outcomes}) == 1
    assert [created for _run, created in outcomes].count(True) == 1


def test_the_control_with_the_highest_number_plus_one_draws_numbers_twice() -> None:
    everybody_has_looked = threading.Barrier(4, timeout=30)

    def naive() -> int:
        highest = InvoiceSeries.objects.aggregate(highest=Max("last_number"))["highest"] or 0
        everybody_has_looked.wait()
        with transaction.atomic():
            InvoiceSeries.objects.create(prefix=f"N{threading.get_ident() % 10**8}-", last_number=highest + 1)
        return highest + 1

    outcomes = race([naive for _ in range(4)])
    numbers = [outcome for outcome in outcomes if not isinstance(outcome, IntegrityError)]
    assert len(set(numbers)) < len(numbers)
