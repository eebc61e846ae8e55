"""The pages of a run: its progress, its files, and the approval by somebody else."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import FeeYear, InvoiceRun, Seller
from billing.services.run_requests import request_run
from billing.services.runs import carry_out_runs
from partnership.models import Person
from tests.billing.factories import NOW, joined, profile_for
from tests.billing.test_run_requests import of_finance
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db


def page(run: InvoiceRun, name: str = "change") -> str:
    return reverse(f"admin:billing_invoicerun_{name}", args=[run.pk])


@pytest.fixture
def colleague() -> Person:
    return of_finance()


@pytest.fixture
def client(colleague) -> Client:
    return logged_in(colleague)


@pytest.fixture
def run(fee_year: FeeYear) -> InvoiceRun:
    for _ in range(2):
        profile_for(joined(fee_year.partnership).municipality)
    return request_run(fee_year, by=None, now=NOW)[0]


def test_a_run_under_way_shows_a_bar_and_loads_itself_again_until_told_not_to(run, client) -> None:
    response = client.get(page(run))
    assert response["Refresh"] == "3"
    assert '<progress id="run-progress" class="run-progress" value="0" max="2">' in response.content.decode()
    assert "Refresh" not in client.get(page(run) + "?still")
    carry_out_runs(clock=lambda: NOW)
    response = client.get(page(run))
    assert "Refresh" not in response
    assert 'value="2" max="2"' in response.content.decode()


def test_the_files_of_a_run_come_in_one_zip(run, client) -> None:
    carry_out_runs(clock=lambda: NOW)
    content = b"".join(client.get(page(run, "files")))
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert sorted(names) == [
        f"F2027-0000{number}.{ending}" for number in (1, 2) for ending in ("oioubl_21.xml", "pdf", "peppol_bis3.xml")
    ]


def test_two_people_take_a_run_from_dry_run_to_files_in_five_presses(run, client) -> None:
    InvoiceRun.objects.all().delete()
    Seller.objects.update(second_approval=True)
    asker = logged_in(of_finance())
    issue = reverse("admin:billing_feeyear_issue", args=[run.fee_year_id])
    shown = asker.get(issue)
    assert "En anden person godkender kørslen" in shown.content.decode()
    seen = {"seen_count": "2", "seen_total": "162500.00"}
    asker.post(issue, seen)
    prepared = InvoiceRun.objects.get()
    assert "så en anden skal godkende den" in asker.get(page(prepared, "approve")).content.decode()
    asker.post(page(prepared, "approve"), seen)
    assert carry_out_runs(clock=lambda: NOW) == 0
    client.post(page(prepared, "approve"), seen | {"seen_count": "1"})
    assert carry_out_runs(clock=lambda: NOW) == 0
    response = client.post(page(prepared, "approve"), seen, follow=True)
    assert "Kørslen er godkendt" in response.content.decode()
    assert carry_out_runs(clock=lambda: NOW) == 2


def test_a_run_is_declined_on_the_same_page(run, client) -> None:
    InvoiceRun.objects.all().delete()
    Seller.objects.update(second_approval=True)
    prepared, _created = request_run(run.fee_year, by=of_finance(), now=NOW)
    client.post(page(prepared, "approve"), {"decline": "1"})
    prepared.refresh_from_db()
    assert prepared.declined_by is not None
    assert client.get(page(prepared, "approve")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_runs_asks_a_constant_number_of_questions(
    run, client, count, django_assert_max_num_queries
) -> None:
    for _ in range(count):
        InvoiceRun.objects.create(fee_year=run.fee_year, requested_at=NOW, finished_at=NOW)
    client.get(reverse("admin:billing_invoicerun_changelist"))
    with django_assert_max_num_queries(9):
        client.get(reverse("admin:billing_invoicerun_changelist"))
