"""Is it still so? Authors are asked after a year; who does not answer twice loses the place in the lists, not the page."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from partnership.services.letters import write_letter
from partnership.text import day
from tracks.models import Practice
from tracks.models.practice import ASKED_AFTER, ASKED_AGAIN_AFTER, HIDDEN_AFTER
from tracks.services.practice_links import author_link


def ask_authors(*, now: dt.datetime) -> int:
    """Ask the authors of what was confirmed a year ago, and once more a month later; returns how many letters are written.

    Takes what is due, each in a transaction of its own: a night without a worker, or two workers, change nothing.
    """
    first = Q(confirmed_at__lte=now - ASKED_AFTER, asked_at__isnull=True)
    again = Q(asked_at__lte=now - ASKED_AGAIN_AFTER, asked_again_at__isnull=True)
    due = Practice.objects.shown().filter(first | again)
    return sum(_ask(pk, now=now) for pk in due.values_list("pk", flat=True).order_by("pk"))


@transaction.atomic
def _ask(pk: int, *, now: dt.datetime) -> int:
    rows = Practice.objects.select_for_update(of=("self",)).select_related("author", "partnership")
    practice = rows.get(pk=pk)
    if practice.status != Practice.Status.RELEASED or practice.confirmed_at is None:
        return 0
    if practice.asked_at is None:
        if practice.confirmed_at > now - ASKED_AFTER:
            return 0
        field, hidden_at = "asked_at", now + ASKED_AGAIN_AFTER + HIDDEN_AFTER
    elif practice.asked_again_at is None and practice.asked_at <= now - ASKED_AGAIN_AFTER:
        field, hidden_at = "asked_again_at", now + HIDDEN_AFTER
    else:
        return 0
    setattr(practice, field, now)
    practice.asked_link = author_link(practice, now=now)
    practice.save(update_fields=[field, "asked_link"])
    language = practice.author.language
    values = {
        "name": practice.author.name,
        "title": practice.title,
        "confirmed": day(practice.confirmed_at, language),
        "hidden": day(hidden_at, language),
    }
    key = f"practice_due:{practice.pk}:{practice.confirmed_at.isoformat()}:{field}"
    write_letter("practice_due", key=key, person=practice.author, values=values, link=practice.asked_link, now=now)
    return 1
