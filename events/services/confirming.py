"""Somebody who has a place confirms it, after the event was moved or was to go ahead after all."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Registration
from events.services.places import locked_event
from events.services.registrations import AnswerRefused

Status = Registration.Status


@transaction.atomic
def confirm_again(registration: Registration, *, now: dt.datetime) -> Registration:
    """Record that the person still comes; repeating it changes nothing.

    Raises AnswerRefused without a place, and once the event has begun or is cancelled.
    """
    event = locked_event(registration.event_id)
    if event.cancelled_at is not None:
        raise AnswerRefused(_("“%(event)s” is cancelled.") % {"event": event})
    if event.starts_at <= now:
        raise AnswerRefused(_("“%(event)s” has already begun.") % {"event": event})
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    if registration.status != Status.ATTENDING:
        raise AnswerRefused(_("You have no place to confirm. Register first."))
    if registration.asks_again:
        registration.confirmed_at = now
        registration.save(update_fields=["confirmed_at"])
    return registration
