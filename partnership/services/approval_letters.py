"""The letters around a nomination: to who approves it, and to the coordinators when the answer is no."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from municipalities.models import Coordinatorship
from partnership import text
from partnership.models import Nomination, Person, PersonalLink, Seat
from partnership.services.letters import is_writable, write_letter
from partnership.services.links import make_link
from partnership.text import COPENHAGEN
from partnership.workdays import add_working_days, is_working_day

#: How long the approver's link opens; the reminder bears a new one.
LINK_LIFE = dt.timedelta(days=60)
#: Working days after which the approver is reminded, once.
PATIENCE = 10


def ask_approver(nomination: Nomination, *, now: dt.datetime) -> None:
    """Write to the approver, with a personal link; once per nomination and approver."""
    _write_to_approver("approval", nomination, now=now)


def remind_approvers(*, now: dt.datetime) -> int:
    """Remind, once, each approver who has not decided ten working days after being asked; returns how many.

    Nobody is reminded on a day that is no working day. Any number of workers may do this at once.
    """
    today = now.astimezone(COPENHAGEN).date()
    if not is_working_day(today):
        return 0
    silent = Nomination.objects.awaiting().filter(reminded_at__isnull=True).values_list("pk", "asked_at")
    due = [pk for pk, asked_at in silent if add_working_days(asked_at.astimezone(COPENHAGEN).date(), PATIENCE) <= today]
    return sum(_remind(pk, now=now) for pk in due)


@transaction.atomic
def _remind(pk: int, *, now: dt.datetime) -> bool:
    silent = Nomination.objects.awaiting().filter(pk=pk, reminded_at__isnull=True)
    nomination = silent.select_for_update(of=("self",)).first()
    if nomination is None:  # another worker was faster, or the approver was
        return False
    nomination.reminded_at = now
    nomination.save(update_fields=["reminded_at"])
    _write_to_approver("approval_reminder", nomination, now=now)
    return True


def _write_to_approver(kind: str, nomination: Nomination, *, now: dt.datetime) -> None:
    approver = nomination.approver
    link = make_link(approver, purpose=PersonalLink.Purpose.APPROVER, expires_at=now + LINK_LIFE, now=now)
    values = _seat_values(nomination.seat) | {
        "name": nomination.approver_name,
        "person": described(nomination.person),
        "from": text.day(nomination.from_on, approver.language),
        "by": name_of(nomination.proposed_by, approver.language),
        "asked": text.day(nomination.asked_at, approver.language),
    }
    write_letter(kind, key=f"{kind}:{nomination.pk}:{approver.pk}", person=approver, values=values, link=link, now=now)


def tell_coordinators(nomination: Nomination, *, now: dt.datetime) -> None:
    """Tell the municipality's coordinators that the approver said no, and why."""
    today = now.astimezone(COPENHAGEN).date()
    coordinators = Coordinatorship.objects.open_on(today).filter(
        municipality=nomination.seat.municipality_id, person__is_active=True
    )
    for person in Person.objects.filter(pk__in=coordinators.values("person")):
        if not is_writable(person.email):
            continue
        values = _seat_values(nomination.seat) | {
            "name": person.name,
            "person": nomination.person.name,
            "approver": nomination.approver_name,
            "reason": nomination.reason,
        }
        write_letter(
            "nomination_refused",
            key=f"nomination_refused:{nomination.pk}:{person.pk}",
            person=person,
            values=values,
            now=now,
        )


def described(person: Person) -> str:
    """Return the name with job title and workplace, as far as they are known."""
    return ", ".join(filter(None, (person.name, person.title, person.workplace)))


def name_of(person: Person | None, language: str) -> str:
    """Return who did something: a person's name, or the secretariat."""
    if person is not None and not person.is_staff:
        return person.name
    return "KL's sekretariat" if language == Person.Language.DANISH else "KL's secretariat"


def _seat_values(seat: Seat) -> dict[str, str]:
    return {
        "body": seat.body.name,
        "municipality": seat.municipality.official_name,
        "partnership": seat.body.partnership.name,
    }
