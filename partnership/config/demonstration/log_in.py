"""A municipality's own log-in, to try one with."""

from __future__ import annotations

from municipalities.models import Municipality
from partnership.models import IdentityProvider, IdentityProviderDomain, Person


def prepare_log_in(municipality: Municipality) -> None:
    """Give one municipality a log-in of its own, not in use: docs/operations.md says how to try it."""
    provider, made = IdentityProvider.objects.get_or_create(
        key="demo",
        defaults={
            "municipality": municipality,
            "name": municipality.official_name,
            "issuer": "http://localhost:9100/demo",
            "client_id": "partnership-portal",
        },
    )
    if made:
        coordinator = Person.objects.filter(coordinatorships__municipality=municipality).earliest("pk")
        IdentityProviderDomain.objects.create(provider=provider, domain=coordinator.email.partition("@")[2])
