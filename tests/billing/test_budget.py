"""The budget against expenses and fees, its pages, and the report on one sheet."""

import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfReader

from billing.documents.report_pdf import report_pdf
from billing.models import Budget, Expense, FeeYear
from billing.services.budgets import budget_standing, current_fee_year
from billing.services.credit_notes import credit_invoice
from partnership.roles import Role
from tests.billing.factories import NOW, issued
from tests.billing.test_expenses import PDF, TODAY, entered
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget(fee_year) -> Budget:
    return Budget.objects.create(fee_year=fee_year, transport=Decimal(10_000), meetings=Decimal(3660))


def client_of(role: Role) -> Client:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(person)
    return client


def by_label(standing: Any) -> dict[str, Any]:
    return {row.label: row for row in standing.rows}


def test_spent_remaining_and_forecast_by_kind(budget, in_english) -> None:
    entered(budget.fee_year, amount=Decimal("1200.50"))
    entered(budget.fee_year, amount=Decimal(50), spent_on=TODAY)
    half = dt.date(2028, 3, 31)  # 183 of the 366 days have passed
    rows = by_label(budget_standing(budget.fee_year, on=half))
    assert rows["transport"].spent == Decimal("1250.50")
    assert rows["transport"].remaining == Decimal("8749.50")
    assert rows["transport"].forecast == Decimal("6250.50")
    assert rows["meetings"].forecast == Decimal(1830)
    assert budget_standing(budget.fee_year, on=TODAY - dt.timedelta(days=1)).total.spent == 0


@pytest.mark.parametrize(
    ("on", "share"), [(dt.date(2027, 9, 1), 0), (dt.date(2028, 9, 30), 100), (dt.date(2030, 1, 1), 100)]
)
def test_before_the_year_all_is_still_to_come_and_after_it_nothing(budget, on, share) -> None:
    standing = budget_standing(budget.fee_year, on=on)
    assert standing.elapsed == share
    assert standing.total.forecast == (Decimal(0) if share else standing.total.budget)


def test_fees_are_those_of_all_who_take_part_less_what_is_credited(fee_year) -> None:
    invoice, _other = issued(fee_year, 2)
    credit_invoice(invoice, reason="Aftalt", amounts={1: Decimal(5000)}, by=None, now=NOW)
    fees = budget_standing(fee_year, on=TODAY).fees
    assert (fees.expected, fees.invoiced) == (Decimal(130_000), Decimal(125_000))


def test_the_year_that_runs_is_shown_first(fee_year) -> None:
    second = FeeYear.objects.create(
        partnership=fee_year.partnership,
        number=2,
        starts_on=dt.date(2028, 10, 1),
        ends_on=dt.date(2029, 10, 1),
        issue_on=dt.date(2028, 10, 1),
    )
    days = [dt.date(2027, 1, 1), dt.date(2028, 9, 30), dt.date(2028, 10, 1), dt.date(2035, 1, 1)]
    assert [current_fee_year(day) for day in days] == [fee_year, fee_year, second, second]


def test_the_report_is_one_page_with_the_longest_texts(budget) -> None:
    partnership = budget.fee_year.partnership
    partnership.name, partnership.case_id = "Fremtidens dagtilbud og skoler " * 6 + "Ærø Å", "S" * 40
    partnership.save()
    for kind in ("meetings", "secretariat"):
        entered(budget.fee_year, kind=kind, amount=Decimal("98765432.10"))
    Budget.objects.update(note="Bemærkning om økonomien. " * 24)
    with override("da"):
        pdf = report_pdf(budget_standing(budget.fee_year, on=TODAY))
    (page,) = PdfReader(BytesIO(pdf)).pages
    text = " ".join(page.extract_text().split())
    assert "98.765.432" in text
    assert "Der mangler 197." in text
    assert "Konsulenttimer" in text
    assert text.count("Bemærkning om økonomien.") == 24


def test_the_budget_is_set_and_the_change_is_told(fee_year) -> None:
    client = client_of(Role.FINANCE)
    address = f"/admin/billing/budget/year/{fee_year.pk}/set/"
    amounts = dict.fromkeys(
        ("meetings", "conferences", "transport", "consultants", "services", "communication", "secretariat"), "1.000"
    )
    for transport in ("1.000", "2.500,50"):
        seen = client.get(address).context["form"]["seen"].value()
        sent = {**amounts, "transport": transport, "note": "", "seen": seen}
        assert client.post(address, sent).status_code == 302
    budget = Budget.objects.get(fee_year=fee_year)
    assert budget.transport == Decimal("2500.50")
    history = client.get(f"/admin/billing/budget/{budget.pk}/history/").content.decode()
    assert "2500.50" in history or "2.500,50" in history


def test_an_expense_is_entered_with_its_receipt_and_a_wrong_one_keeps_what_was_typed(fee_year) -> None:
    client = client_of(Role.FINANCE)
    address = f"/admin/billing/expense/enter/{fee_year.pk}/"
    key = client.get(address).context["form"]["key"].value()
    sent = {
        "kind": "meetings",
        "spent_on": timezone.localdate().isoformat(),
        "text": "Lokaler",
        "amount": "1.250,50",
        "supplier": "KL-Huset",
        "voucher_number": "B7",
        "key": key,
    }
    page = client.post(address, {**sent, "receipt": SimpleUploadedFile("a.pdf", b"<html>")})
    assert "Lokaler" in page.content.decode()
    assert page.context["form"].errors.keys() == {"receipt"}
    for _press in range(2):
        assert client.post(address, {**sent, "receipt": SimpleUploadedFile("a.exe", PDF)}).status_code == 302
    expense = Expense.objects.get()
    assert (expense.amount, expense.receipts.count()) == (Decimal("1250.50"), 1)
    file = client.get(f"/admin/billing/expense/receipt/{expense.receipts.get().pk}/file/")
    assert b"".join(file.streaming_content) == PDF
    assert "sandbox" in file["Content-Security-Policy"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_entries(
    budget, rows, django_assert_num_queries, client
) -> None:
    for _row in range(rows):
        entered(budget.fee_year)
    reader = client_of(Role.READER)
    with django_assert_num_queries(15):
        page = reader.get(f"/admin/billing/budget/year/{budget.fee_year_id}/")
    assert page.status_code == 200
    assert page.content.decode().count("Ærø Busser") == rows
    assert "/set/" not in page.content.decode()
