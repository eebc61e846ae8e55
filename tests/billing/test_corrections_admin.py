"""Finance credits and takes back invoices in the admin: first a preview, then one press."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from billing.models import BillingProfile, CreditNote, Invoice
from billing.services.credit_notes import credit_invoice
from billing.services.profiles import change_profile
from partnership.roles import Role
from tests.billing.factories import NOW, coordinator_of, electronically_issued, stated
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(fee_year) -> Invoice:
    """An invoice of today: the pages know no other day, and a credit note is never older than its invoice."""
    return electronically_issued(fee_year, now=timezone.now())


def client_of(role: Role) -> Client:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role.value))
    client = Client()
    client.force_login(person)
    return client


def page(invoice: Invoice, step: str) -> str:
    return f"/admin/billing/invoice/{invoice.pk}/{step}/"


def test_a_part_is_credited_in_three_screens(invoice) -> None:
    client = client_of(Role.FINANCE)
    assert page(invoice, "credit") in client.get(page(invoice, "change")).content.decode()
    assert "65.000,00" in client.get(page(invoice, "credit")).content.decode()
    written = {"reason": "Aftalt nedslag", "line_1": "1.000,10"}
    preview = client.post(page(invoice, "credit"), written).content.decode()
    assert "1.250,13\xa0kr. inkl. moms bliver krediteret" in preview
    assert not CreditNote.objects.exists()
    done = written | {"left_before": "81250.00", "confirm": "Udsted"}
    response = client.post(page(invoice, "credit"), done)
    note = CreditNote.objects.get()
    assert response["Location"] == f"/admin/billing/creditnote/{note.pk}/change/"
    assert note.number in client.get(response["Location"]).content.decode()
    assert note.issued_by is not None


def test_a_second_press_on_the_same_page_credits_nothing_more(invoice) -> None:
    client = client_of(Role.FINANCE)
    done = {"reason": "Nedslag", "line_1": "1000", "left_before": "81250.00", "confirm": "Udsted"}
    client.post(page(invoice, "credit"), done)
    again = client.post(page(invoice, "credit"), done)
    assert "er blevet krediteret imens" in again.content.decode()
    assert CreditNote.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"line_1": "65.000,01"}, "Der er kun 65.000,00\xa0kr. ekskl. moms tilbage"),
        ({"line_1": "-5"}, "0"),
        ({"line_1": "1,2,3"}, "kan læses på to måder"),
        ({"line_1": ""}, "på mindst én linje"),
        ({"line_1": "10", "reason": ""}, "Ret"),
    ],
    ids=str,
)
def test_what_cannot_be_credited_is_said_and_nothing_drawn(invoice, written, sentence) -> None:
    content = client_of(Role.FINANCE).post(page(invoice, "credit"), {"reason": "x", "confirm": "1"} | written)
    assert sentence in content.content.decode()
    assert "errornote" in content.content.decode()
    assert not CreditNote.objects.exists()


def test_a_returned_invoice_is_answered_in_three_screens(invoice) -> None:
    municipality = invoice.agreement.municipality
    profile, now = BillingProfile.objects.get(), timezone.now()
    change_profile(
        profile,
        stated=stated(municipality, order_number="R-7"),
        valid_from=timezone.localdate(now),
        by=None,
        now=now,
    )
    client = client_of(Role.SECRETARIAT)
    assert "returneret: ordre-/rekvisitionsnummer mangler" in client.get(page(invoice, "return")).content.decode()
    preview = client.post(page(invoice, "return"), {"cause": "order_number"}).content.decode()
    assert "R-7 (–)" in preview
    assert not CreditNote.objects.exists()
    response = client.post(page(invoice, "return"), {"cause": "order_number", "confirm": "1"})
    new = Invoice.objects.get(replaces=invoice)
    assert response["Location"] == f"/admin/billing/invoice/{new.pk}/change/"
    assert new.number in client.get(response["Location"]).content.decode()


def test_an_uncorrected_one_is_told_to_be_corrected_first(invoice) -> None:
    response = client_of(Role.FINANCE).post(page(invoice, "return"), {"cause": "ean", "confirm": "1"})
    assert "Ret dem først" in response.content.decode()
    assert not CreditNote.objects.exists()


@pytest.mark.parametrize("step", ["credit", "return"])
def test_readers_see_no_step_and_reach_none(invoice, step) -> None:
    client = client_of(Role.READER)
    assert page(invoice, step) not in client.get(page(invoice, "change")).content.decode()
    assert client.get(page(invoice, step)).status_code == 403


def test_a_credited_invoice_offers_no_step(invoice) -> None:
    credit_invoice(invoice, reason="x", by=None, now=timezone.now())
    assert page(invoice, "credit") not in client_of(Role.FINANCE).get(page(invoice, "change")).content.decode()


def test_the_coordinator_sees_and_fetches_the_credit_note_and_no_foreign_one(fee_year, invoice) -> None:
    now = timezone.now()
    note = credit_invoice(invoice, reason="Aftalt nedslag", by=None, now=now)
    foreign = credit_invoice(electronically_issued(fee_year, now=now), reason="Fremmed", by=None, now=now)
    client = coordinator_of(invoice)
    assert note.number in client.get("/fakturaer/").content.decode()
    assert note.number in client.get(f"/fakturaer/{invoice.pk}/").content.decode()
    assert "Aftalt nedslag" in client.get(f"/kreditnotaer/{note.pk}/").content.decode()
    for rest, start in (("pdf/", b"%PDF-"), ("xml/peppol_bis3/", b"<?xml")):
        assert b"".join(client.get(f"/kreditnotaer/{note.pk}/{rest}").streaming_content).startswith(start)
    assert foreign.number not in client.get("/fakturaer/").content.decode()
    for rest in ("", "pdf/", "xml/peppol_bis3/"):
        assert client.get(f"/kreditnotaer/{foreign.pk}/{rest}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_a_constant_number_of_questions(fee_year, count, django_assert_num_queries) -> None:
    for _ in range(count):
        credit_invoice(electronically_issued(fee_year), reason="x", by=None, now=NOW)
    client = client_of(Role.FINANCE)
    with django_assert_num_queries(6):
        client.get("/fakturaer/")
    with django_assert_num_queries(10):
        client.get("/admin/billing/creditnote/")
    with django_assert_num_queries(8):
        client.get("/admin/billing/billingprofile/")
