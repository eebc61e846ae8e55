"""Runs: asked for once, carried out by whoever sweeps, taken up again after a stop."""

import datetime as dt

import pytest

from billing.models import FeeYear, Invoice, InvoiceRun, InvoiceRunResult
from billing.services.readiness import NotReady
from billing.services.run_requests import request_run
from billing.services.runs import carry_out_runs
from tests.billing.factories import NOW, FeeYearFactory, SellerFactory, joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def fee_year() -> FeeYear:
    SellerFactory()
    fee_year = FeeYearFactory()
    for _ in range(3):
        joined(fee_year.partnership)
    return fee_year


def test_a_second_press_returns_the_unfinished_run(fee_year) -> None:
    first, created = request_run(fee_year, by=None, now=NOW)
    second, again = request_run(fee_year, by=None, now=NOW)
    assert (created, again, second) == (True, False, first)


def test_a_run_issues_everything_and_is_finished(fee_year) -> None:
    run, _ = request_run(fee_year, by=None, now=NOW)
    assert carry_out_runs(clock=lambda: NOW) == 3
    run.refresh_from_db()
    assert run.finished_at == NOW
    assert set(run.results.values_list("outcome", flat=True)) == {"issued"}
    assert carry_out_runs(clock=lambda: NOW) == 0


def test_a_sweep_that_runs_out_of_time_leaves_the_rest_to_the_next(fee_year) -> None:
    run, _ = request_run(fee_year, by=None, now=NOW)

    def two_minutes_an_invoice() -> dt.datetime:
        return NOW + dt.timedelta(minutes=2) * Invoice.objects.issued().count()

    assert carry_out_runs(clock=two_minutes_an_invoice) == 1
    run.refresh_from_db()
    assert run.finished_at is None
    assert carry_out_runs(clock=lambda: NOW) == 2
    assert list(Invoice.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3]


def test_a_run_after_a_run_notes_that_everything_is_issued(fee_year) -> None:
    for _ in range(2):
        request_run(fee_year, by=None, now=NOW)
        carry_out_runs(clock=lambda: NOW)
    assert InvoiceRun.objects.count() == 2
    assert InvoiceRunResult.objects.filter(outcome="skipped").count() == 3


def test_a_run_is_not_begun_without_seller_settings() -> None:
    with pytest.raises(NotReady):
        request_run(FeeYearFactory(), by=None, now=NOW)
    assert not InvoiceRun.objects.exists()
