"""The official mailboxes of municipalities, as the secretariat states them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from municipalities.models import Municipality


@transaction.atomic
def state_mailboxes(addresses: Mapping[str, str]) -> int:
    """Store addresses by the municipality's code; an empty one changes nothing. Returns how many changed."""
    changed = 0
    for municipality in Municipality.objects.select_for_update().filter(code__in=addresses):
        address = addresses[municipality.code].strip().lower()
        if address and address != municipality.mailbox:
            municipality.mailbox = address
            municipality.save(update_fields=["mailbox"])
            changed += 1
    return changed
