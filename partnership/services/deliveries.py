"""Deliver the outbox: claim a letter by lease, send it, settle it with the attempt number as fence.

A crash costs at most one second copy, with the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from partnership.doorbell import ring
from partnership.models import Letter
from partnership.services.mail import PassingError, RefusedForGood, compose, sending_errors

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=120)
#: A worker that died this often over one letter leaves it to a human.
ABANDONED_LIMIT = 5
#: How long a passing error is tried again.
PATIENCE = dt.timedelta(hours=48)
LONGEST_PAUSE = dt.timedelta(hours=4)


@dataclass
class Delivery:
    """What one pass over the outbox did."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    held: int = 0


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
        pk__in=[letter.pk for letter in letters],
        status__in=[Letter.Status.FAILED, Letter.Status.HELD],
        erased_at__isnull=True,
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
