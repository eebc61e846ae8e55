"""All that the portal keeps about one person, for the person alone: as data, and as a PDF to read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from events.models import Delegate, DoorMark, EvaluationTurn, Event, Invitation, Material, Needs, Registration, Reminder
from events.services.replies import replies_of
from partnership.models import Person, PersonalLink
from partnership.pdf import render_pdf
from partnership.services.own_data import Section, sections_of
from partnership.text import day, day_time

STYLESHEET = Path(__file__).parent / "own_data.css"


def own_data(person: Person, *, now: dt.datetime) -> dict[str, object]:
    """Return what is kept as plain data; the keys do not change with the language."""
    sections = [*sections_of(person), *event_sections_of(person)]
    return {"made_at": now, **{section.key: section.rows for section in sections}}


def own_data_pdf_of(person: Person, *, now: dt.datetime) -> bytes:
    """Return the same as PDF/A in the active language."""
    sections = [*sections_of(person), *event_sections_of(person)]
    shown = [(section, [_shown(section, row) for row in section.rows]) for section in sections if section.rows]
    context = {"person": person, "sections": shown, "made": day_time(now)}
    return render_pdf(render_to_string("events/own_data.html", context), stylesheet=STYLESHEET, moment=now)


def event_sections_of(person: Person) -> list[Section]:
    """Return what events keep about a person: answers with their replies, needs, and what the day left."""
    event = {"event": _("event"), "starts_at": _("starts")}
    invitations = Invitation.objects.filter(person=person).select_related("event").order_by("invited_at", "pk")
    registrations = Registration.objects.filter(person=person).select_related("event", "municipality")
    replies = replies_of(registrations)
    reminders = Reminder.objects.filter(person=person).select_related("event").order_by("pk")
    return [
        Section(
            "invitations",
            _("Invitations"),
            {**event, "invited_at": _("invited"), "withdrawn_at": _("taken back")},
            [{**_event(row), "invited_at": row.invited_at, "withdrawn_at": row.withdrawn_at} for row in invitations],
        ),
        Section(
            "delegations",
            _("Named as a delegate"),
            event,
            [_event(row) for row in Delegate.objects.filter(person=person).select_related("event").order_by("pk")],
        ),
        Section(
            "registrations",
            _("Answers"),
            {
                **event,
                "municipality": _("municipality"),
                "status": _("status"),
                "answered_at": _("answered"),
                "reason": _("reason for not coming"),
                "replies": _("replies"),
            },
            [_answer(row, replies.get(row.pk, {})) for row in registrations.order_by("answered_at", "pk")],
        ),
        Section(
            "reminders",
            _("Reminders"),
            {**event, "written_at": _("written"), "kind": _("kind")},
            [{**_event(row), "written_at": row.written_at, "kind": row.get_kind_display()} for row in reminders],
        ),
        Section(
            "needs",
            _("Food and access"),
            {"food": _("food"), "other_food": _("other food"), "access": _("access"), "consent": _("consent given")},
            [_needs(row) for row in Needs.objects.filter(person=person)],
        ),
        *_sections_of_the_day(person, event),
    ]


def _sections_of_the_day(person: Person, event: dict[str, str]) -> list[Section]:
    """Return what the day and the time after it leave: marks at the door, evaluations without what was said, files, calendar."""
    marks = DoorMark.objects.filter(registration__person=person).select_related("registration__event")
    turns = EvaluationTurn.objects.filter(registration__person=person).select_related("registration__event")
    materials = Material.objects.filter(added_by=person).select_related("event").order_by("added_at", "pk")
    calendars = PersonalLink.objects.filter(person=person, purpose=PersonalLink.Purpose.CALENDAR).order_by("pk")
    return [
        Section(
            "attendance",
            _("Attendance"),
            {**event, "marked_at": _("marked at the door"), "undone_at": _("taken back")},
            [
                {**_named(row.registration.event), "marked_at": row.marked_at, "undone_at": row.undone_at}
                for row in marks
            ],
        ),
        Section(
            "evaluations",
            _("Evaluations"),
            {**event, "has_answered": _("has answered"), "is_reminded": _("is reminded")},
            [
                {
                    **_named(row.registration.event),
                    "has_answered": row.has_answered,
                    "is_reminded": row.is_reminded,
                }
                for row in turns.order_by("pk")
            ],
        ),
        Section(
            "materials",
            _("Materials that you added"),
            {**event, "title": _("title"), "added_at": _("added"), "withdrawn_at": _("taken away")},
            [
                {
                    **_named(row.event),
                    "title": row.title,
                    "added_at": row.added_at,
                    "withdrawn_at": row.withdrawn_at,
                }
                for row in materials
            ],
        ),
        Section(
            "calendar",
            _("Addresses of your own calendar"),
            {"expires_at": _("opens until"), "revoked_at": _("closed")},
            [{"expires_at": row.expires_at, "revoked_at": row.revoked_at} for row in calendars],
        ),
    ]


def _event(row: Invitation | Registration | Delegate | Reminder) -> dict[str, object]:
    return _named(row.event)


def _named(event: Event) -> dict[str, object]:
    return {"event": event.title, "starts_at": event.starts_at}


def _answer(row: Registration, replies: dict[str, str]) -> dict[str, object]:
    return {
        **_event(row),
        "municipality": row.municipality.official_name if row.municipality else None,
        "status": row.get_status_display(),
        "answered_at": row.answered_at,
        "reason": row.reason,
        "replies": replies,
    }


def _needs(row: Needs) -> dict[str, object]:
    chosen = [str(label) for value, label in Needs.Diet.choices if value in row.diets]
    return {
        "food": chosen,
        "other_food": row.diet_note,
        "access": row.access_note,
        "consent": row.consented_at,
    }


def _shown(section: Section, row: dict[str, object]) -> list[tuple[str, str]]:
    return [(label, text) for key, label in section.labels.items() if (text := _text(row[key]))]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case dt.datetime():
            return day_time(value)
        case dt.date():
            return day(value)
        case dict():
            return "; ".join(f"{key}: {said}" for key, said in value.items())
        case list():
            return ", ".join(str(part) for part in value)
    return str(value)
