"""Fetch what came back from the mailbox for returned mail."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter

from django.conf import settings

from partnership.imap import Mailbox, MailboxUnreachable, read_unseen
from partnership.services.bounces import Outcome, record_bounce

logger = logging.getLogger(__name__)


def fetch_bounces(*, now: dt.datetime) -> int:
    """Read new mails of the mailbox for returned mail; returns how many letters are found to have come back.

    Nothing happens where no mailbox is set. One that cannot be reached is tried again by the next sweep.
    """
    if not settings.BOUNCE_IMAP_URL:
        return 0
    outcomes: Counter[Outcome] = Counter()
    try:
        read_unseen(
            Mailbox.from_url(settings.BOUNCE_IMAP_URL),
            lambda content: outcomes.update([record_bounce(content, now=now)]),
        )
    except MailboxUnreachable as error:
        logger.warning("The mailbox for returned mail was not read: %s", error)
    return outcomes[Outcome.RECORDED]
