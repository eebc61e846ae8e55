"""What people do about what is kept about themselves: correct it, and object."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Coordinatorship, Municipality
from partnership.models import Objection, Person, SeatHolding
from partnership.roles import Role
from partnership.services.letters import Draft, is_writable, write_letters

CORRECTABLE = ("name", "title", "workplace", "phone", "language")


@transaction.atomic
def correct_details(person: Person, *, changes: dict[str, str]) -> list[str]:
    """Store what a person says about him- or herself; returns the names of the fields that changed.

    Only the fields of CORRECTABLE: whoever changes an address could log in with it.
    """
    stored = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    changed = [name for name in CORRECTABLE if name in changes and getattr(stored, name) != changes[name]]
    for name in changed:
        setattr(stored, name, changes[name])
        setattr(person, name, changes[name])
    if changed:
        stored.save(update_fields=changed)
    return changed


@transaction.atomic
def object_to_entry(person: Person, *, reason: str, now: dt.datetime) -> tuple[Objection, bool]:
    """Record that a person objects, and tell the coordinators and the secretariat; the person keeps the seat until they act.

    Returns the objection, and whether it is new: of two at once there is one.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    standing = Objection.objects.open().filter(person=person).first()
    if standing is not None:
        return standing, False
    objection = Objection.objects.create(person=person, reason=reason.strip(), made_at=now)
    _tell(objection, now=now)
    return objection, True


@transaction.atomic
def settle_objections(objections: Iterable[Objection], *, by: Person, now: dt.datetime) -> int:
    """Record that objections are dealt with; returns how many were open."""
    pks = [objection.pk for objection in objections]
    return Objection.objects.open().filter(pk__in=pks).update(settled_at=now, settled_by=by)


def _tell(objection: Objection, *, now: dt.datetime) -> None:
    person, today = objection.person, timezone.localdate(now)
    holdings = list(
        SeatHolding.objects.lasting_beyond(today)
        .filter(person=person)
        .select_related("seat__body", "seat__municipality")
        .order_by("pk")
    )
    coordinated: dict[Person, list[Municipality]] = {}
    rows = Coordinatorship.objects.open_on(today).filter(person__is_active=True).exclude(person=person)
    rows = rows.filter(municipality__in={holding.seat.municipality_id for holding in holdings})
    for row in rows.select_related("person", "municipality").order_by("pk"):
        coordinated.setdefault(row.person, []).append(row.municipality)
    secretariat = Person.objects.filter(is_staff=True, is_active=True).filter(
        Q(groups__name=Role.SECRETARIAT.value) | Q(is_superuser=True)
    )
    drafts = [
        _draft(objection, coordinator, own, path=reverse("municipality_home", args=[places[0].code]))
        for coordinator, places in coordinated.items()
        # A coordinator reads about the own municipality's seats alone.
        if (own := [holding for holding in holdings if holding.seat.municipality in places])
    ]
    path = reverse("admin:partnership_objection_changelist")
    drafts += [
        _draft(objection, reader, holdings, path=path)
        for reader in secretariat.distinct().order_by("pk")
        if reader not in coordinated
    ]
    write_letters("objection", [draft for draft in drafts if is_writable(draft.person.email)], now=now)


def _draft(objection: Objection, reader: Person, holdings: Iterable[SeatHolding], *, path: str) -> Draft:
    danish = reader.language == Person.Language.DANISH
    seats = [f"{holding.seat.body}, {holding.seat.municipality.official_name}" for holding in holdings]
    values = {
        "name": reader.name,
        "person": objection.person.name,
        "email": objection.person.email,
        "seats": "; ".join(seats) or ("ingen" if danish else "none"),
        "reason": " ".join(objection.reason.split()) or ("ikke angivet" if danish else "not given"),
        "page": settings.SITE_URL + path,
    }
    return Draft(key=f"objection:{objection.pk}:{reader.pk}", person=reader, values=values)
