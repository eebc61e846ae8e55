"""Write the logbook, in the transaction of what it tells about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from partnership.models import LogbookEntry, Person


def log(
    kind: LogbookEntry.Kind,
    *,
    actor: Person | None,
    now: dt.datetime,
    person: Person | None = None,
    reason: str = "",
    data: Mapping[str, object] | None = None,
) -> LogbookEntry:
    """Record who did what to whom and why. `data` must be JSON."""
    return LogbookEntry.objects.create(
        kind=kind, at=now, actor=actor, person=person, reason=reason, data=dict(data or {})
    )
