"""A municipality joins: its agreement becomes active and its seats come into being."""

import datetime as dt

from django.db import transaction

from partnership.models import Agreement
from partnership.services.seats import create_seats


@transaction.atomic
def activate_agreement(agreement: Agreement, *, on: dt.date) -> bool:
    """Let a confirmed agreement's municipality take part from a day, with all its seats. Raises WrongStatus."""
    changed = agreement.activate(on=on)
    create_seats(agreement)
    return changed
