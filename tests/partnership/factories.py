"""A partnership, its bodies, people and seats for tests; every date is fixed."""

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from partnership.models import (
    Agreement,
    Body,
    IdentityProvider,
    IdentityProviderDomain,
    Partnership,
    Person,
    Seat,
    SeatHolding,
)
from tests.municipalities.factories import MunicipalityFactory


class PartnershipFactory(DjangoModelFactory[Partnership]):
    """A partnership that runs from 1 October 2026 for two years; without bodies."""

    class Meta:
        model = Partnership

    name = factory.Sequence(lambda n: f"Partnerskab {n}")
    slug = factory.Sequence(lambda n: f"partnerskab-{n}")
    starts_on = dt.date(2026, 10, 1)
    ends_on = dt.date(2028, 10, 1)
    yearly_fee = Decimal("65000.00")
    vat_rate = Decimal("25.00")


class BodyFactory(DjangoModelFactory[Body]):
    """A track body with three to five seats."""

    class Meta:
        model = Body

    partnership = factory.SubFactory(PartnershipFactory)
    kind = Body.Kind.TRACK
    key = factory.Sequence(lambda n: f"body-{n}")
    name = factory.Sequence(lambda n: f"Spor {n}")
    position = factory.Sequence(lambda n: n)
    seats_min = 3
    seats_max = 5


class PersonFactory(DjangoModelFactory[Person]):
    """A person without any role."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Åse Ærøskøbing {n}")
    email = factory.Sequence(lambda n: f"person-{n}@kommune.example")
    password = "!"  # as set_unusable_password leaves it: nobody has a password


class AgreementFactory(DjangoModelFactory[Agreement]):
    """An active agreement; its seats are not made: see SeatFactory, or `create_seats`."""

    class Meta:
        model = Agreement

    partnership = factory.SubFactory(PartnershipFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    status = Agreement.Status.ACTIVE
    invited_on = dt.date(2026, 6, 1)
    decided_on = dt.date(2026, 8, 27)
    confirmed_on = dt.date(2026, 9, 10)
    active_from = dt.date(2026, 10, 1)
    ended_on = factory.LazyAttribute(lambda row: dt.date(2028, 10, 1) if row.status == "ended" else None)


class SeatFactory(DjangoModelFactory[Seat]):
    """The first seat of a municipality in a body; nobody holds it."""

    class Meta:
        model = Seat

    body = factory.SubFactory(BodyFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    number = 1


class SeatHoldingFactory(DjangoModelFactory[SeatHolding]):
    """A person holds a seat from the start of the partnership, without an end."""

    class Meta:
        model = SeatHolding

    seat = factory.SubFactory(SeatFactory)
    person = factory.SubFactory(PersonFactory)
    from_on = factory.SelfAttribute("seat.body.partnership.starts_on")


class IdentityProviderFactory(DjangoModelFactory[IdentityProvider]):
    """A municipality's log-in in use, with a domain; its secret is the test's affair."""

    class Meta:
        model = IdentityProvider
        skip_postgeneration_save = True

    municipality = factory.SubFactory(MunicipalityFactory)
    key = factory.Sequence(lambda n: f"kommune-{n}")
    name = factory.Sequence(lambda n: f"Ærø Kommune {n}")
    issuer = factory.Sequence(lambda n: f"https://login.kommune-{n}.example")
    client_id = "partnership-portal"
    is_active = True

    @factory.post_generation
    def domains(self, create: bool, names: tuple[str, ...] | None) -> None:
        for name in names if names is not None else [f"{self.key}.example"]:
            IdentityProviderDomain.objects.create(provider=self, domain=name)
