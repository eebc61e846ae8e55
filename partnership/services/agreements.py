"""The steps of an agreement, with the seats that follow from them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from partnership import text
from partnership.models import Agreement
from partnership.services.seats import create_seats, vacate_all_seats


class DateOutOfOrder(Exception):
    """A step is dated before the step that it follows."""


def decide_agreement(agreement: Agreement, *, on: dt.date, case_no: str = "") -> bool:
    """Record the municipal council's decision to join. Raises WrongStatus and DateOutOfOrder."""
    _refuse_before(agreement.invited_on, on)
    return agreement.decide(on=on, case_no=case_no)


def confirm_agreement(agreement: Agreement, *, on: dt.date) -> bool:
    """Record that KL's board confirmed. Raises WrongStatus and DateOutOfOrder."""
    _refuse_before(agreement.decided_on, on)
    return agreement.confirm(on=on)


@transaction.atomic
def activate_agreement(agreement: Agreement, *, on: dt.date) -> bool:
    """Let the municipality take part from a day, with all its seats. Raises WrongStatus and DateOutOfOrder."""
    _refuse_before(agreement.confirmed_on, on)
    changed = agreement.activate(on=on)
    create_seats(agreement)
    return changed


@transaction.atomic
def withdraw_agreement(agreement: Agreement, *, on: dt.date) -> int:
    """Record that the municipality leaves from a day, which ends all its seat holdings; returns how many.

    Raises WrongStatus and DateOutOfOrder.
    """
    _refuse_before(agreement.active_from or agreement.invited_on, on)
    if not agreement.withdraw(on=on):
        return 0
    return vacate_all_seats(agreement, on=on)


def _refuse_before(earliest: dt.date | None, on: dt.date) -> None:
    if earliest is not None and on < earliest:
        message = _("The step before is dated %(day)s. Choose that day or a later one.")
        raise DateOutOfOrder(message % {"day": text.day(earliest)})
