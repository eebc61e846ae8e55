"""Who may write a municipality's assessments: its coordinators, and the colleagues whom they name."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.models import Agreement, AssessmentWriter, Person, SeatHolding
from partnership.services.letters import is_writable, write_letter


class WriterRefused(Exception):
    """The person cannot be let write; the message says why."""


def agreements_written_by(person: Person, *, on: dt.date) -> QuerySet[Agreement]:
    """Return the active agreements whose assessments the person writes on the day."""
    return Agreement.objects.active().filter(_of(person, on=on))


def _of(person: Person, *, on: dt.date) -> Q:
    named = AssessmentWriter.objects.in_force_on(on).filter(person=person)
    coordinated = Municipality.objects.coordinated_by(person, on=on)
    return Q(municipality__in=coordinated) | Q(pk__in=named.values("agreement"))


def agreements_read_by(person: Person, *, on: dt.date) -> QuerySet[Agreement]:
    """Return the agreements whose cockpit and assessments the person reads on the day, after the partnership's end too."""
    agreements = Agreement.objects.to_the_end()
    return agreements if person.is_staff else agreements.filter(_of(person, on=on))


def possible_writers(agreement: Agreement, *, on: dt.date) -> QuerySet[Person]:
    """Return who has a seat of the municipality on the day and does not write yet, by name."""
    seats = SeatHolding.objects.held_on(on).filter(
        seat__municipality=agreement.municipality_id, seat__body__partnership=agreement.partnership_id
    )
    named = AssessmentWriter.objects.open().filter(agreement=agreement)
    possible: QuerySet[Person] = (
        Person.objects.filter(pk__in=seats.values("person"), is_active=True)
        .exclude(pk__in=named.values("person"))
        .order_by("name", "pk")
    )
    return possible


@transaction.atomic
def name_writer(agreement: Agreement, *, person: Person, by: Person, now: dt.datetime) -> AssessmentWriter:
    """Let a colleague write, and tell the colleague. Raises WriterRefused for who has no seat or writes already."""
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    if not possible_writers(agreement, on=timezone.localdate(now)).filter(pk=person.pk).exists():
        raise WriterRefused(_("Choose somebody who has a seat for your municipality and does not write yet."))
    if not is_writable(person.email):
        raise WriterRefused(_("Nobody can write to this person's address. Correct it first."))
    writer = AssessmentWriter(agreement=agreement, person=person, granted_by=by, granted_at=now)
    writer.save()
    values = {
        "name": person.name,
        "by": by.name,
        "municipality": agreement.municipality.official_name,
        "partnership": agreement.partnership.name,
        "url": settings.SITE_URL + reverse("criteria", args=[agreement.municipality.code]),
    }
    write_letter("assessment_writer", key=f"assessment_writer:{writer.pk}", person=person, values=values, now=now)
    return writer


@transaction.atomic
def take_back_writing(writer: AssessmentWriter, *, now: dt.datetime) -> bool:
    """End a colleague's right to write; False when it is over already. What the colleague wrote stays."""
    return bool(AssessmentWriter.objects.open().filter(pk=writer.pk).update(ended_at=now))
