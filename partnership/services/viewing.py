"""Staff look at the portal as a coordinator: with a reason, for a short while, logged, and the coordinator is told."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.models import LogbookEntry, Person
from partnership.services.letters import write_letter
from partnership.services.logbook import log
from partnership.text import COPENHAGEN, clock, day_time

#: How long a look lasts at most; whoever needs longer says again why.
LONGEST = dt.timedelta(minutes=30)


class NotViewable(Exception):
    """Nobody can look at the portal as this person; the message says why."""


def may_look(person: Person) -> bool:
    """Tell whether the person may look at the portal as a coordinator."""
    return person.is_active and person.is_staff and person.has_perm("partnership.look_as_coordinator")


def refusal_to_look_as(target: Person, *, by: Person, now: dt.datetime) -> str:
    """Return why nobody may look at the portal as this person; an empty string when it is a coordinator of today."""
    if not may_look(by):
        return _("Only the secretariat looks at the portal as a coordinator.")
    if target.is_staff or target.is_superuser:
        return _("Nobody looks at the portal as somebody of the secretariat.")
    if not target.is_active:
        return _("This person's access is closed.")
    if not Municipality.objects.coordinated_by(target, on=now.astimezone(COPENHAGEN).date()).exists():
        return _("This person does not coordinate for a municipality today.")
    return ""


@transaction.atomic
def start_viewing(target: Person, *, by: Person, reason: str, now: dt.datetime) -> LogbookEntry:
    """Log that staff begin to look as a coordinator, and write to the coordinator who does and why.

    Raises NotViewable, also when the coordinator cannot be written to: nobody is looked at in secret.
    """
    target = Person.objects.select_for_update(no_key=True).get(pk=target.pk)
    refusal = refusal_to_look_as(target, by=by, now=now)
    if refusal:
        raise NotViewable(refusal)
    until = now + LONGEST
    entry = log(
        LogbookEntry.Kind.VIEWING_STARTED,
        actor=by,
        person=target,
        reason=reason,
        now=now,
        data={"until": until.isoformat()},
    )
    values = {
        "name": target.name,
        "staff": by.name,
        "reason": reason,
        "when": day_time(now, target.language),
        "until": clock(until, target.language),
    }
    try:
        write_letter("viewed_as", key=f"viewed_as:{entry.pk}", person=target, values=values, now=now)
    except ValidationError as error:
        raise NotViewable(_("Nobody can write to this person's address, so the person cannot be told.")) from error
    return entry


@transaction.atomic
def stop_viewing(target: Person, *, by: Person, started: int, now: dt.datetime) -> LogbookEntry:
    """Log that staff have stopped looking; `started` is the id of the entry of the start. Repeating it changes nothing.

    A look that nobody stops ends by itself, at the time that its start has in the logbook.
    """
    stopped = LogbookEntry.objects.filter(kind=LogbookEntry.Kind.VIEWING_STOPPED, actor=by, data__started=started)
    return stopped.first() or log(
        LogbookEntry.Kind.VIEWING_STOPPED, actor=by, person=target, now=now, data={"started": started}
    )
