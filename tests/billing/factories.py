"""Seller, fee years, participating municipalities and their invoices for tests."""

import datetime as dt
from decimal import Decimal

import factory
from django.test import Client
from django.utils import timezone
from factory.django import DjangoModelFactory
from stdnum import ean

from billing.models import BankAccount, BankEntry, BankFile, BillingProfile, FeeYear, Invoice, Seller
from billing.services.drafts import draft_invoices
from billing.services.fee_years import issue_invoices
from billing.services.profiles import Stated, add_profile
from municipalities.models import Coordinatorship, Municipality
from partnership.models import Agreement, Partnership, Person, StoredDocument
from tests.partnership.factories import AgreementFactory, PartnershipFactory, PersonFactory

NOW = dt.datetime(2027, 10, 1, 8, 0, tzinfo=dt.UTC)


class SellerFactory(DjangoModelFactory[Seller]):
    """KL with a fictional creditor number."""

    class Meta:
        model = Seller

    contact_name = "Regnskab"
    email = "regnskab@kl.example"
    payment_method = Seller.PaymentMethod.FIK
    creditor_number = "81234567"
    second_approval = False
    references_required = False


class FeeYearFactory(DjangoModelFactory[FeeYear]):
    class Meta:
        model = FeeYear

    partnership = factory.SubFactory(PartnershipFactory)
    number = 1
    starts_on = dt.date(2027, 10, 1)
    ends_on = dt.date(2028, 10, 1)
    issue_on = dt.date(2027, 10, 1)


def joined(partnership: Partnership, *, coordinators: int = 1) -> Agreement:
    """Return the active agreement of a new municipality that has coordinators."""
    agreement = AgreementFactory(partnership=partnership)
    for _ in range(coordinators):
        Coordinatorship.objects.create(
            municipality=agreement.municipality, person=PersonFactory(), from_on=dt.date(2026, 1, 1)
        )
    return agreement


def stated(municipality: Municipality, **changes: str) -> Stated:
    """Return complete billing information with an EAN number that no authority has."""
    digits = f"579999000{municipality.code}"
    values = {
        "unit": "Børn og Unge",
        "gln": digits + ean.calc_check_digit(digits),
        "person_reference": "BRNUN",
        "street": "Rådhusgade",
        "building_number": "1",
        "postal_code": "1000",
        "city": "Byen",
    }
    return Stated(**values | changes)


def profile_for(municipality: Municipality, *, now: dt.datetime = NOW, **changes: str) -> BillingProfile:
    """Return the billing profile that a municipality states, valid from that day."""
    return add_profile(
        municipality, stated=stated(municipality, **changes), valid_from=timezone.localdate(now), by=None, now=now
    )


def electronically_issued(fee_year: FeeYear, *, now: dt.datetime = NOW, **changes: str) -> Invoice:
    """Return the issued e-invoice of one new municipality."""
    agreement = joined(fee_year.partnership)
    profile_for(agreement.municipality, now=now, **changes)
    issue_invoices(fee_year, now=now)
    return Invoice.objects.get(agreement=agreement, fee_year=fee_year)


def drafted(fee_year: FeeYear) -> Invoice:
    """Return the draft of one new municipality."""
    agreement = joined(fee_year.partnership)
    draft_invoices(fee_year, now=NOW)
    return Invoice.objects.get(agreement=agreement, fee_year=fee_year)


def issued(fee_year: FeeYear, count: int = 1, *, now: dt.datetime = NOW) -> list[Invoice]:
    """Return the issued invoices of so many new municipalities."""
    for _ in range(count):
        joined(fee_year.partnership)
    issue_invoices(fee_year, now=now)
    return list(Invoice.objects.filter(fee_year=fee_year).order_by("sequence"))


def coordinator_of(invoice: Invoice) -> Client:
    """Return a browser in which the municipality's coordinator is logged in."""
    client = Client()
    client.force_login(Coordinatorship.objects.get(municipality=invoice.agreement.municipality).person)
    return client


class BankAccountFactory(DjangoModelFactory[BankAccount]):
    """KL's account in the tests."""

    class Meta:
        model = BankAccount

    name = "Driftskonto"
    registration_number = "1234"
    account_number = "5678901"


def entered(amount: str = "81250.00", *, imported_by: Person | None = None, **values: object) -> BankEntry:
    """Return a bank entry of a file of its own."""
    number = BankEntry.objects.count() + 1
    account = BankAccount.objects.first() or BankAccountFactory()
    document = StoredDocument.objects.create(
        path=f"bank/{number}", media_type="text/csv", size=1, sha256=f"{number:064d}", stored_at=NOW
    )
    file = BankFile.objects.create(
        account=account,
        name=f"{number}.csv",
        format=BankFile.Format.CSV,
        sha256=document.sha256,
        period_from=NOW.date(),
        period_to=NOW.date(),
        new_count=1,
        known_count=0,
        imported_at=NOW,
        imported_by=imported_by,
        document=document,
    )
    kept = {"identity": str(number), "booked_on": NOW.date(), "bank_file": file, "account": account}
    return BankEntry.objects.create(amount=Decimal(amount), **kept | values)
