"""What people, banks and thieves may hand in: refused with a sentence that says what to do, nothing lost, no number used."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.documents.markup import UNWRITABLE
from billing.models import (
    BankEntry,
    BankFile,
    BillingProfile,
    CreditNote,
    Expense,
    FeeYear,
    Invoice,
    InvoiceDocument,
    InvoiceSeries,
    Payment,
    Receipt,
    Seller,
)
from partnership.models import Letter, StoredDocument
from partnership.roles import Role
from tests.billing.bank_files import camt, entry, transaction
from tests.billing.factories import BankAccountFactory, electronically_issued, issued, joined, profile_for, stated
from tests.billing.test_money_admin import client_of
from tests.billing.test_run_requests import of_finance
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/billing/bankfile/upload/"
MEGABYTE = 1024 * 1024
BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.fixture
def finance(db: None) -> Client:
    return client_of(Role.FINANCE)


def kept() -> dict[str, Any]:
    """Return how many rows there are of all that bad input must not add, and the last number of each series."""
    models = (BankEntry, BankFile, BillingProfile, CreditNote, Expense, InvoiceDocument, Letter, Payment, Receipt)
    counts = {model.__name__: model._default_manager.count() for model in (*models, StoredDocument)}
    numbers = dict(InvoiceSeries.objects.values_list("prefix", "last_number"))
    return counts | numbers | {"issued": Invoice.objects.issued().count()}


@pytest.fixture
def nothing_changes() -> Iterator[list[dict[str, Any]]]:
    """Hold what is there when the test has put it into the list against what is there at its end."""
    before: list[dict[str, Any]] = []
    yield before
    assert [kept() for _ in before] == before
    assert before


def filled_in(client: Client, address: str, **changes: str) -> dict[str, str]:
    """Return a form of the admin as somebody sends it who has changed some fields."""
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in values.items() if value not in {None, False}} | changes


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        ("cvr", "62547414", "62547414 er ikke et CVR-nummer. Kontrollér de otte cifre."),
        ("creditor_number", "8123456", "Skriv kreditornummerets otte cifre."),
        ("creditor_number", "8123456781234567", "8 tegn"),
        ("iban", "DK5000400440116244", "Det er ikke et IBAN. Kontrollér tegnene."),
    ],
)
def test_a_wrong_digit_in_the_seller_settings(fee_year, finance, nothing_changes, field, written, sentence) -> None:
    address = f"/admin/billing/seller/{Seller.objects.get().pk}/change/"
    nothing_changes.append(kept())
    answer = finance.post(address, filled_in(finance, address, **{field: written})).content.decode()
    assert sentence in answer
    assert f'value="{written}"' in answer
    assert getattr(Seller.objects.get(), field) != written


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("5799990001012", "sidste ciffer passer ikke til de andre: Kontrollér cifrene ét for ét."),
        ("579999000101", "13 cifre"),
        ("7351999000109", "579"),
    ],
)
def test_a_wrong_ean_number(fee_year, nothing_changes, written, sentence) -> None:
    municipality = joined(fee_year.partnership).municipality
    client = Client()
    client.force_login(municipality.coordinatorships.get().person)
    values = {name: value for name, value in vars(stated(municipality)).items() if value} | {"gln": written}
    nothing_changes.append(kept())
    form = values | {"valid_from": timezone.localdate().isoformat(), "preferred_format": "peppol_bis3"}
    response = client.post(reverse("billing:profile-add", args=[municipality.code]), form)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert f'value="{written}"' in response.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 kontoudtog", "Vælg CAMT.053, CAMT.054 eller CSV"),
        (b"PK\x03\x04 regneark", "Vælg CAMT.053, CAMT.054 eller CSV"),
        (b"<OFX><BANKTRANLIST/></OFX>", "hverken CAMT.053 eller CAMT.054. Bed banken om en af dem eller om CSV."),
        (b":20:STARTUMS\n:25:12345678\n:60F:C271020DKK0,\n", "Filen"),
        (b"\x00\x01\x02\x03" * 99, "Filen"),
        (b"", "Filen er tom. Hent den igen"),
        (camt(entry(), before=BOMB), "ikke læsbar XML. Hent den igen fra banken"),
        (camt(entry("81250,,00")), "81250,,00"),
        (camt(entry("1.000.00")), "1.000.00"),
        (b" " * (50 * MEGABYTE), "større end 10 MB. Hent den fra banken for en kortere periode."),
    ],
    ids=["PDF", "spreadsheet", "OFX", "MT940", "noise", "empty", "XML bomb", "comma", "points", "50 MB"],
)
def test_a_bank_file_of_another_format_a_bomb_or_50_mb(fee_year, finance, nothing_changes, content, sentence) -> None:
    account = BankAccountFactory()
    nothing_changes.append(kept())
    response = finance.post(UPLOAD, {"account": account.pk, "file": SimpleUploadedFile("bank.xml", content)})
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_16_digits_under_71_pay_nothing_and_stay_to_be_matched_by_a_person(fee_year, finance) -> None:
    (invoice,) = issued(fee_year)
    wrong = invoice.payment_id + "0"
    content = camt(
        entry("81250.00", transaction(reference=wrong, words=f"+71&lt;{wrong}+81234567&lt;", payer="Ukendt"))
    )
    form = {"account": BankAccountFactory().pk, "file": SimpleUploadedFile("bank.xml", content)}
    page = finance.post(UPLOAD, form, follow=True)
    assert page.context["certain"] == []
    assert not Payment.objects.exists()
    (row,) = BankEntry.objects.unmatched()
    assert finance.get(f"/admin/billing/bankentry/{row.pk}/match/").status_code == 200


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("65.001", "65.000,00"),
        ("1,000,50", "kan læses på to måder"),
        ("1.000,,50", "kan læses på to måder"),
        ("tusind", "Skriv beløbet som et tal"),
        ("-1", "større end eller lig 0"),
    ],
)
def test_a_credit_note_above_the_rest_or_with_a_comma_too_many(
    fee_year, finance, nothing_changes, written, sentence
) -> None:
    invoice = electronically_issued(fee_year, now=timezone.now())
    nothing_changes.append(kept())
    for more in ({}, {"confirm": "x", "left_before": "81250.00"}):
        form = {"reason": "Aftalt", "line_1": written} | more
        answer = finance.post(f"/admin/billing/invoice/{invoice.pk}/credit/", form).content.decode()
        assert sentence in answer.replace("\u00a0", " ")
        assert f'value="{written}"' in answer


@pytest.mark.parametrize("written", ["1.000,,00", "1,000,00", "0", "1e9"])
def test_an_amount_with_a_comma_too_many_where_a_payment_or_an_expense_is_entered(
    fee_year, finance, nothing_changes, written
) -> None:
    (invoice,) = issued(fee_year, now=timezone.now())
    nothing_changes.append(kept())
    today = timezone.localdate().isoformat()
    payment = {"pay": "x", "amount": written, "paid_on": today, "note": "Kontoudtog", "balance_before": "81250.00"}
    paid = finance.post(f"/admin/billing/invoice/{invoice.pk}/payments/", payment)
    address = f"/admin/billing/expense/enter/{fee_year.pk}/"
    expense = {"amount": written, "kind": "meetings", "spent_on": today, "text": "Lokaler", "supplier": "Huset"}
    spent = finance.post(address, expense | {"voucher_number": "B1", "key": "0" * 32})
    for response in (paid, spent):
        assert f'value="{written}"' in response.content.decode()


def test_50_mb_and_no_receipt_as_a_receipt(fee_year, finance, nothing_changes) -> None:
    today = timezone.localdate().isoformat()
    form = {"amount": "10", "kind": "meetings", "spent_on": today, "text": "Lokaler", "supplier": "Huset"}
    nothing_changes.append(kept())
    for content in (b"%PDF-1.7" + b" " * (50 * MEGABYTE), b"MZ\x90\x00 et program"):
        told = form | {"voucher_number": "B1", "key": "0" * 32, "receipt": SimpleUploadedFile("bilag.pdf", content)}
        response = finance.post(f"/admin/billing/expense/enter/{fee_year.pk}/", told)
        assert 'value="Huset"' in response.content.decode()


def test_issuing_without_references(fee_year, nothing_changes) -> None:
    Seller.objects.update(references_required=True)
    agreement = joined(fee_year.partnership)
    nothing_changes.append(kept())
    shown = logged_in(of_finance()).get(f"/admin/billing/feeyear/{fee_year.pk}/issue/").content.decode()
    assert "Få kommunens faktureringsoplysninger udfyldt" in shown
    assert reverse("billing:profiles", args=[agreement.municipality.code]) in shown
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("issue_invoices", str(fee_year.pk), stdout=output)
    assert "Kommunen har ikke oplyst EAN-nummer og personreference." in output.getvalue()


def test_once_the_references_are_stated_the_first_number_is_the_invoices(fee_year) -> None:
    Seller.objects.update(references_required=True)
    lacking, stating = joined(fee_year.partnership), joined(fee_year.partnership)
    profile_for(stating.municipality, now=timezone.now())
    with pytest.raises(CommandError):
        call_command("issue_invoices", str(fee_year.pk), stdout=StringIO())
    profile_for(lacking.municipality, now=timezone.now())
    call_command("issue_invoices", str(fee_year.pk), stdout=StringIO())
    assert list(Invoice.objects.issued().order_by("sequence").values_list("agreement", "sequence")) == [
        (stating.pk, 1),
        (lacking.pk, 2),
    ]


def test_what_no_xml_can_hold_is_refused_before_a_number_is_drawn(fee_year: FeeYear, nothing_changes) -> None:
    agreement = joined(fee_year.partnership)
    profile_for(agreement.municipality, now=timezone.now())
    BillingProfile.objects.update(order_number="R\x0b7")
    assert UNWRITABLE.search("R\x0b7")
    nothing_changes.append(kept())
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("issue_invoices", str(fee_year.pk), stdout=output)
    assert "R?7" in output.getvalue()
