"""What the letters say when an event is changed, cancelled, or going ahead after all."""

from __future__ import annotations

import datetime as dt

from events.models import Event, Registration
from events.services.letters import place_of
from events.services.notices import Concerned
from partnership.models import Person
from partnership.text import day_time, span

Status = Registration.Status


def values_of_change(event: Event, before: Event, row: Concerned, *, note: str, now: dt.datetime) -> dict[str, str]:
    """Return old and new, a note of the secretariat, and what the person has to do."""
    language = row.person.language
    return {
        "changes": _old_and_new(event, before, row, language),
        "note": note.strip(),
        "state": _state(event, row, language, now=now),
    }


def values_of_cancellation(event: Event, row: Concerned) -> dict[str, str]:
    """Return why it is cancelled, and that nothing is to be done."""
    danish = _is_danish(row.person.language)
    if row.status == Status.ATTENDING:
        state = (
            "Du skal ikke gøre noget. Den vedhæftede fil tager aktiviteten ud af din kalender."
            if danish
            else "You need do nothing. The attached file takes the event out of your calendar."
        )
    else:
        state = "Du skal ikke gøre noget." if danish else "You need do nothing."
    return {"reason": event.cancellation_reason, "state": state}


def values_of_restoring(event: Event, row: Concerned, *, note: str, now: dt.datetime) -> dict[str, str]:
    """Return a note of the secretariat, and what the person has to do."""
    return {"note": note.strip(), "state": _state(event, row, row.person.language, now=now)}


def _old_and_new(event: Event, before: Event, row: Concerned, language: str) -> str:
    danish = _is_danish(language)
    when, before_when = (span(it.starts_at, it.ends_at, language) for it in (event, before))
    where, before_where = (_where(it, row, language) for it in (event, before))
    if danish:
        time = f"Ny tid: {when}\nFør: {before_when}" if when != before_when else f"Tid, som før: {when}"
        place = f"Nyt sted: {where}\nFør: {before_where}" if where != before_where else f"Sted, som før: {where}"
    else:
        time = f"New time: {when}\nBefore: {before_when}" if when != before_when else f"Time, as before: {when}"
        place = f"New place: {where}\nBefore: {before_where}" if where != before_where else f"Place, as before: {where}"
    return f"{time}\n\n{place}"


def _where(event: Event, row: Concerned, language: str) -> str:
    """Return the place; who has a place reads the link to take part online, others that there is one."""
    if not event.online_url or row.status != Status.ATTENDING:
        return place_of(event, language)
    return "; ".join(filter(None, (event.venue, event.address, f"online: {event.online_url}")))


def _state(event: Event, row: Concerned, language: str, *, now: dt.datetime) -> str:
    """Return what the person has, and what to do about it."""
    danish = _is_danish(language)
    match row.status:
        case Status.ATTENDING:
            return (
                "Du har stadig din plads. Bekræft på din side, at du kommer, eller meld afbud, så en anden kan få pladsen."
                if danish
                else "You still have your place. Confirm on your page that you come, or cancel, so that somebody else can "
                "have the place."
            )
        case Status.WAITING if row.registration and row.registration.offered_until:
            until = day_time(row.registration.offered_until, language)
            return (
                f"Vi har tilbudt dig en plads, og tilbuddet står ved magt. Svar på din side senest {until}."
                if danish
                else f"We have offered you a place, and the offer stands. Answer on your page by {until}."
            )
        case Status.WAITING:
            return (
                "Du står stadig på ventelisten på samme plads. Passer det ikke længere, så meld det på din side."
                if danish
                else "You are still on the waiting list, in the same turn. If it no longer suits you, say so on your page."
            )
    if not event.accepts_answers(now):
        return (
            "Tilmeldingsfristen er gået. Skriv til sekretariatet, hvis du gerne vil med."
            if danish
            else "The registration deadline has passed. Write to the secretariat if you want to come."
        )
    deadline = day_time(event.answer_by or event.starts_at, language)
    return (
        f"Din invitation gælder stadig. Svar på din side senest {deadline}."
        if danish
        else f"Your invitation still stands. Answer on your page by {deadline}."
    )


def _is_danish(language: str) -> bool:
    return language == Person.Language.DANISH
