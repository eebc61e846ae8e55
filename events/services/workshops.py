"""Places in the workshops of an event; called inside the transaction that has locked the event."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F, Q
from django.utils.translation import gettext as _

from events.models import Registration, Workshop, WorkshopChoice

_HAS_FREE_PLACE = Q(capacity__isnull=True) | Q(places_taken__lt=F("capacity"))


class WorkshopFull(Exception):
    """The last place was taken by somebody else; the message says of what."""


def choose_workshops(registration: Registration, *, chosen: Mapping[int, int | None]) -> bool:
    """Move somebody to the chosen workshop of each round (None: to none); tells whether anything changed.

    The new place is taken before the old one is given back. Raises WorkshopFull, upon which the caller's transaction ends.
    """
    held = {
        row.round: row for row in WorkshopChoice.objects.filter(registration=registration).select_related("workshop")
    }
    workshops = {row.pk: row for row in Workshop.objects.filter(event=registration.event_id)}
    changed = False
    for number, pk in chosen.items():
        own = held.get(number)
        if pk == (own.workshop_id if own else None):
            continue
        changed = True
        if pk is not None:
            workshop = workshops[pk]
            if not Workshop.objects.filter(_HAS_FREE_PLACE, pk=pk).update(places_taken=F("places_taken") + 1):
                raise WorkshopFull(
                    _("All places in “%(workshop)s” are taken. Choose another.") % {"workshop": workshop}
                )
        if own is not None:
            _give_back(own)
        if pk is not None:
            WorkshopChoice.objects.create(registration=registration, workshop=workshop, round=number)
    return changed


def leave_workshops(registration: Registration) -> int:
    """Give back all places in workshops; returns how many."""
    choices = list(WorkshopChoice.objects.filter(registration=registration))
    for choice in choices:
        _give_back(choice)
    return len(choices)


def _give_back(choice: WorkshopChoice) -> None:
    Workshop.objects.filter(pk=choice.workshop_id).update(places_taken=F("places_taken") - 1)
    choice.delete()
