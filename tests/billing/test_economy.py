"""How the fees stand on a day: sums, ages, the page and its files."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from billing.models import BankEntry, Invoice, Payment
from billing.services.credit_notes import credit_invoice
from billing.services.economy import economy
from partnership.roles import Role
from tests.billing.factories import NOW, issued
from tests.billing.test_budget import client_of

pytestmark = pytest.mark.django_db
DUE = dt.date(2027, 10, 31)


@pytest.fixture
def invoice(fee_year) -> Invoice:
    (invoice,) = issued(fee_year)
    return invoice


def paid(invoice: Invoice, amount: str, *, on: dt.date = DUE, at: dt.datetime = NOW) -> Payment:
    """Return a payment that somebody entered by hand."""
    return Payment.objects.create(
        invoice=invoice, amount=Decimal(amount), paid_on=on, way=Payment.Way.MANUAL, note="Kontoudtog", made_at=at
    )


def test_what_is_left_is_what_was_asked_less_what_was_credited_and_paid_by_the_day(invoice) -> None:
    credit_invoice(invoice, reason="Aftalt", amounts={1: Decimal(1000)}, by=None, now=NOW)
    paid(invoice, "30000.10")
    paid(invoice, "5.00", on=DUE + dt.timedelta(days=1))
    total = economy(on=DUE).total
    assert (total.invoiced, total.credited, total.paid) == (Decimal(81_250), Decimal(1250), Decimal("30000.10"))
    assert (total.left, total.overdue, total.overpaid) == (Decimal("49999.90"), 0, 0)
    assert economy(on=DUE + dt.timedelta(days=1)).total.overdue == Decimal("49994.90")
    assert economy(on=NOW.date() - dt.timedelta(days=1)).rows == ()


@pytest.mark.parametrize(
    ("days", "band"), [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (400, 4)]
)
def test_what_is_left_is_told_by_how_late_it_is(invoice, days, band) -> None:
    ages = [amount for _label, amount in economy(on=DUE + dt.timedelta(days=days)).total.ages()]
    assert ages == [Decimal(81_250) if number == band else 0 for number in range(5)]


def test_too_much_paid_hides_no_debt_of_others(fee_year) -> None:
    first, _second = issued(fee_year, 2)
    paid(first, "100000.00")
    total = economy(on=DUE).total
    assert (total.left, total.overpaid) == (Decimal(81_250), Decimal(18_750))
    assert [group.left for group in economy(on=DUE).by_municipality()] == [Decimal(0), Decimal(81_250)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_invoices(fee_year, count, django_assert_num_queries) -> None:
    invoices = issued(fee_year, count)
    reader = client_of(Role.READER)
    with django_assert_num_queries(10):
        page = reader.get("/admin/billing/invoice/economy/?on=2027-11-02")
    assert page.status_code == 200
    code = invoices[0].agreement.municipality.code
    one = reader.get(f"/admin/billing/invoice/economy/?municipality={code}&fee_year={fee_year.pk}&on=2027-10-31")
    assert f"/admin/billing/invoice/{invoices[0].pk}/change/" in one.content.decode()
    assert len(one.context["asked"].rows) == 1


def test_a_wrong_day_is_told_and_today_taken_instead(invoice) -> None:
    page = client_of(Role.READER).get("/admin/billing/invoice/economy/?on=aldrig")
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"on"}
    assert page.context["asked"].on == timezone.localdate()


def test_the_files_say_what_the_page_says(invoice) -> None:
    paid(invoice, "30000.10")
    finance = client_of(Role.FINANCE)
    danish = finance.get("/admin/billing/invoice/economy/file/danish/?on=2027-11-02").content.decode("utf-8")
    assert danish.startswith("\ufeff")
    assert "31.10.2027;81250,00;0;0;30000,10;51249,90;2;" in danish
    plain = finance.get("/admin/billing/invoice/economy/file/plain/?on=2027-11-02").content.decode("utf-8")
    assert "2027-10-31,81250.00,0,0,30000.10,51249.90,2," in plain
    book = load_workbook(BytesIO(finance.get("/admin/billing/invoice/economy/file/xlsx/?on=2027-11-02").content))
    assert len(book.worksheets) == 3
    assert book.worksheets[1]["B2"].value == book.worksheets[1]["B3"].value == 81250
    assert not BankEntry.objects.exists()


def test_the_empty_page_says_why_and_leads_to_the_run(fee_year) -> None:
    for role, step in ((Role.FINANCE, "issue"), (Role.READER, "change")):
        page = client_of(role).get("/admin/billing/invoice/economy/").content.decode()
        assert "Der er ikke udstedt fakturaer endnu." in page
        assert f"/admin/billing/feeyear/{fee_year.pk}/{step}/" in page
