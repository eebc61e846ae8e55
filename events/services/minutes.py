"""The minutes of an event are written and published; its decisions are recorded."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events.models import Audience, Decision, Event, Minutes
from events.services.materials import keep_file
from events.services.places import locked_event
from partnership.models import GuidingQuestion
from partnership.services.file_kinds import FileKind


class MinutesRefused(Exception):
    """The minutes cannot be kept so; the message says why."""


@transaction.atomic
def write_minutes(
    event: Event,
    *,
    text: str,
    audience: Audience,
    published: bool,
    file: tuple[bytes, FileKind] | None = None,
    now: dt.datetime,
) -> Minutes:
    """Store the minutes as they read now; a new file takes the place of the former. Raises MinutesRefused, OSError.

    Published minutes stay published at their time while they are corrected.
    """
    locked_event(event.pk)
    minutes = Minutes.objects.filter(event=event).first() or Minutes(event=event)
    minutes.text, minutes.audience = text.strip(), audience
    if file is not None:
        content, kind = file
        minutes.document = keep_file(event, folder="referater", content=content, kind=kind, now=now)
    if published and not minutes.text and minutes.document is None:
        raise MinutesRefused(_("Write the minutes or choose a file before you publish them."))
    minutes.published_at = (minutes.published_at or now) if published else None
    minutes.save()
    return minutes


@transaction.atomic
def record_decision(
    event: Event,
    *,
    text: str,
    audience: Audience,
    guiding_question: GuidingQuestion | None = None,
    now: dt.datetime,
) -> Decision:
    """Add a decision under the next number. Raises MinutesRefused for a guiding question of another partnership."""
    event = locked_event(event.pk)
    if guiding_question is not None and guiding_question.partnership_id != event.partnership_id:
        raise MinutesRefused(_("This guiding question belongs to another partnership. Choose another."))
    last = Decision.objects.filter(event=event).aggregate(last=Max("number"))["last"] or 0
    return Decision.objects.create(
        event=event,
        number=last + 1,
        text=text.strip(),
        audience=audience,
        guiding_question=guiding_question,
        recorded_at=now,
    )


@transaction.atomic
def change_decision(
    decision: Decision,
    *,
    text: str,
    audience: Audience,
    guiding_question: GuidingQuestion | None,
) -> Decision:
    """Store how a decision reads now; its number stays. Raises MinutesRefused."""
    event = locked_event(decision.event_id)
    if guiding_question is not None and guiding_question.partnership_id != event.partnership_id:
        raise MinutesRefused(_("This guiding question belongs to another partnership. Choose another."))
    decision.text, decision.audience, decision.guiding_question = text.strip(), audience, guiding_question
    decision.save()
    return decision


@transaction.atomic
def strike_decision(decision: Decision) -> None:
    """Take away a decision that was recorded by mistake; the numbers of the others stay."""
    locked_event(decision.event_id)
    Decision.objects.filter(pk=decision.pk).delete()
