"""What an invoice still lacks before it can be issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from billing.models import Seller
from municipalities.models import Coordinatorship
from partnership.models import Agreement, Person
from partnership.text import join_names


class NotReady(Exception):
    """Something is missing, so no number was drawn; the message lists it."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(self.missing))


def ready_seller() -> Seller:
    """Return the seller settings, complete. Raises NotReady, naming what is missing."""
    seller = Seller.objects.first()
    if seller is None:
        raise NotReady([_("The seller settings have not been filled in yet.")])
    missing = seller.missing()
    if missing:
        raise NotReady([_("The seller settings lack: %(fields)s.") % {"fields": join_names(missing)}])
    return seller


def recipients_of(agreement: Agreement, *, on: dt.date) -> list[Person]:
    """Return who gets the municipality's invoice letter: its coordinators on the day."""
    coordinators = Coordinatorship.objects.open_on(on).filter(
        municipality=agreement.municipality_id, person__is_active=True
    )
    return [row.person for row in coordinators.select_related("person").order_by("from_on", "pk")]


def missing_for(agreement: Agreement, recipients: list[Person]) -> list[str]:
    """Return what an agreement lacks before its invoice can be issued, in sentences."""
    missing = []
    if agreement.status != Agreement.Status.ACTIVE:
        missing.append(_("The agreement is not active."))
    if not recipients:
        missing.append(_("The municipality has no coordinator to send the invoice to."))
    return missing
