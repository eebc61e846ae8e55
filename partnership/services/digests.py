"""Whether a coordinator gets the weekly mail, and how long is kept which weeks were looked at."""

import datetime as dt

from partnership.models import Digest, Person

#: Thirteen months: the same week of the year before can still be looked up. A row guards its own week alone.
KEPT = dt.timedelta(days=396)


def choose_digest(person: Person, *, wanted: bool) -> bool:
    """Let the weekly mail come or stop; False when it was so already. What has been sent stays sent."""
    changed = Person.objects.filter(pk=person.pk, wants_digest=not wanted).update(wants_digest=wanted)
    person.wants_digest = wanted
    return bool(changed)


def forget_digests(*, now: dt.datetime) -> int:
    """Delete which weeks were looked at more than thirteen months ago; returns how many. Their letters stay in the outbox."""
    count, _rows = Digest.objects.filter(created_at__lt=now - KEPT).delete()
    return count
