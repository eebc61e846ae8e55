"""A municipality objects to an invoice: nobody is reminded until that is settled."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Dispute, FeeYear, Invoice
from partnership.models import Person


class DisputeRefused(Exception):
    """The dispute cannot be noted or lifted that way; the message says why."""


@transaction.atomic
def dispute_invoice(invoice: Invoice, *, note: str, by: Person | None, now: dt.datetime) -> Dispute:
    """Note that the municipality objects to an issued invoice; one that is disputed already stays so. Raises DisputeRefused."""
    locked = _locked(invoice)
    if locked.status != Invoice.Status.ISSUED:
        raise DisputeRefused(_("Only an issued invoice of which something is left can be disputed."))
    if not note.strip():
        raise DisputeRefused(_("Write what the municipality objects to."))
    dispute, _created = Dispute.objects.get_or_create(
        invoice=locked, lifted_at=None, defaults={"note": note.strip(), "made_at": now, "made_by": by}
    )
    return dispute


@transaction.atomic
def lift_dispute(invoice: Invoice, *, note: str, by: Person | None, now: dt.datetime) -> bool:
    """Note how a dispute ended; False when there was none. Raises DisputeRefused."""
    locked = _locked(invoice)
    if not note.strip():
        raise DisputeRefused(_("Write how the dispute ended."))
    standing = Dispute.objects.filter(invoice=locked, lifted_at=None)
    return bool(standing.update(lifted_at=now, lifted_by=by, lifted_note=note.strip()))


def _locked(invoice: Invoice) -> Invoice:
    FeeYear.objects.lock(invoice.fee_year_id)
    return Invoice.objects.lock(invoice.pk)
