"""What an invoice still lacks before it can be issued."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from billing.documents.checks import missing_for_e_invoice
from billing.models import FeeYear, Seller
from billing.services.fees import takes_part_in
from billing.snapshot import BuyerParty
from municipalities.models import Coordinatorship
from partnership.models import Agreement, Person
from partnership.services.letters import is_writable
from partnership.text import join_names

#: Who takes part, or did for a time: whoever left within a fee year owes what the agreement says of it.
_TAKING_PART = {Agreement.Status.ACTIVE, Agreement.Status.WITHDRAWN, Agreement.Status.ENDED}


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


def recipients_by_municipality(municipalities: Iterable[int], *, on: dt.date) -> dict[int, list[Person]]:
    """Return whom each municipality's invoice is sent to: its coordinators on the day whose address can be written to."""
    coordinators = Coordinatorship.objects.open_on(on).filter(municipality__in=municipalities, person__is_active=True)
    found = defaultdict(list)
    for row in coordinators.select_related("person").order_by("from_on", "pk"):
        if is_writable(row.person.email):
            found[row.municipality_id].append(row.person)
    return found


def recipients_of(agreement: Agreement, *, on: dt.date) -> list[Person]:
    """Return whom the municipality's invoice is sent to; the first is the contact that it names."""
    return recipients_by_municipality([agreement.municipality_id], on=on)[agreement.municipality_id]


def references_lacking(seller: Seller, buyer: BuyerParty) -> list[str]:
    """Return why the municipality's invoice cannot be issued electronically, and what to do, where that keeps it back."""
    missing = missing_for_e_invoice(buyer) if seller.references_required else []
    if missing:
        missing.append(_("Have its billing information filled in, and issue the invoice then."))
    return missing


def what_is_missing(
    agreement: Agreement, recipients: Sequence[Person], *, fee_year: FeeYear | None = None
) -> list[str]:
    """Return what an agreement lacks before its invoice for a fee year can be issued, in sentences."""
    missing = []
    if fee_year and agreement.active_from and not takes_part_in(fee_year, agreement):
        missing.append(_("The municipality does not take part in this fee year."))
    elif agreement.status not in _TAKING_PART:
        missing.append(_("The agreement is not active."))
    if not recipients:
        missing.append(_("The municipality has no coordinator to send the invoice to."))
    return missing
