"""Who comes in through a municipality's own log-in."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import Enum

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from partnership.models import IdentityProvider, Person


class Reason(Enum):
    """Why somebody whom the municipality knows does not come in."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    ADDRESS = "address"


class SignOnRefused(Exception):
    """The municipality vouches for somebody who may not come in this way; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def provider_of_address(email: str) -> IdentityProvider | None:
    """Return the log-in that somebody with this address is offered. It depends on the domain alone, never on a person."""
    return IdentityProvider.objects.ready().of_address(email).select_related("municipality").first()


def fingerprint(provider: IdentityProvider, subject: str) -> str:
    """Return what a person at a provider is found by: issuer, claim and subject as one text of 64 signs.

    The issuer is part of it, so that a provider that moves to another tenant never takes over the people of the first.
    """
    return hashlib.sha256("\n".join([provider.issuer, provider.subject_claim, subject]).encode()).hexdigest()


def trusted_address(provider: IdentityProvider, *, email: object, verified: object) -> str:
    """Return the address if the provider's word counts for it, else an empty text.

    It counts in the municipality's own domains, unless the provider itself says that the address is not verified. Entra ID and
    AD FS do not say; there the municipality hands out the mailboxes of its domains.
    """
    if not isinstance(email, str) or verified not in {None, True, "true"}:
        return ""
    return email.strip() if IdentityProvider.objects.of_address(email).filter(pk=provider.pk).exists() else ""


@transaction.atomic
def admit(provider: IdentityProvider, *, subject: str, address: str, today: dt.date) -> SocialAccount:
    """Return the log-in of the person whom the provider vouches for, written down at the first time.

    Afterwards the subject alone counts: whoever has changed name and mailbox is still the same, and whoever got a mailbox that
    another had is not. `address` is one that `trusted_address` returned, and is needed at the first time only. Raises
    SignOnRefused for people who are not known, not (or no longer) active, whose roles in this municipality are over, and for
    the secretariat, whose access no municipality may give.
    """
    found = SocialAccount.objects.filter(provider=provider.key, uid=fingerprint(provider, subject)).first()
    if found is None and not address:
        raise SignOnRefused(Reason.ADDRESS)
    people = Person.objects.filter(pk=found.user_id) if found else Person.objects.with_email(address)
    person = people.filter(is_staff=False, is_superuser=False).acting_for(provider.municipality, on=today).first()
    if person is None:
        raise SignOnRefused(Reason.UNKNOWN)
    if not person.is_active:
        raise SignOnRefused(Reason.CLOSED)
    return found or _write_down(person, provider, subject=subject)


def _write_down(person: Person, provider: IdentityProvider, *, subject: str) -> SocialAccount:
    """Bind the person to the subject. Raises SignOnRefused when another subject of this provider is the person already."""
    Person.objects.select_for_update().get(pk=person.pk)
    account, _made = SocialAccount.objects.get_or_create(
        user=person,
        provider=provider.key,
        defaults={
            "uid": fingerprint(provider, subject),
            "extra_data": {"issuer": provider.issuer, provider.subject_claim: subject},
        },
    )
    if account.uid != fingerprint(provider, subject):
        raise SignOnRefused(Reason.UNKNOWN)
    return account
