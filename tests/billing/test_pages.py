"""A municipality's coordinators see and fetch its invoices, and nobody else's."""

import datetime as dt

import pytest
from django.test import Client

from billing.models import FeeYear, Invoice
from billing.services.fee_years import issue_invoices
from municipalities.models import Coordinatorship
from tests.billing.factories import NOW, FeeYearFactory, SellerFactory, joined
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fee_year() -> FeeYear:
    SellerFactory()
    return FeeYearFactory()


def coordinator_of(invoice: Invoice) -> Client:
    client = Client()
    client.force_login(Coordinatorship.objects.get(municipality=invoice.agreement.municipality).person)
    return client


def issued(fee_year: FeeYear, count: int) -> list[Invoice]:
    for _ in range(count):
        joined(fee_year.partnership)
    issue_invoices(fee_year, now=NOW)
    return list(Invoice.objects.order_by("sequence"))


def test_an_invoice_is_found_and_fetched_in_two_clicks(fee_year) -> None:
    (invoice,) = issued(fee_year, 1)
    client = coordinator_of(invoice)
    assert f"/fakturaer/{invoice.pk}/pdf/" in client.get("/fakturaer/").content.decode()
    response = client.get(f"/fakturaer/{invoice.pk}/pdf/")
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Disposition"] == 'attachment; filename="F2027-00001.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_another_municipalitys_invoice_is_not_found(fee_year) -> None:
    own, other = issued(fee_year, 2)
    client = coordinator_of(own)
    for address in (f"/fakturaer/{other.pk}/", f"/fakturaer/{other.pk}/pdf/"):
        assert client.get(address).status_code == 404
    assert other.number not in client.get("/fakturaer/").content.decode()


def test_a_former_coordinator_sees_nothing_any_more(fee_year) -> None:
    (invoice,) = issued(fee_year, 1)
    client = coordinator_of(invoice)
    Coordinatorship.objects.update(to_on=dt.date(2026, 2, 1))
    assert client.get(f"/fakturaer/{invoice.pk}/").status_code == 404


def test_drafts_are_shown_to_nobody(fee_year) -> None:
    (invoice,) = issued(fee_year, 1)
    second_year = FeeYearFactory(partnership=fee_year.partnership, number=2)
    draft = Invoice.objects.create(agreement=invoice.agreement, fee_year=second_year, net=1, vat=0, total=1)
    assert coordinator_of(invoice).get(f"/fakturaer/{draft.pk}/").status_code == 404


def test_strangers_are_sent_to_log_in(client, fee_year) -> None:
    (invoice,) = issued(fee_year, 1)
    assert client.get(f"/fakturaer/{invoice.pk}/pdf/")["Location"].startswith("/konto/log-ind/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_questions(fee_year, count, django_assert_num_queries) -> None:
    issued(fee_year, count)
    staff = PersonFactory(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(staff)
    with django_assert_num_queries(6):
        assert client.get("/fakturaer/").status_code == 200


def test_the_empty_list_says_what_will_come(client, fee_year) -> None:
    agreement = joined(fee_year.partnership)
    client.force_login(Coordinatorship.objects.get(municipality=agreement.municipality).person)
    assert "empty" in client.get("/fakturaer/").content.decode()
