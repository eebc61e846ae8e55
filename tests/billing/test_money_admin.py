"""Payments in three screens, and reminders in two, as finance presses them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from billing.models import BankAccount, BankEntry, BankFile, CsvColumns, Invoice, Payment, PaymentReminder
from billing.services.payments import enter_payment
from billing.services.reminders import send_reminder
from partnership.roles import Role
from tests.billing.bank_files import UNKNOWN, camt, entry, transaction
from tests.billing.factories import BankAccountFactory, coordinator_of, entered, issued
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
UPLOAD, OVERDUE = "/admin/billing/bankfile/upload/", "/admin/billing/paymentreminder/overdue/"


def client_of(role: Role) -> Client:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role.value))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def finance(db) -> Client:
    return client_of(Role.FINANCE)


@pytest.fixture
def overdue(fee_year) -> Invoice:
    """An invoice that was due long ago, by the clock that the pages go by."""
    (invoice,) = issued(fee_year, now=timezone.now() - dt.timedelta(days=60))
    return invoice


def upload(client: Client, content: bytes, account: BankAccount) -> HttpResponse:
    return client.post(UPLOAD, {"account": account.pk, "file": SimpleUploadedFile("bank.xml", content)})


def ticked(response: HttpResponse, name: str = "match") -> list[str]:
    return re.findall(rf'name="{name}"\s+value="([^"]+)"', response.content.decode())


def test_three_screens_from_the_banks_file_to_the_receipt(fee_year, finance) -> None:
    paid, partly = issued(fee_year, 2)
    account = BankAccountFactory()
    assert finance.get(UPLOAD).status_code == 200
    content = camt(
        entry("81250", transaction(reference=paid.payment_id), reference="A"),
        entry("1000", transaction(reference=partly.payment_id), reference="B"),
        entry("7", transaction(words="Rente", payer="Banken"), reference="C"),
    )
    preview = upload(finance, content, account)
    screen = finance.get(preview["Location"])
    assert len(ticked(screen)) == 2
    receipt = finance.post(preview["Location"], {"match": ticked(screen)}, follow=True)
    assert "2 betalinger er talt med." in receipt.content.decode()
    assert paid.number in receipt.content.decode()
    assert [row.payment_state() for row in Invoice.objects.with_balance().order_by("sequence")] == [
        "paid",
        "partly_paid",
    ]
    assert BankEntry.objects.unmatched().get().text == "Rente"
    again = finance.post(preview["Location"], {"match": ticked(screen)}, follow=True)
    assert "En anden har fordelt" in again.content.decode()
    assert Payment.objects.count() == 2
    assert "allerede indlæst" in finance.get(upload(finance, content, account)["Location"]).content.decode()


def test_an_unknown_bank_is_asked_about_its_columns_on_the_way(finance) -> None:
    account = BankAccountFactory()
    asked = upload(finance, UNKNOWN.encode(), account)
    (content,) = ticked(asked, "content")
    answer = {"content": content, "account": account.pk, "name": "x.csv", "booked_on": "Når", "amount": "Hvor meget"}
    assert "kun betyde én ting" in finance.post(UPLOAD, answer | {"text": "Når"}).content.decode()
    assert finance.post(UPLOAD, answer | {"text": "Hvad"}).status_code == 302
    assert CsvColumns.objects.get().columns == {"booked_on": "Når", "amount": "Hvor meget", "text": "Hvad"}


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "tom"), (b"%PDF-1.7", "PDF"), (b"<x", "læsbar XML"), (b"x" * (10 * 1024 * 1024 + 1), "10 MB")],
    ids=["empty", "PDF", "XML", "large"],
)
def test_a_wrong_file_is_refused_on_the_page_with_what_to_do(finance, content, message) -> None:
    response = upload(finance, content, BankAccountFactory())
    assert (response.status_code, message in response.content.decode()) == (422, True)
    assert not BankFile.objects.exists()


def test_by_hand_matched_taken_back_set_aside_and_put_back(fee_year, finance) -> None:
    (invoice,) = issued(fee_year)
    row = entered()
    address = f"/admin/billing/bankentry/{row.pk}/match/"
    assert finance.get(address).status_code == 200
    match = {"match": "x", "invoice": invoice.pk, "amount": "81.250,00", "allocated_before": "0.00"}
    assert finance.post(address, match | {"amount": "90.000"}).status_code == 422
    assert finance.post(address, match).status_code == 302
    assert finance.post(address, match).status_code == 422
    payment = Payment.objects.get()
    assert finance.post(address, {"take_back": payment.pk, "note": ""}).status_code == 422
    finance.post(address, {"take_back": payment.pk, "note": "Forkert kommune"})
    finance.post(address, {"aside": "x", "note": "Husleje"})
    assert list(BankEntry.objects.set_aside()) == [row]
    finance.post(address, {"back": "x"})
    assert list(BankEntry.objects.unmatched()) == [row]
    assert finance.get("/admin/billing/bankentry/?state=unmatched").status_code == 200
    assert finance.get("/admin/billing/bankfile/unmatched/").status_code == 200


def test_a_payment_and_a_dispute_are_entered_on_the_invoices_page(overdue, finance) -> None:
    address = f"/admin/billing/invoice/{overdue.pk}/payments/"
    assert address in finance.get(f"/admin/billing/invoice/{overdue.pk}/change/").content.decode()
    today = timezone.localdate().isoformat()
    pay = {"pay": "x", "amount": "1000", "paid_on": today, "note": "Check", "balance_before": "81250.00"}
    assert [finance.post(address, pay).status_code for _ in range(2)] == [302, 422]
    finance.post(address, {"dispute": "x", "note": "Forkert år"})
    assert "Forkert år" in finance.get(address).content.decode()
    assert "gjort indsigelse" in finance.get(OVERDUE).content.decode()
    finance.post(address, {"lift": "x", "note": "Enige"})
    assert ticked(finance.get(OVERDUE), "invoice") == [f"{overdue.pk}:1"]


def test_overdue_ones_are_shown_then_sent_and_a_second_press_sends_nothing(overdue, finance) -> None:
    form = {"invoice": ticked(finance.get(OVERDUE), "invoice")}
    preview = finance.post(OVERDUE, form)
    assert "Send 1 rykker på" in preview.content.decode()
    assert not PaymentReminder.objects.exists()
    sent = finance.post(OVERDUE, form | {"confirm": "x"}, follow=True)
    assert "1 rykker er sendt" in sent.content.decode()
    assert "Næste rykker kan sendes" in sent.content.decode()
    again = finance.post(OVERDUE, form | {"confirm": "x"}, follow=True)
    assert "allerede sendt" in again.content.decode()
    assert PaymentReminder.objects.count() == 1
    assert finance.get(f"/admin/billing/paymentreminder/{PaymentReminder.objects.get().pk}/change/").status_code == 200


def test_the_coordinator_sees_payments_and_reminders_and_a_stranger_nothing(overdue, client) -> None:
    now = timezone.now()
    reminder = send_reminder(overdue, sequence=1, by=None, now=now)
    enter_payment(overdue, amount=Decimal(1000), paid_on=timezone.localdate(), note="x", by=None, now=now)
    own = coordinator_of(overdue)
    page = own.get(f"/fakturaer/{overdue.pk}/").content.decode()
    assert all(words in page for words in (reminder.number, "80.250,00", "forfalden"))
    assert "forfalden" in own.get("/fakturaer/").content.decode()
    assert own.get(f"/rykkere/{reminder.pk}/pdf/").getvalue().startswith(b"%PDF")
    client.force_login(PersonFactory())
    for path in (f"/rykkere/{reminder.pk}/pdf/", f"/rykkere/{reminder.pk}/xml/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, None])
def test_who_may_not_enter_payments_meets_no_page_that_does(fee_year, role) -> None:
    (invoice,) = issued(fee_year)
    row = entered()
    client = client_of(role) if role else coordinator_of(invoice)
    for path in (
        UPLOAD,
        OVERDUE,
        f"/admin/billing/bankentry/{row.pk}/match/",
        f"/admin/billing/invoice/{invoice.pk}/payments/",
    ):
        assert client.get(path).status_code in {302, 403, 404}
