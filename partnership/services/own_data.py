"""What is kept about a person, in sections, for the person alone to fetch (GDPR articles 15 and 20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from municipalities.models import Coordinatorship
from partnership.models import Letter, LogbookEntry, Nomination, Objection, Person, PersonalLink, SeatHolding

Row = dict[str, object]
_DETAILS = ("email", "name", "title", "workplace", "phone", "language", "created_at")


@dataclass(frozen=True)
class Section:
    """Rows of one kind: the key that a machine reads, a heading and labels for people, and the values."""

    key: str
    title: str
    labels: dict[str, str]
    rows: list[Row]


def label_of(model: type[Model], name: str) -> str:
    """Return what a field is called for people."""
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a field of the table


def _values(rows: QuerySet[Any], *names: str) -> list[Row]:
    return [dict(row) for row in rows.values(*names)]


def sections_of(person: Person) -> list[Section]:
    """Return what the partnership keeps about a person: details, seats, tasks, letters and what was done with the data."""
    details = {name: getattr(person, name) for name in _DETAILS} | {"language": person.get_language_display()}
    body, municipality = _("body"), _("municipality")
    dates = {"from_on": _("from"), "to_on": _("until before")}
    holdings = SeatHolding.objects.filter(person=person).select_related(
        "seat__body", "seat__municipality", "entered_by"
    )
    tasks = Coordinatorship.objects.filter(person=person).select_related("municipality")
    nominations = Nomination.objects.filter(person=person).select_related("seat__body", "seat__municipality")
    letters = Letter.objects.filter(person=person, confidential=False).order_by("created_at", "pk")
    return [
        Section("person", _("Your details"), {name: label_of(Person, name) for name in _DETAILS}, [details]),
        Section(
            "seats",
            _("Seats"),
            {"body": body, "municipality": municipality, **dates, "entered_by": _("entered by")},
            [
                {
                    "body": row.seat.body.name,
                    "municipality": row.seat.municipality.official_name,
                    "from_on": row.from_on,
                    "to_on": row.to_on,
                    "entered_by": row.entered_by.name if row.entered_by else None,
                }
                for row in holdings.order_by("from_on", "pk")
            ],
        ),
        Section(
            "coordinatorships",
            _("Coordinator's tasks"),
            {"municipality": municipality, **dates},
            [
                {"municipality": row.municipality.official_name, "from_on": row.from_on, "to_on": row.to_on}
                for row in tasks.order_by("from_on", "pk")
            ],
        ),
        Section(
            "nominations",
            _("Nominations"),
            {"body": body, "municipality": municipality, "from_on": _("from"), "status": _("status")},
            [
                {
                    "body": row.seat.body.name,
                    "municipality": row.seat.municipality.official_name,
                    "from_on": row.from_on,
                    "status": row.get_status_display(),
                }
                for row in nominations.order_by("pk")
            ],
        ),
        Section(
            "objections",
            _("Objections"),
            {"made_at": _("made"), "reason": _("reason"), "settled_at": _("dealt with")},
            _values(Objection.objects.filter(person=person).order_by("pk"), "made_at", "reason", "settled_at"),
        ),
        Section(
            "letters",
            _("Letters to you"),
            {"created_at": _("written"), "to_email": _("to address"), "subject": _("subject")},
            _values(letters, "created_at", "to_email", "subject"),
        ),
        Section(
            "personal_links",
            _("Personal links"),
            {"created_at": _("created"), "expires_at": _("opens until"), "revoked_at": _("taken back")},
            _values(
                PersonalLink.objects.filter(person=person).order_by("pk"), "created_at", "expires_at", "revoked_at"
            ),
        ),
        Section(
            "logbook",
            _("What the secretariat did with your data"),
            {"at": _("when"), "what": _("what"), "reason": _("why")},
            [
                {"at": row.at, "what": row.get_kind_display(), "reason": row.reason}
                for row in LogbookEntry.objects.filter(person=person).order_by("pk")
            ],
        ),
    ]
