"""Forget what is kept no longer: the rules of all rooms put together, each night, in one transaction."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from billing.services import forgetting as billing
from events.services import forgetting as events
from partnership.models import LogbookEntry, Person
from partnership.models.person import PersonQuerySet
from partnership.services import forgetting as partnership
from partnership.services.logbook import log

#: Each room's conditions on people whom it still needs. Nobody is anonymised whom one of them needs.
NEEDED = (partnership.still_needed, events.still_needed, billing.still_needed)
#: What each room lets go of when a person is anonymised.
FORGET = (events.forget, partnership.forget)
BATCH = 500


def forget_people(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    """Delete and anonymise what is past, log the counts and return them; a dry run does it all and takes it back.

    In this order, so that repeating it finds nothing: an invitation that goes keeps nobody, and of links those go that no row
    refers to any more.
    """
    with transaction.atomic():
        counts = events.sweep(now)
        people = _locked(past_people(now), now=now)
        for start in range(0, len(people), BATCH):
            for forget in FORGET:
                forget(people[start : start + BATCH], now=now)
        counts |= {"people": len(people), **partnership.sweep(now)}
        if dry_run:
            transaction.set_rollback(True)
        elif any(counts.values()):
            log(LogbookEntry.Kind.PEOPLE_FORGOTTEN, actor=None, now=now, data=counts)
    return counts


def past_people(now: dt.datetime) -> PersonQuerySet:
    """Return the people whom no room needs any more, with the records that were merged into theirs."""
    conditions = [Q(one) for needed in NEEDED for one in needed(now)]
    kept = Person.objects.filter(reduce(or_, conditions)).values("pk")
    known: PersonQuerySet = Person.objects.filter(forgotten_at__isnull=True)
    return known.exclude(pk__in=kept).exclude(merged_into__in=kept)


def _locked(people: PersonQuerySet, *, now: dt.datetime) -> list[int]:
    """Lock the people, and ask again: who is given a seat or invited at this moment stays."""
    pks = list(people.order_by("pk").values_list("pk", flat=True))
    list(Person.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))
    return list(past_people(now).filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))
