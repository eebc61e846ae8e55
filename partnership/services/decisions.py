"""What a municipality reports about its own decision; the secretariat is told, and confirms by the next step."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership import text
from partnership.models import Agreement, Person
from partnership.services.agreements import DateOutOfOrder, attach_signed_document, decide_agreement
from partnership.services.letter_texts import written_text
from partnership.services.letters import is_writable, store_letter

KIND = "decision_reported"
OPEN = frozenset({Agreement.Status.INVITED, Agreement.Status.DECIDED})


class TooLateToReport(Exception):
    """KL has confirmed, or the agreement is over: the secretariat corrects what is wrong by now."""


@transaction.atomic
def report_decision(
    agreement: Agreement, *, on: dt.date, case_no: str, signed: bytes | None, by: Person, now: dt.datetime
) -> Agreement:
    """Record the council's decision to join, or correct what was reported, as long as KL has not confirmed.

    With a signed document it is kept as well. KL's contact gets a letter when something is new. Raises TooLateToReport,
    DateOutOfOrder and NotAPdf.
    """
    stored = Agreement.objects.select_for_update(of=("self",)).select_related("partnership", "municipality")
    current = stored.get(pk=agreement.pk)
    if current.status not in OPEN:
        raise TooLateToReport(_("KL has confirmed the agreement. Write to the secretariat if something is wrong."))
    if on > timezone.localdate(now):
        raise DateOutOfOrder(_("This day lies ahead. Report the decision when it is made."))
    if current.status == Agreement.Status.INVITED:
        decide_agreement(current, on=on, case_no=case_no)
    elif (current.decided_on, current.municipality_case_no) != (on, case_no):
        if on < current.invited_on:
            message = _("The municipality was invited on %(day)s. Choose that day or a later one.")
            raise DateOutOfOrder(message % {"day": text.day(current.invited_on)})
        current.decided_on, current.municipality_case_no = on, case_no
        current.save(update_fields=["decided_on", "municipality_case_no"])
    if signed is not None:
        attach_signed_document(current, content=signed, now=now)
    _tell_secretariat(current, by=by, now=now)
    return current


@transaction.atomic
def send_signed_document(agreement: Agreement, *, signed: bytes, by: Person, now: dt.datetime) -> bool:
    """Keep the signed agreement that a municipality sends, and tell KL's contact; False when it is the same file.

    Raises NotAPdf and AgreementIsOver.
    """
    if not attach_signed_document(agreement, content=signed, now=now):
        return False
    _tell_secretariat(agreement, by=by, now=now)
    return True


def _tell_secretariat(agreement: Agreement, *, by: Person, now: dt.datetime) -> None:
    """Write to KL's contact, once per state of what was reported; without a contact the list of agreements tells."""
    partnership = agreement.partnership
    if not is_writable(partnership.contact_email):
        return
    state = f"{agreement.decided_on}:{agreement.municipality_case_no}:{agreement.signed_document_id}"
    decided = text.day(agreement.decided_on, settings.LANGUAGE_CODE) if agreement.decided_on else "–"
    values = {
        "name": partnership.contact_name,
        "municipality": agreement.municipality.official_name,
        "partnership": partnership.name,
        "by": f"{by.name} ({by.email})",
        "decided": decided,
        "case_no": agreement.municipality_case_no or "–",
        "signed": "ja" if agreement.signed_document_id else "nej",
        "page": settings.SITE_URL + reverse("admin:partnership_agreement_change", args=[agreement.pk]),
    }
    store_letter(
        written_text(KIND, language=settings.LANGUAGE_CODE, values=values),
        kind=KIND,
        key=f"{KIND}:{agreement.pk}:{hashlib.sha256(state.encode()).hexdigest()[:16]}",
        to_email=partnership.contact_email,
        to_name=partnership.contact_name,
        now=now,
    )
