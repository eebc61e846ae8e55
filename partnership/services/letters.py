"""Write letters into the outbox, in the transaction of the business change; `deliveries` sends them from their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import salted_hmac

from partnership.doorbell import ring
from partnership.letter_texts import LetterText
from partnership.models import Letter, LetterAttachment, Person, PersonalLink
from partnership.services.letter_texts import own_texts, written_text


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Draft:
    """One letter of a batch: what differs from person to person."""

    key: str
    person: Person
    values: Mapping[str, str]
    link: PersonalLink | None = None
    attachments: Sequence[Attachment] = ()


def write_letter(
    kind: str,
    *,
    key: str,
    person: Person,
    values: Mapping[str, str],
    now: dt.datetime,
    link: PersonalLink | None = None,
    attachments: Iterable[Attachment] = (),
    priority: Letter.Priority = Letter.Priority.PERSONAL,
    not_before: dt.datetime | None = None,
    scope: str = "",
) -> tuple[Letter, bool]:
    """Put a letter to a person into the outbox and ring for it; called inside the transaction of the business change.

    The key makes it the only one of its kind: a second call returns the first letter and False. `scope` names the occasion that
    may have a text of its own. Raises ValidationError when
    the address cannot be written to.
    """
    existing = Letter.objects.filter(key=key).first()
    if existing is not None:
        return existing, False
    text = written_text(kind, language=person.language, values=values, scope=scope)
    return store_letter(
        text,
        kind=kind,
        key=key,
        person=person,
        to_email=person.email,
        now=now,
        link=link,
        attachments=attachments,
        priority=priority,
        not_before=not_before,
    )


@transaction.atomic
def store_letter(
    text: LetterText,
    *,
    kind: str,
    key: str,
    to_email: str,
    now: dt.datetime,
    person: Person | None = None,
    to_name: str = "",
    link: PersonalLink | None = None,
    attachments: Iterable[Attachment] = (),
    priority: Letter.Priority = Letter.Priority.PERSONAL,
    not_before: dt.datetime | None = None,
    confidential: bool = False,
) -> tuple[Letter, bool]:
    """Put a rendered letter into the outbox and ring for it. Returns the letter, and whether it is new.

    Raises ValidationError when the address cannot be written to.
    """
    validate_email(to_email)
    letter, created = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "person": person,
            "to_email": to_email,
            "to_name": person.name if person else to_name,
            "language": person.language if person else settings.LANGUAGE_CODE,
            "subject": text.subject,
            "text": text.text,
            "html": text.html,
            "link": link,
            "confidential": confidential,
            "priority": priority,
            "message_id": message_id_of(key),
            "created_at": now,
            "queued_at": now,
            "not_before": not_before or now,
        },
    )
    if created:
        LetterAttachment.objects.bulk_create(
            LetterAttachment(letter=letter, name=file.name, media_type=file.media_type, content=file.content)
            for file in attachments
        )
        ring("letters")
    return letter, created


@transaction.atomic
def write_letters(
    kind: str,
    drafts: Sequence[Draft],
    *,
    now: dt.datetime,
    attachments: Sequence[Attachment] = (),
    priority: Letter.Priority = Letter.Priority.BULK,
    scope: str = "",
) -> int:
    """Put a batch of letters into the outbox in a constant number of queries; returns how many are new.

    Raises ValidationError, and writes nothing, when an address cannot be written to.
    """
    known = set(Letter.objects.filter(key__in=[draft.key for draft in drafts]).values_list("key", flat=True))
    new = [draft for draft in drafts if draft.key not in known]
    for draft in new:
        if not is_writable(draft.person.email):
            validate_email(draft.person.email)  # raises
    own, paragraphs = own_texts(kind, scope=scope), dict[str, str]()
    letters = Letter.objects.bulk_create(
        [
            _letter_of(
                draft,
                text=written_text(
                    kind, language=draft.person.language, values=draft.values, own=own, paragraphs=paragraphs
                ),
                kind=kind,
                now=now,
                priority=priority,
            )
            for draft in new
        ],
        batch_size=500,
    )
    LetterAttachment.objects.bulk_create(
        [
            LetterAttachment(letter_id=letter.pk, name=file.name, media_type=file.media_type, content=file.content)
            for letter, draft in zip(letters, new, strict=True)
            for file in (*attachments, *draft.attachments)
        ],
        batch_size=500,
    )
    if letters:
        ring("letters")
    return len(letters)


def _letter_of(draft: Draft, *, text: LetterText, kind: str, now: dt.datetime, priority: Letter.Priority) -> Letter:
    # Ids, not objects: nobody is given these rows, and each object that is set costs as much as writing its column.
    return Letter(
        key=draft.key,
        kind=kind,
        person_id=draft.person.pk,
        to_email=draft.person.email,
        to_name=draft.person.name,
        language=draft.person.language,
        subject=text.subject,
        text=text.text,
        html=text.html,
        link_id=draft.link.pk if draft.link else None,
        priority=priority,
        message_id=message_id_of(draft.key),
        created_at=now,
        queued_at=now,
        not_before=now,
    )


@lru_cache(maxsize=4096)
def is_writable(email: str) -> bool:
    """Tell whether a letter can be addressed so; whether somebody reads it is another matter."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def message_id_of(key: str) -> str:
    """Return the Message-ID that a letter with this key has, whenever it is written."""
    digest = salted_hmac("partnership.message-id", key, algorithm="sha256").hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"
