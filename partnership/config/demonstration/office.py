"""The office of the demonstration: KL's people, seller, bank account and rates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib.auth.models import Group

from billing.models import BankAccount, ReferenceRate, Seller, VatRate
from partnership.config.demonstration.people import staff_person
from partnership.models import Person, Secretariat
from partnership.roles import Role

STAFF = [
    ("Sanne Østerlund", "sekretariat@kl.example", Role.SECRETARIAT),
    ("Bo Ågren", "oekonomi@kl.example", Role.FINANCE),
    ("Liv Ærenlund", "laeser@kl.example", Role.READER),
]
#: As Danmarks Nationalbank set them; the secretariat enters those that follow.
REFERENCE_RATES = (
    (dt.date(2025, 1, 1), Decimal("2.75")),
    (dt.date(2025, 7, 1), Decimal("1.75")),
    (dt.date(2026, 1, 1), Decimal("1.75")),
)


def open_office() -> None:
    """Keep the secretariat's people, how it is reached, what stands on invoices, and the rates that hold."""
    for name, email, role in STAFF:
        person = Person.objects.with_email(email).first()
        if person is None:
            person = staff_person(name, email)
            person.save()
        person.groups.add(Group.objects.get(name=role))
    # A fictional creditor number: real ones begin with 8.
    Seller.objects.get_or_create(
        only=True,
        defaults={
            "contact_name": "Bo Ågren",
            "email": "oekonomi@kl.example",
            "phone": "00 00 00 00",
            "payment_method": Seller.PaymentMethod.FIK,
            "creditor_number": "00000000",
            "second_approval": False,
        },
    )
    Secretariat.objects.get_or_create(
        only=True,
        defaults={
            "email": STAFF[0][1],
            "phone": "00 00 00 00",
            "phone_hours": "Mandag til torsdag kl. 9-15, fredag kl. 9-14",
        },
    )
    # No bank has this registration number.
    BankAccount.objects.get_or_create(
        registration_number="0000", account_number="0000000000", defaults={"name": "Driftskonto (demo)"}
    )
    for valid_from, rate in REFERENCE_RATES:
        ReferenceRate.objects.get_or_create(valid_from=valid_from, defaults={"rate": rate})
    VatRate.objects.get_or_create(valid_from=dt.date(1992, 1, 1), defaults={"rate": 25})
