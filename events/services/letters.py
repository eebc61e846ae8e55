"""What letters say about an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from events.models import Event, Registration
from events.services.audience import Guest
from events.services.calendar import write_calendar
from events.services.calendar_entries import Entry
from events.services.door_codes import door_picture
from partnership.models import Person
from partnership.services.letters import Attachment
from partnership.text import day_time, span


def text_scope(event: Event) -> str:
    """Return the name under which an event's letters may have texts of their own."""
    return f"event-{event.pk}"


def online_line(event: Event, language: str) -> str:
    """Return how to take part online, for the registered alone; nothing where one cannot."""
    if not event.online_url:
        return ""
    return f"Deltag online: {event.online_url}" if language == Person.Language.DANISH else f"Online: {event.online_url}"


def place_of(event: Event, language: str) -> str:
    """Return venue and address as a phrase, or that the place follows; whether one can take part online is added."""
    place, danish = ", ".join(filter(None, (event.venue, event.address))), language == Person.Language.DANISH
    if event.online_url:
        online = "online (linket står på din side, når du er tilmeldt)"
        if not danish:
            online = "online (the link is on your page once you are registered)"
        return f"{place}; {online}" if place else online.capitalize()
    return place or ("Stedet følger" if danish else "The place follows")


def reason_for(guest: Guest, event: Event) -> str:
    """Return why the guest is asked, as the end of the sentence "You are invited because ..."."""
    danish = guest.person.language == Person.Language.DANISH
    if guest.organisation is not None:
        name = guest.organisation.name
        return f"du er kontaktperson for {name}" if danish else f"you are the contact person of {name}"
    if guest.municipality is None:
        return "vi gerne vil have dig med" if danish else "we would like to have you with us"
    municipality, body = guest.municipality.official_name, event.body.name
    if guest.is_delegate:
        return f"{municipality} har udpeget dig til at deltage" if danish else f"{municipality} named you to take part"
    return f"du har en plads i {body} for {municipality}" if danish else f"you hold a seat in {body} for {municipality}"


def change_of_mind(event: Event, language: str, *, now: dt.datetime) -> str:
    """Return until when one may still register after all; nothing once that is over."""
    if not event.accepts_answers(now):
        return ""
    deadline = day_time(event.answer_by or event.starts_at, language)
    if language == Person.Language.DANISH:
        return (
            f"Ombestemmer du dig inden {deadline}, kan du tilmelde dig på din side. "
            "Er alle pladser taget, kommer du på venteliste."
        )
    return (
        f"If you change your mind before {deadline}, you can register on your page. "
        "If all places are taken, you go on the waiting list."
    )


def event_values(event: Event, language: str) -> dict[str, str]:
    """Return what every letter about the event may name."""
    return {
        "event": event.title,
        "about": event.description.strip(),
        "when": span(event.starts_at, event.ends_at, language),
        "where": place_of(event, language),
        "deadline": day_time(event.answer_by or event.starts_at, language),
        "partnership": event.partnership.name,
    }


def list_of_events(events: Sequence[Event], language: str) -> str:
    """Return events with their times, one a line."""
    return "\n".join(f"– {event.title}, {span(event.starts_at, event.ends_at, language)}" for event in events)


def calendar_attachment(
    event: Event,
    *,
    person: Person | None = None,
    registration: Registration | None = None,
    method: Literal["PUBLISH", "REQUEST", "CANCEL"] = "PUBLISH",
    now: dt.datetime,
) -> Attachment:
    """Return the event's calendar file as an attachment that calendars update their entry from.

    PUBLISH only informs, and is the same for everybody. REQUEST and CANCEL are a person's own: for who has a place, and for who
    had one when the event, or the person's part in it, is off. Both take the registration as it is after the change; where it
    is not given it is read, one query.
    """
    if method != "PUBLISH":
        registration = registration or Registration.objects.filter(event=event, person=person).first()
        person = person or (registration.person if registration else None)
    entry = Entry(event, now, person=person, registration=registration, withdrawn=method == "CANCEL")
    media_type = f"text/calendar; charset=utf-8; method={method}"
    return Attachment(f"aktivitet-{event.pk}.ics", media_type, write_calendar([entry], method=method))


def code_attachment(registration: Registration) -> Attachment:
    """Return the code that the person shows at the door, as a picture."""
    return Attachment(f"indgang-{registration.event_id}.png", "image/png", door_picture(registration))
