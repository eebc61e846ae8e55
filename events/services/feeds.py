"""Calendars to subscribe to: everybody's, that of a body, and a person's own behind a token of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Registration
from events.services.calendar import write_calendar
from events.services.calendar_entries import Entry
from partnership.models import Body, Person, PersonalLink
from partnership.services.links import LinkKeyLost, make_link, token_of

#: Longer than a partnership lasts: a calendar that falls silent unnoticed is worse than none. It ends with the person's access.
LINK_LIFE = dt.timedelta(days=3 * 365)
_COMING = {Registration.Status.ATTENDING, Registration.Status.WAITING}


@dataclass(frozen=True)
class Feed:
    """A calendar as it is handed out: the file, and when last something in it changed, as far as that can be told."""

    content: bytes
    changed_at: dt.datetime | None


@dataclass(frozen=True)
class Subscription:
    """A calendar to subscribe to: its name, and the address in the two forms that programs ask for."""

    name: str
    url: str

    @property
    def webcal(self) -> str:
        """The address that opens the calendar program of a computer or phone."""
        return urlsplit(self.url)._replace(scheme="webcal").geturl()


def public_subscription() -> Subscription:
    """Return where everybody finds all published events."""
    return Subscription(_("All events of the partnership"), f"{settings.SITE_URL}/aktiviteter/kalender.ics")


def body_subscription(body: Body) -> Subscription:
    """Return where everybody finds the published events of a body."""
    return Subscription(body.name, f"{settings.SITE_URL}/aktiviteter/kalender/{body.pk}.ics")


def own_subscription(person: Person, *, now: dt.datetime) -> Subscription | None:
    """Return where a person's own calendar lies; None while there is no address, or its key is lost."""
    link = PersonalLink.objects.valid_at(now).filter(person=person, purpose=PersonalLink.Purpose.CALENDAR).first()
    try:
        return Subscription(_("My events"), f"{settings.SITE_URL}/kalender/{token_of(link)}.ics") if link else None
    except LinkKeyLost:
        return None


@transaction.atomic
def renew_own_calendar(person: Person, *, now: dt.datetime) -> PersonalLink:
    """Give the person's calendar an address that nobody knows; the former one opens nothing any more."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # two presses at once leave one address
    stop_own_calendar(person, now=now)
    purpose = PersonalLink.Purpose.CALENDAR
    return make_link(person, purpose=purpose, expires_at=now + LINK_LIFE, now=now)


def stop_own_calendar(person: Person, *, now: dt.datetime) -> int:
    """Take the address of the person's calendar back; returns how many were open."""
    links = PersonalLink.objects.valid_at(now).filter(person=person, purpose=PersonalLink.Purpose.CALENDAR)
    return links.update(revoked_at=now)


def public_feed(*, now: dt.datetime) -> Feed:
    """Return all published events. Events whose day is not fixed are left out: a calendar needs a day."""
    events = Event.objects.published().in_calendars(now)
    return _feed([Entry(event) for event in events], name="Partnerskabets aktiviteter")


def body_feed(body: Body, *, now: dt.datetime) -> Feed:
    """Return the published events of a body."""
    events = Event.objects.published().in_calendars(now).filter(body=body)
    return _feed([Entry(event) for event in events], name=f"{body.name}: aktiviteter")


def own_feed(person: Person, *, now: dt.datetime) -> Feed:
    """Return what the person is invited to or has said yes to, published or not; what was declined is left out."""
    answers = {row.event_id: row for row in Registration.objects.belonging_to(person)}
    events = Event.objects.expecting(person).in_calendars(now)
    entries = [Entry(event, person=person, registration=answers.get(event.pk)) for event in events]
    danish = person.language == Person.Language.DANISH
    name = "Mine aktiviteter i partnerskabet" if danish else "My events in the partnership"
    return _feed(
        [entry for entry in entries if entry.registration is None or entry.registration.status in _COMING], name=name
    )


def own_file(event: Event, *, person: Person) -> bytes:
    """Return one event as it stands in the person's calendar: of the same number as the letter's, so neither undoes the other."""
    registration = Registration.objects.belonging_to(person).filter(event=event).first()
    gone = registration is not None and registration.status not in _COMING
    return write_calendar([Entry(event, person=person, registration=registration, withdrawn=gone)])


def _feed(entries: list[Entry], *, name: str) -> Feed:
    changed_at = max((entry.changed_at for entry in entries), default=None)
    return Feed(write_calendar(entries, name=name), changed_at)
