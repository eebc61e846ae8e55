"""What a municipality has ahead of it: the answers that its people owe, and who comes to the next events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Invitation, Registration
from partnership.models import Agreement
from partnership.owed import Owed

#: How far ahead a municipality's home looks.
HORIZON = dt.timedelta(days=60)
_COMING = [Registration.Status.ATTENDING, Registration.Status.WAITING]


@dataclass
class Ahead:
    """A coming event as one municipality sees it: who has a place, who waits for one, and how many have not answered."""

    event: Event
    attending: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    silent: int = 0


def owed_answers(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement the coming events to which invited people have not answered; one query."""
    silent = _names_by_event(Invitation.objects.unanswered(), agreements, now=now)
    return {
        agreement.pk: [_unanswered(agreement, event, names) for event, names in silent[agreement.pk].items()]
        for agreement in agreements
    }


def owed_confirmations(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement the coming events whose changed time or place people have not confirmed; one query."""
    asked = _names_by_event(Registration.objects.to_confirm(), agreements, now=now)
    return {
        agreement.pk: [_unconfirmed(agreement, event, names) for event, names in asked[agreement.pk].items()]
        for agreement in agreements
    }


def _names_by_event(
    rows: QuerySet[Invitation] | QuerySet[Registration], agreements: Sequence[Agreement], *, now: dt.datetime
) -> dict[int, dict[Event, list[str]]]:
    """Return per agreement whom the rows are about, by the coming event, in order of time; one query."""
    by_parties = {(agreement.partnership_id, agreement.municipality_id): agreement for agreement in agreements}
    found: dict[int, dict[Event, list[str]]] = {agreement.pk: {} for agreement in agreements}
    ahead = rows.filter(
        municipality__in={municipality for _partnership, municipality in by_parties},
        event__in=Event.objects.published().going_ahead().filter(starts_at__gt=now),
    )
    for row in ahead.select_related("event", "person").order_by("event__starts_at", "event", "person__name", "pk"):
        agreement = by_parties.get((row.event.partnership_id, row.municipality_id or 0))
        if agreement is not None:
            found[agreement.pk].setdefault(row.event, []).append(row.person.name)
    return found


def events_ahead(agreement: Agreement, *, now: dt.datetime) -> list[Ahead]:
    """Return the partnership's published events of the next 60 days with the municipality's people; three queries.

    Cancelled events are among them, since people should know.
    """
    coming = Event.objects.published().upcoming(now).filter(starts_at__lte=now + HORIZON)
    coming = coming.filter(partnership=agreement.partnership_id).select_related("body")
    ahead = {event.pk: Ahead(event) for event in coming}
    own = {"event__in": list(ahead), "municipality": agreement.municipality_id}
    answers = Registration.objects.filter(status__in=_COMING, **own).select_related("person")
    for answer in answers.order_by("person__name", "pk"):
        row = ahead[answer.event_id]
        (row.attending if answer.status == Registration.Status.ATTENDING else row.waiting).append(answer.person.name)
    for event_id in Invitation.objects.unanswered().filter(**own).values_list("event", flat=True):
        ahead[event_id].silent += 1
    return list(ahead.values())


def _unanswered(agreement: Agreement, event: Event, names: list[str]) -> Owed:
    text = ngettext(
        "%(event)s: %(n)d person has not answered the invitation.",
        "%(event)s: %(n)d people have not answered the invitation.",
        len(names),
    )
    return Owed(
        text=text % {"event": event.title, "n": len(names)},
        url=reverse("events:answers", args=[agreement.municipality.code]),
        action=_("See the answers"),
        deadline=timezone.localdate(event.answer_by or event.starts_at),
        names=tuple(names),
    )


def _unconfirmed(agreement: Agreement, event: Event, names: list[str]) -> Owed:
    text = ngettext(
        "%(event)s has been changed: %(n)d person has not confirmed again.",
        "%(event)s has been changed: %(n)d people have not confirmed again.",
        len(names),
    )
    return Owed(
        text=text % {"event": event.title, "n": len(names)},
        url=reverse("events:colleagues", args=[agreement.municipality.code, event.pk]),
        action=_("Confirm for them, or send apologies"),
        deadline=timezone.localdate(event.starts_at),
        names=tuple(names),
    )
