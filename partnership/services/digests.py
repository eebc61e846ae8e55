"""How long is kept for which weeks a coordinator's weekly mail was looked at."""

import datetime as dt

from partnership.models import Digest

#: Thirteen months: the same week of the year before can still be looked up. A row guards its own week alone.
KEPT = dt.timedelta(days=396)


def forget_digests(*, now: dt.datetime) -> int:
    """Delete which weeks were looked at more than thirteen months ago; returns how many. Their letters stay in the outbox."""
    count, _rows = Digest.objects.filter(created_at__lt=now - KEPT).delete()
    return count
