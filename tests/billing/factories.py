"""Seller, fee years and participating municipalities for tests."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from billing.models import FeeYear, Seller
from municipalities.models import Coordinatorship
from partnership.models import Agreement, Partnership
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
