"""Who arranges an event, and hears of what matters for the day: the host municipality's coordinators, else the secretariat."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Registration
from events.services.letters import event_values
from municipalities.models import Coordinatorship
from partnership.models import Person
from partnership.roles import Role
from partnership.services.letters import Draft, is_writable, write_letters


def organisers_of(event: Event, *, on: dt.date) -> list[Person]:
    """Return whom to tell: the coordinators of the host municipality, or the secretariat where there are none."""
    if event.host_id is not None:
        rows = Coordinatorship.objects.open_on(on).filter(municipality=event.host_id, person__is_active=True)
        hosts = [row.person for row in rows.select_related("person").order_by("pk")]
        if hosts:
            return hosts
    staff = Person.objects.filter(is_staff=True, is_active=True)
    return list(staff.filter(Q(groups__name=Role.SECRETARIAT.value) | Q(is_superuser=True)).distinct().order_by("pk"))


def contact_of(event: Event) -> str:
    """Return whom a participant writes to about an event."""
    partnership = event.partnership
    return ", ".join(filter(None, (partnership.contact_name, partnership.contact_email))) or settings.DEFAULT_FROM_EMAIL


def tell_late_cancellation(registration: Registration, *, event: Event, now: dt.datetime) -> int:
    """Write to the organisers that somebody gave up a place after the deadline; returns how many letters."""
    drafts = [
        Draft(
            key=f"late_cancellation:{registration.pk}:{registration.revision}:{reader.pk}",
            person=reader,
            values=event_values(event, reader.language) | _values(registration, reader, event=event),
        )
        for reader in organisers_of(event, on=timezone.localdate(now))
        if is_writable(reader.email)
    ]
    return write_letters("late_cancellation", drafts, now=now)


def _values(registration: Registration, reader: Person, *, event: Event) -> dict[str, str]:
    danish = reader.language == Person.Language.DANISH
    municipality = registration.municipality
    path = reverse("admin:events_event_change", args=[event.pk]) if reader.is_staff else f"/aktiviteter/{event.pk}/"
    return {
        "name": reader.name,
        "person": registration.person.name,
        "municipality": municipality.official_name
        if municipality
        else ("ingen kommune" if danish else "no municipality"),
        "reason": " ".join(registration.reason.split()) or ("ikke angivet" if danish else "not given"),
        "page": settings.SITE_URL + path,
    }
