"""Staff give a place beyond the limit, with a reason that is logged."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Invitation, Registration
from events.services.answers import record_answer
from events.services.audience import municipality_of
from events.services.places import locked_event, take_place_beyond
from events.services.registrations import AnswerRefused
from municipalities.models import Municipality
from partnership.models import LogbookEntry, Person
from partnership.services.logbook import log
from partnership.text import COPENHAGEN

Status = Registration.Status


@transaction.atomic
def register_beyond_limit(
    event: Event,
    *,
    person: Person,
    by: Person,
    reason: str,
    municipality: Municipality | None = None,
    now: dt.datetime,
) -> Registration:
    """Give a person a place whether or not one is free, ahead of everybody who waits, and log who did so and why.

    When somebody gives a place up, the one beyond the limit goes first. Repeating it changes nothing. Raises AnswerRefused
    without a reason, and unless the event is published, goes ahead and has not begun.
    """
    event = locked_event(event.pk)
    if not reason.strip():
        raise AnswerRefused(_("Write why the place is given: the reason is kept in the logbook."))
    if event.cancelled_at is not None or event.starts_at <= now or event.published_at is None:
        raise AnswerRefused(_("Nobody can be registered for “%(event)s” now.") % {"event": event})
    stored = Registration.objects.select_for_update(of=("self",)).select_related("person", "invitation")
    registration = stored.filter(event=event, person=person).first()
    if registration is None:
        invitation = Invitation.objects.filter(event=event, person=person).first()
        asked_for = invitation.municipality if invitation else None
        today = now.astimezone(COPENHAGEN).date()
        municipality = municipality or asked_for or municipality_of(person, event=event, on=today)
        registration = Registration(event=event, person=person, municipality=municipality, invitation=invitation)
    if registration.status == Status.ATTENDING:
        return registration
    beyond = False if registration.holds_place else take_place_beyond(event)
    waited = registration.status == Status.WAITING
    record_answer(registration, event=event, status=Status.ATTENDING, letter="promoted" if waited else "", now=now)
    log(
        LogbookEntry.Kind.OVERBOOKED,
        actor=by,
        person=person,
        reason=reason.strip(),
        data={"event": event.pk, "title": event.title, "beyond_the_limit": beyond},
        now=now,
    )
    return registration
