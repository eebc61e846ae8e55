"""What stands in a calendar about an event: one entry a person and event for ever, and the texts in it.

SEQUENCE is the event's `sequence` plus the `revision` of the person's registration. Both only rise: the first when the event is
changed, moved or cancelled, the second with each answer. So whatever happened last bears a higher number than all that the
person got before, and the UID, which is the event's, makes it an update. Who cancels and registers again has one entry.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from events.models import Event, Registration
from events.services.programme import programme_of
from partnership.models import Person
from partnership.text import hours, join_names, weekday_day


@dataclass(frozen=True)
class Entry:
    """An event as it stands in a calendar: everybody's, or that of a person with the answer given.

    `stamp` is when it last changed; without one it is known from the event and the answer. `withdrawn` says that it is off for
    this person, whatever becomes of the event.
    """

    event: Event
    stamp: dt.datetime | None = None
    person: Person | None = None
    registration: Registration | None = None
    withdrawn: bool = False

    @property
    def changed_at(self) -> dt.datetime:
        """When last something changed that the entry shows."""
        if self.stamp is not None:
            return self.stamp
        answered_at = self.registration.answered_at if self.registration else self.event.changed_at
        return max(self.event.changed_at, answered_at)

    @property
    def sequence(self) -> int:
        """The number by which calendars know what is newer."""
        return self.event.sequence + (self.registration.revision if self.registration else 0)

    @property
    def status(self) -> str:
        """Whether it is on: not sure for a person who waits or is silent, off when the event is cancelled."""
        if self.withdrawn or self.event.cancelled_at:
            return "CANCELLED"
        return "CONFIRMED" if self.person is None or self.attends else "TENTATIVE"

    @property
    def attends(self) -> bool:
        """Whether the person has a place."""
        return self.registration is not None and self.registration.status == Registration.Status.ATTENDING

    @property
    def language(self) -> str:
        """The language of the texts around the event's own."""
        return self.person.language if self.person else Person.Language.DANISH


def page_of(event: Event) -> str:
    """Return the address of the event's page: everybody's, before it is published that of the invited."""
    path = "aktiviteter" if event.published_at else "min-side/aktiviteter"
    return f"{settings.SITE_URL}/{path}/{event.pk}/"


def summary_of(entry: Entry) -> str:
    """Return the title, with what many calendars show in no other way: cancelled, waiting, not answered."""
    title, danish = entry.event.title, entry.language == Person.Language.DANISH
    if entry.event.cancelled_at:
        return f"Aflyst: {title}" if danish else f"Cancelled: {title}"
    if entry.status != "TENTATIVE":
        return title
    if entry.registration is None:
        return f"{title} (ikke besvaret)" if danish else f"{title} (not answered)"
    if entry.registration.offered_until:
        return f"{title} (plads tilbudt)" if danish else f"{title} (place offered)"
    return f"{title} (venteliste)" if danish else f"{title} (waiting list)"


def description_of(entry: Entry) -> str:
    """Return what the event is about, its programme, what it is held together with, and where to read more.

    The link to take part online is for who has a place alone. The address of the page is there because many calendars do not
    show URL.
    """
    event, danish = entry.event, entry.language == Person.Language.DANISH
    parts = [event.description.strip(), *_programme(event, entry.language)]
    partners = [*([event.joint_with] if event.joint_with else []), *event.joined_by.all()]
    if together := [other for other in partners if other.published_at]:
        names = join_names([other.title for other in together], entry.language)
        parts.append(f"Holdes sammen med: {names}" if danish else f"Held together with: {names}")
    if event.online_url and entry.attends:
        parts.append(f"Deltag online: {event.online_url}" if danish else f"Take part online: {event.online_url}")
    parts.append(f"Læs mere: {page_of(event)}" if danish else f"Read more: {page_of(event)}")
    return "\n\n".join(filter(None, parts))


def _programme(event: Event, language: str) -> list[str]:
    """Return a paragraph a day, one line an item; with the day named where there are several."""
    days = programme_of(event)
    paragraphs = []
    for day in days:
        lines = [weekday_day(day.day, language)] if len(days) > 1 else []
        for item in day.items:
            details = ", ".join(filter(None, (item.title, item.speakers, item.room)))
            lines.append(f"{hours(item.starts_at, item.ends_at, language)} {details}")
        paragraphs.append("\n".join(lines))
    return paragraphs
