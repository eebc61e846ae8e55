"""Statements of account and sending an invoice on: what coordinators do with what they were sent."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from lxml import etree

from billing.documents.peppol import peppol_xml
from billing.models import Invoice, LedgerAccount, Payment, ReferenceRate, Seller
from billing.payment_qr import qr_image, qr_text
from billing.services.credit_notes import credit_invoice
from billing.services.economy import economy
from billing.services.forwarding import LIMIT, ForwardRefused, forward_invoice
from billing.services.payments import enter_payment, take_back_payment
from billing.services.postings import postings
from billing.services.reminders import send_reminder
from billing.services.statements import statement_of
from municipalities.models import Coordinatorship
from partnership.models import Letter, Person
from tests.billing.factories import NOW, coordinator_of, electronically_issued, issued
from tests.billing.test_invoice_pdf import text_of
from tests.billing.test_snapshot import electronic

TODAY = dt.date(2027, 12, 31)


@pytest.fixture
def invoice(fee_year) -> Invoice:
    return electronically_issued(fee_year)


@pytest.fixture
def coordinator(invoice) -> Person:
    return Coordinatorship.objects.get(municipality=invoice.agreement.municipality).person


def test_the_qr_code_says_what_pdf_and_xml_say() -> None:
    snapshot = electronic()
    root = etree.fromstring(peppol_xml(snapshot))
    said = {etree.QName(element).localname: element.text for element in root.iter() if element.text}
    account = said["PaymentID"].removeprefix("71#")
    way, amount, due, number = qr_text(snapshot).split("\n")
    assert way == f"+71<{account}+{snapshot.payment.creditor_number}<"
    assert (amount, due, number) == (f"DKK {said['PayableAmount']}", said["DueDate"], snapshot.number)
    assert qr_image("a") == qr_image("a") != qr_image("b")


@pytest.mark.django_db
def test_a_statement_tells_vouchers_and_payments_with_the_balance_after_each(fee_year, invoice) -> None:
    issued(fee_year)
    credit_invoice(invoice, reason="Aftalt", amounts={1: Decimal(1000)}, by=None, now=NOW)
    Payment.objects.create(
        invoice=invoice, amount=Decimal("40000.00"), paid_on=dt.date(2027, 10, 20), way="manual", note="x", made_at=NOW
    )
    statement = statement_of(invoice.agreement.municipality, on=TODAY)
    assert [(entry.reference, entry.amount, entry.balance) for entry in statement.entries] == [
        ("F2027-00001", Decimal("81250.00"), Decimal("81250.00")),
        ("K2027-00001", Decimal("-1250.00"), Decimal("80000.00")),
        ("", Decimal("-40000.00"), Decimal("40000.00")),
    ]
    assert (statement.balance, statement.asked, statement.paid) == (40000, 80000, 40000)
    assert statement_of(invoice.agreement.municipality, on=NOW.date()).balance == 80000


@pytest.mark.django_db
def test_charges_of_reminders_and_their_payment_stand_on_it_and_economy_and_postings_agree(
    fee_year, invoice, in_english
) -> None:
    """Of one municipality, day by day: what it owes is one figure, wherever it is read."""
    issued(fee_year)
    Seller.objects.update(reminder_fee=100, reminder_compensation=True, reminder_interest=True)
    ReferenceRate.objects.create(valid_from=dt.date(2027, 7, 1), rate=Decimal("1.75"))
    for role, account in zip(LedgerAccount.Role, range(1, 99), strict=False):
        LedgerAccount.objects.create(role=role, number=str(account), valid_from=dt.date(2027, 1, 1))
    late = NOW + dt.timedelta(days=41)
    send_reminder(invoice, sequence=1, by=None, now=late)
    credit_invoice(invoice, reason="Aftalt", amounts={1: Decimal(1000)}, by=None, now=late + dt.timedelta(days=1))
    for days, amount in ((2, "30000"), (3, "50300"), (4, "348.74"), (5, "1000"), (6, "-200.50")):
        moment = late + dt.timedelta(days=days)
        enter_payment(invoice, amount=Decimal(amount), paid_on=moment.date(), note="x", by=None, now=moment)
    wrong = enter_payment(
        invoice, amount=Decimal(7), paid_on=late.date(), note="x", by=None, now=late + dt.timedelta(days=7)
    )
    take_back_payment(wrong, note="Forkert kommune", by=None, now=late + dt.timedelta(days=7))
    municipality = invoice.agreement.municipality
    statement = statement_of(municipality, on=TODAY)
    assert [(entry.text, entry.reference, entry.amount) for entry in statement.entries] == [
        ("Invoice, year 1", "F2027-00001", Decimal("81250.00")),
        ("Fee of reminder no. 1 on F2027-00001", "R2027-00001", Decimal(100)),
        ("Compensation, reminder no. 1 on F2027-00001", "R2027-00001", Decimal(310)),
        ("Interest, reminder no. 1 on F2027-00001", "R2027-00001", Decimal("238.74")),
        ("Credit note on F2027-00001", "K2027-00001", Decimal("-1250.00")),
        ("Payment of F2027-00001", "", Decimal(-30000)),
        ("Payment of F2027-00001, of which DKK\u00a0300.00 for charges", "", Decimal(-50300)),
        ("Payment of F2027-00001, for the charges", "", Decimal("-348.74")),
        ("Payment of F2027-00001", "", Decimal(-1000)),
        ("Paid back on F2027-00001", "", Decimal("200.50")),
    ]
    assert (statement.asked, statement.charged, statement.balance) == (80000, Decimal("648.74"), Decimal("-799.50"))
    for days in (-41, 0, 1, 2, 3, 4, 5, 6, 7):
        day = (late + dt.timedelta(days=days)).date()
        total = economy(on=day, code=municipality.code).total
        lines = postings(first=dt.date(2027, 1, 1), last=day)
        mine = [line for line in lines if line.municipality == municipality.code]
        debtors = sum((line.amount for line in mine if line.account == "1"), Decimal())
        assert total.left - total.overpaid == statement_of(municipality, on=day).balance == debtors, day
    assert Invoice.objects.with_balance().get(pk=invoice.pk).owed == statement.balance


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_a_statement_asks_a_constant_number_of_questions(invoice, count, django_assert_num_queries) -> None:
    for number in range(count):
        credit_invoice(invoice, reason=f"{number}", amounts={1: Decimal(1000)}, by=None, now=NOW)
    municipality = invoice.agreement.municipality
    with django_assert_num_queries(4):
        assert len(statement_of(municipality, on=TODAY).entries) == 1 + count


@pytest.mark.django_db
def test_the_coordinator_reads_it_on_screen_and_as_pdf_and_nobody_elses(fee_year, invoice) -> None:
    (other,) = issued(fee_year)[1:]
    client = coordinator_of(invoice)
    code = invoice.agreement.municipality.code
    assert client.get(reverse("billing:statement", args=[code])).status_code == 200
    pdf = client.get(reverse("billing:statement-pdf", args=[code]))
    assert "Kontoudtog" in text_of(pdf.content)
    assert client.get(reverse("billing:statement", args=[other.agreement.municipality.code])).status_code == 404


@pytest.mark.django_db
def test_an_invoice_is_found_and_sent_on_in_two_clicks(invoice, coordinator) -> None:
    client = coordinator_of(invoice)
    assert "videresend" in client.get(reverse("billing:invoice", args=[invoice.pk])).content.decode()
    domain = coordinator.email.partition("@")[2]
    for _press in range(2):
        client.post(reverse("billing:forward", args=[invoice.pk]), {"email": f"Kollega@{domain}"})
    letter = Letter.objects.get(kind="invoice_forwarded")
    assert letter.to_email == f"kollega@{domain}"
    assert [file.name for file in letter.attachments.order_by("name")] == ["F2027-00001.pdf", "F2027-00001.xml"]
    refused = client.post(reverse("billing:forward", args=[invoice.pk]), {"email": "nogen@privat.example"})
    assert refused.status_code == 422
    assert Letter.objects.filter(kind="invoice_forwarded").count() == 1


@pytest.mark.django_db
def test_nobody_sends_invoices_on_without_end(invoice, coordinator) -> None:
    domain = coordinator.email.partition("@")[2]
    for number in range(LIMIT):
        assert forward_invoice(invoice, to_email=f"k{number}@{domain}", by=coordinator, now=NOW)
    with pytest.raises(ForwardRefused):
        forward_invoice(invoice, to_email=f"en-til@{domain}", by=coordinator, now=NOW)
    assert forward_invoice(invoice, to_email=f"en-til@{domain}", by=coordinator, now=NOW + dt.timedelta(hours=1))
