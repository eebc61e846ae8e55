"""The outbox: write letters with the business change, deliver them from their rows.

Claim by lease, send, settle with the attempt number as fence: a crash costs at most one second copy, with the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from partnership.doorbell import ring
from partnership.letter_texts import LetterText
from partnership.models import Letter, LetterAttachment, Person, PersonalLink
from partnership.services.letter_texts import own_texts, written_text
from partnership.services.mail import PassingError, RefusedForGood, compose, sending_errors

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=120)
#: A worker that died this often over one letter leaves it to a human.
ABANDONED_LIMIT = 5
#: How long a passing error is tried again.
PATIENCE = dt.timedelta(hours=48)
LONGEST_PAUSE = dt.timedelta(hours=4)


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


@dataclass
class Delivery:
    """What one pass over the outbox did."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    held: int = 0


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
            LetterAttachment(letter=letter, name=file.name, media_type=file.media_type, content=file.content)
            for letter, draft in zip(letters, new, strict=True)
            for file in (*attachments, *draft.attachments)
        ],
        batch_size=500,
    )
    if letters:
        ring("letters")
    return len(letters)


def _letter_of(draft: Draft, *, text: LetterText, kind: str, now: dt.datetime, priority: Letter.Priority) -> Letter:
    return Letter(
        key=draft.key,
        kind=kind,
        person=draft.person,
        to_email=draft.person.email,
        to_name=draft.person.name,
        language=draft.person.language,
        subject=text.subject,
        text=text.text,
        html=text.html,
        link=draft.link,
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


def deliver_letters(*, limit: int = 1000, clock: Callable[[], dt.datetime] = timezone.now) -> Delivery:
    """Send what is due, the most urgent first, over one connection; stops when the mail server cannot be reached."""
    delivery = Delivery()
    server = get_connection()
    try:
        for _ in range(limit):
            letter = claim_letter(now=clock())
            if letter is None or not _deliver(letter, server, delivery, clock):
                break
    finally:
        server.close()
    return delivery


@transaction.atomic
def claim_letter(*, now: dt.datetime) -> Letter | None:
    """Lease the most urgent due letter to the caller; no two callers get the same one. The seam between the engines."""
    due = Letter.objects.due(now).most_urgent_first()
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    letter = due.first()  # SQLite: the transaction is IMMEDIATE, so it is alone already
    if letter is None:
        return None
    if letter.status == Letter.Status.SENDING and letter.attempt >= ABANDONED_LIMIT:
        letter.status = Letter.Status.HELD
        letter.lease_until = None
        letter.last_error = f"{letter.attempt} workers died over this letter; it may have been sent."
        letter.save(update_fields=["status", "lease_until", "last_error"])
        return claim_letter(now=now)
    letter.status = Letter.Status.SENDING
    letter.lease_until = now + LEASE
    letter.attempt += 1
    letter.save(update_fields=["status", "lease_until", "attempt"])
    return letter


def settle_letter(letter: Letter, *, status: Letter.Status, **changes: Any) -> bool:
    """Record what came of an attempt. False, and nothing is written, when somebody else has taken the letter since."""
    held = Letter.objects.filter(pk=letter.pk, attempt=letter.attempt, status=Letter.Status.SENDING)
    return bool(held.update(status=status, lease_until=None, **changes))


@transaction.atomic
def requeue_letters(letters: Iterable[Letter], *, now: dt.datetime) -> int:
    """Send failed or held letters again, on a human's word. Returns how many."""
    waiting = Letter.objects.filter(
        pk__in=[letter.pk for letter in letters], status__in=[Letter.Status.FAILED, Letter.Status.HELD]
    )
    count = waiting.update(
        status=Letter.Status.QUEUED, not_before=now, queued_at=now, attempt=F("attempt") + 1, last_error=""
    )
    if count:
        ring("letters")
    return count


def _deliver(letter: Letter, server: Any, delivery: Delivery, clock: Callable[[], dt.datetime]) -> bool:
    """Send and settle one letter; False when the pass should stop."""
    go_on = True
    try:
        with sending_errors():
            message = compose(letter, connection=server)
            server.open()
            message.send()
    except RefusedForGood as error:
        logger.warning("Letter %s was refused: %s", letter.pk, error)
        delivery.failed += settle_letter(letter, status=Letter.Status.FAILED, last_error=str(error))
        go_on = not error.connection_lost
    except PassingError as error:
        now = clock()
        logger.info("Letter %s is tried again later: %s", letter.pk, error)
        if now - letter.queued_at >= PATIENCE:
            delivery.held += settle_letter(letter, status=Letter.Status.HELD, last_error=str(error))
        else:
            pause = min(dt.timedelta(minutes=2 ** min(letter.attempt - 1, 10)), LONGEST_PAUSE)
            delivery.retried += settle_letter(
                letter, status=Letter.Status.QUEUED, not_before=now + pause, last_error=str(error)
            )
        go_on = not error.connection_lost
        if error.connection_lost:
            server.close()
    else:
        erased = {"text": "", "html": ""} if letter.confidential else {}
        delivery.sent += settle_letter(letter, status=Letter.Status.SENT, sent_at=clock(), last_error="", **erased)
    return go_on


def message_id_of(key: str) -> str:
    """Return the Message-ID that a letter with this key has, whenever it is written."""
    digest = salted_hmac("partnership.message-id", key, algorithm="sha256").hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"
