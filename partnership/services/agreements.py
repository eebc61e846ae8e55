"""The steps of an agreement, with the seats that follow from them, and its signed document."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership import text
from partnership.models import Agreement
from partnership.services.documents import refuse_other_than_pdf, store_document
from partnership.services.seats import create_seats, vacate_all_seats


class DateOutOfOrder(Exception):
    """A step is dated before the step that it follows, or before its time."""


class AgreementIsOver(Exception):
    """The municipality has withdrawn, or the partnership has ended, so nothing is added to the agreement."""


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


@transaction.atomic
def end_agreement(agreement: Agreement, *, on: dt.date) -> int:
    """Close an agreement when its partnership is over, which ends all its seat holdings; returns how many.

    Raises WrongStatus, and DateOutOfOrder before the partnership's end: who leaves earlier withdraws.
    """
    earliest = agreement.partnership.ends_on
    if on < earliest:
        message = _("The partnership lasts until before %(day)s. A municipality that leaves earlier withdraws.")
        raise DateOutOfOrder(message % {"day": text.day(earliest)})
    if not agreement.end(on=on):
        return 0
    return vacate_all_seats(agreement, on=on)


@transaction.atomic
def attach_signed_document(agreement: Agreement, *, content: bytes, now: dt.datetime) -> bool:
    """Keep the signed agreement, in place of an earlier one, which stays stored; False when it is the same file.

    Raises NotAPdf and AgreementIsOver.
    """
    refuse_other_than_pdf(content)
    stored = Agreement.objects.select_for_update(of=("self",)).select_related("signed_document").get(pk=agreement.pk)
    if stored.status in {Agreement.Status.WITHDRAWN, Agreement.Status.ENDED}:
        raise AgreementIsOver(_("The agreement is over, so no document can be added."))
    if stored.signed_document and stored.signed_document.sha256 == hashlib.sha256(content).hexdigest():
        return False
    # A name of our own: what the sender called the file counts nothing.
    name = f"signed-{timezone.localdate(now)}-{secrets.token_hex(8)}.pdf"
    path = f"agreements/{agreement.pk}/{name}"
    stored.signed_document = store_document(path, content=content, media_type="application/pdf", now=now)
    stored.save(update_fields=["signed_document"])
    agreement.signed_document = stored.signed_document
    return True


def _refuse_before(earliest: dt.date | None, on: dt.date) -> None:
    if earliest is not None and on < earliest:
        message = _("The step before is dated %(day)s. Choose that day or a later one.")
        raise DateOutOfOrder(message % {"day": text.day(earliest)})
