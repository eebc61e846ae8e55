"""No krone is credited twice, however many press at the same moment."""

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from billing.guards import GUARDS
from billing.models import CreditNote, Invoice, InvoiceSeries
from billing.services.credit_notes import CreditRefused, credit_invoice
from billing.services.profiles import add_profile
from billing.services.returns import return_invoice
from partnership.guards import install_guards, remove_guards
from partnership.models import StoredDocument
from tests.billing.factories import NOW, FeeYearFactory, SellerFactory, electronically_issued, stated
from tests.faults.race import race
from tests.municipalities.factories import MunicipalityFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


@pytest.fixture
def invoice() -> Invoice:
    SellerFactory()
    return electronically_issued(FeeYearFactory())


def credit(invoice: Invoice, net: str | None) -> CreditNote:
    amounts = None if net is None else {1: Decimal(net)}
    return credit_invoice(Invoice.objects.get(pk=invoice.pk), reason="x", amounts=amounts, by=None, now=NOW)


def test_four_who_credit_everything_at_once_issue_one_credit_note(invoice) -> None:
    outcomes = race([lambda: credit(invoice, None) for _ in range(4)])
    assert [type(outcome) for outcome in outcomes].count(CreditRefused) == 3
    assert CreditNote.objects.get().total == invoice.total
    assert InvoiceSeries.objects.get(prefix="K2027-").last_number == 1


def test_parts_never_come_to_more_than_the_whole(invoice) -> None:
    outcomes = race([lambda: credit(invoice, "30000") for _ in range(4)])
    assert [type(outcome) for outcome in outcomes].count(CreditNote) == 2
    assert CreditNote.objects.aggregate(sum=Sum("net"))["sum"] == Decimal(60000)
    assert list(CreditNote.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2]


def test_returned_by_two_at_once_it_is_issued_anew_once(invoice) -> None:
    municipality = invoice.agreement.municipality
    municipality.billing_profiles.update(order_number="R-7")

    def take_back() -> object:
        return return_invoice(Invoice.objects.get(pk=invoice.pk), cause="order_number", by=None, now=NOW)

    outcomes = race([take_back for _ in range(3)])
    assert [type(outcome) for outcome in outcomes].count(CreditRefused) == 2
    assert Invoice.objects.standing().get().replaces == invoice
    assert CreditNote.objects.count() == 1


def naive(invoice: Invoice, number: int, everybody_has_looked: threading.Barrier) -> CreditNote:
    """Credit everything as a program does that looks first and writes afterwards."""
    left = Invoice.objects.get(pk=invoice.pk).left
    series = InvoiceSeries.objects.get()
    document = StoredDocument.objects.create(
        path=f"naive-{number}", media_type="x/x", size=1, sha256="0" * 64, stored_at=NOW
    )
    everybody_has_looked.wait()
    with transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(credited=left, status="credited")
        return CreditNote.objects.create(
            invoice_id=invoice.pk,
            reason="x",
            net=left - 1,
            vat=1,
            total=left,
            series=series,
            sequence=number,
            number=f"N{number}",
            issued_on=NOW.date(),
            issued_at=NOW,
            snapshot={},
            document=document,
        )


@pytest.mark.parametrize(("guarded", "credited"), [(True, 1), (False, 3)], ids=["guarded", "control without the guard"])
def test_looking_first_and_writing_afterwards_is_stopped_by_the_database_alone(invoice, guarded, credited) -> None:
    if not guarded:
        remove_guards(connection, GUARDS)
    try:
        barrier = threading.Barrier(3, timeout=30)
        outcomes = race([lambda number=number: naive(invoice, number, barrier) for number in (11, 12, 13)])
    finally:
        install_guards(connection, GUARDS)
    assert [isinstance(outcome, IntegrityError) for outcome in outcomes].count(True) == 3 - credited
    assert CreditNote.objects.count() == credited


def test_two_first_profiles_at_once_make_one_default() -> None:
    municipality = MunicipalityFactory()

    def add(reference: str):
        return add_profile(
            municipality,
            stated=stated(municipality, person_reference=reference),
            valid_from=NOW.date(),
            by=None,
            now=NOW,
        )

    outcomes = race([lambda reference=reference: add(reference) for reference in ("A", "B", "C")])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert municipality.billing_profiles.filter(is_default=True).count() == 1
