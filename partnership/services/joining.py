"""Municipalities are invited into a partnership: an agreement each, and a letter with a paper for their agenda."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from municipalities.models import Municipality
from partnership import text
from partnership.documents.papers import invitation_pdf, whole_kroner
from partnership.documents.snapshots import invitation_snapshot
from partnership.letter_texts import LetterText
from partnership.models import Agreement, Letter, Partnership, StoredDocument
from partnership.services.documents import store_document
from partnership.services.letter_texts import written_text
from partnership.services.letters import Attachment, is_writable, store_letter

KIND = "municipality_invitation"
PDF_NAME = "invitation.pdf"
#: A municipality reads Danish.
LANGUAGE = "da"


class JoiningRefused(Exception):
    """The municipalities cannot be invited as asked; the message says why and what to do."""


@dataclass
class JoiningPlan:
    """What inviting would do: who is invited, who lacks a mailbox, and who has an agreement already."""

    new: list[Municipality] = field(default_factory=list)
    without_mailbox: list[Municipality] = field(default_factory=list)
    already: list[Municipality] = field(default_factory=list)


def plan_joining(partnership: Partnership, *, municipalities: Iterable[Municipality]) -> JoiningPlan:
    """Return whom an invitation would reach, in the given order; one query."""
    standing = set(Agreement.objects.standing().filter(partnership=partnership).values_list("municipality", flat=True))
    plan = JoiningPlan()
    for municipality in municipalities:
        if municipality.pk in standing:
            plan.already.append(municipality)
        elif not is_writable(municipality.mailbox):
            plan.without_mailbox.append(municipality)
        else:
            plan.new.append(municipality)
    return plan


@transaction.atomic
def invite_municipalities(
    partnership: Partnership, *, municipalities: Iterable[Municipality], answer_by: dt.date, now: dt.datetime
) -> JoiningPlan:
    """Give each municipality an agreement and a letter with the invitation for its agenda; returns what was done.

    Those that have an agreement, or no mailbox, are left out and named. Repeating it invites nobody twice. Raises
    JoiningRefused without a contact of KL's, or with a deadline that has passed.
    """
    # The lock on the parent lets two of the secretariat press at once; the unique constraint is the last net.
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    today = timezone.localdate(now)
    refuse_unready(partnership, answer_by=answer_by, today=today)
    wanted = [municipality.pk for municipality in municipalities]
    plan = plan_joining(partnership, municipalities=Municipality.objects.filter(pk__in=wanted))
    if plan.new:
        paper = store_invitation(partnership, answer_by=answer_by, now=now)
        agreements = invite_unwritten(
            partnership, municipalities=plan.new, answer_by=answer_by, invited_on=today, paper=paper
        )
        attachment = _attachment(paper)
        for agreement in agreements:
            _write(agreement, attachment, now=now)
    return plan


def invite_unwritten(
    partnership: Partnership,
    *,
    municipalities: Iterable[Municipality],
    answer_by: dt.date | None,
    invited_on: dt.date,
    paper: StoredDocument | None,
) -> list[Agreement]:
    """Give municipalities an agreement each without a letter. The database refuses a second one."""
    agreements: list[Agreement] = bulk_create_with_history(
        [
            Agreement(
                partnership=partnership,
                municipality=municipality,
                invited_on=invited_on,
                answer_by=answer_by,
                case_id=partnership.case_id,
                document_id=partnership.document_id,
                invitation=paper,
            )
            for municipality in municipalities
        ],
        Agreement,
    )
    return agreements


@transaction.atomic
def renew_invitation(agreement: Agreement, *, answer_by: dt.date, now: dt.datetime) -> bool:
    """Send an invitation again, with a deadline of its own, to the mailbox as it stands now.

    False when this deadline was written to this mailbox today. Raises JoiningRefused when there is nothing left to answer, or
    no mailbox.
    """
    stored = Agreement.objects.select_for_update().select_related("partnership", "municipality").get(pk=agreement.pk)
    if stored.status != Agreement.Status.INVITED:
        raise JoiningRefused(_("The municipality has answered the invitation."))
    if not is_writable(stored.municipality.mailbox):
        raise JoiningRefused(_("State the municipality's official mailbox first."))
    refuse_unready(stored.partnership, answer_by=answer_by, today=timezone.localdate(now))
    stored.answer_by = answer_by
    stored.invitation = store_invitation(stored.partnership, answer_by=answer_by, now=now)
    stored.save(update_fields=["answer_by", "invitation"])
    agreement.refresh_from_db()
    return _write(stored, _attachment(stored.invitation), now=now)


def refuse_unready(partnership: Partnership, *, answer_by: dt.date, today: dt.date) -> None:
    """Raise JoiningRefused when the partnership cannot be sent out with this deadline."""
    if not (partnership.contact_name and partnership.contact_email):
        raise JoiningRefused(_("State KL's contact with an e-mail address on the partnership first."))
    if answer_by <= today:
        raise JoiningRefused(_("The deadline to answer has passed. Choose a later day."))


def store_invitation(partnership: Partnership, *, answer_by: dt.date, now: dt.datetime) -> StoredDocument:
    """Keep the invitation as it is written today; the same content is kept once."""
    content = draft_invitation(partnership, answer_by=answer_by, now=now)
    path = f"invitations/{partnership.slug}-{hashlib.sha256(content).hexdigest()[:16]}.pdf"
    existing = StoredDocument.objects.filter(path=path).first()
    return existing or store_document(path, content=content, media_type="application/pdf", now=now)


def draft_invitation(partnership: Partnership, *, answer_by: dt.date, now: dt.datetime) -> bytes:
    """Return the PDF that an invitation written today would carry."""
    return invitation_pdf(invitation_snapshot(partnership, answer_by=answer_by, today=timezone.localdate(now)))


def preview_letter(partnership: Partnership, *, municipality: Municipality, answer_by: dt.date) -> LetterText:
    """Return the letter that the municipality would get."""
    return written_text(KIND, language=LANGUAGE, values=_values(partnership, municipality, answer_by))


def paper_name(partnership: Partnership) -> str:
    """Return what the PDF is called where it is handed out."""
    return f"invitation-{slugify(partnership.slug)}.pdf"


def _write(agreement: Agreement, attachment: Attachment, *, now: dt.datetime) -> bool:
    municipality, deadline = agreement.municipality, agreement.answer_by
    assert deadline is not None  # noqa: S101 -- both callers set it
    values = _values(agreement.partnership, municipality, deadline)
    mailbox = hashlib.sha256(municipality.mailbox.encode()).hexdigest()[:8]
    _letter, is_new = store_letter(
        written_text(KIND, language=LANGUAGE, values=values),
        kind=KIND,
        key=f"{KIND}:{agreement.pk}:{deadline}:{timezone.localdate(now)}:{mailbox}",
        to_email=municipality.mailbox,
        to_name=municipality.official_name,
        now=now,
        attachments=[attachment],
        priority=Letter.Priority.BULK,
    )
    return is_new


def _attachment(paper: StoredDocument) -> Attachment:
    return Attachment(PDF_NAME, paper.media_type, paper.file.read_bytes())


def _values(partnership: Partnership, municipality: Municipality, answer_by: dt.date) -> Mapping[str, str]:
    last_day = partnership.ends_on - dt.timedelta(days=1)
    phone = f", tlf. {partnership.contact_phone}" if partnership.contact_phone else ""
    return {
        "municipality": municipality.official_name,
        "partnership": partnership.name,
        "period": f"{text.day(partnership.starts_on, LANGUAGE)} – {text.day(last_day, LANGUAGE)}",
        "price": whole_kroner(partnership.yearly_fee),
        "deadline": text.day(answer_by, LANGUAGE),
        "contact": f"{partnership.contact_name}, {partnership.contact_email}{phone}",
        "case": f"KL's Sags ID: {partnership.case_id}" if partnership.case_id else "",
        "portal": settings.SITE_URL,
    }
