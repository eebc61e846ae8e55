"""Who coordinates for a municipality: invited by mail, succeeded on a day, and never the last one by accident."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.models import Coordinatorship, Municipality
from partnership import text
from partnership.models import Agreement, Person
from partnership.services.letters import write_letter


class CoordinatorError(Exception):
    """A coordinatorship cannot change as asked; the message says why and what to do."""


class AlreadyCoordinates(CoordinatorError):
    """The person coordinates for the municipality, or will."""


class AccessIsClosed(CoordinatorError):
    """The person's access is closed, which the secretariat alone changes."""


class NoCoordinator(CoordinatorError):
    """Whoever asks does not coordinate for the municipality, or does no longer."""


class LastCoordinator(CoordinatorError):
    """The municipality takes part, and nobody would coordinate for it."""


class WrongDay(CoordinatorError):
    """The day lies before the beginning, or the coordinatorship is over already."""


@transaction.atomic
def invite_coordinator(
    municipality: Municipality, *, name: str, email: str, by: Person | None, on: dt.date, now: dt.datetime
) -> Coordinatorship:
    """Let a person coordinate for the municipality from a day, and write who invited and how to log in.

    Somebody who is known by the address keeps the name that is stored. `by` is a coordinator of the municipality, or of the
    secretariat. Raises NoCoordinator, AlreadyCoordinates and AccessIsClosed.
    """
    _lock(municipality)
    _refuse_stranger(municipality, by, on=timezone.localdate(now))
    coordinatorship = _begin(municipality, name=name, email=email, on=on)
    _welcome(coordinatorship, by=by, succeeds=None, now=now)
    return coordinatorship


@transaction.atomic
def end_coordinatorship(
    coordinatorship: Coordinatorship,
    *,
    on: dt.date,
    by: Person | None,
    now: dt.datetime,
    leave_nobody: bool = False,
) -> bool:
    """End a coordinatorship on a day, from which the person has no access; False when it ends no later already.

    Somebody else than the person is told of by a letter. Raises NoCoordinator, WrongDay, and LastCoordinator when a municipality
    that takes part would have nobody, unless `leave_nobody` says that this is known.
    """
    _lock(coordinatorship.municipality)
    _refuse_stranger(coordinatorship.municipality, by, on=timezone.localdate(now))
    current = _current(coordinatorship)
    if current.to_on is not None and current.to_on <= on:
        return False
    _refuse_before_beginning(current, on)
    if not leave_nobody and is_last(current, on=on):
        raise LastCoordinator(
            _("Nobody would coordinate for %(municipality)s. Name a successor, or say that you know it.")
            % {"municipality": current.municipality}
        )
    person = current.person
    _end(current, on)
    if by is None or by.pk != person.pk:
        _say_goodbye(coordinatorship, on=on, by=by, successor=None, now=now)
    return True


@transaction.atomic
def hand_over_coordinatorship(
    coordinatorship: Coordinatorship, *, name: str, email: str, on: dt.date, by: Person | None, now: dt.datetime
) -> Coordinatorship:
    """Let a successor coordinate from the day on which the coordinatorship ends; both are told.

    Raises NoCoordinator, WrongDay, AlreadyCoordinates and AccessIsClosed.
    """
    _lock(coordinatorship.municipality)
    _refuse_stranger(coordinatorship.municipality, by, on=timezone.localdate(now))
    current = _current(coordinatorship)
    if current.to_on is not None and current.to_on <= on:
        raise WrongDay(_("The coordinator's time is over by then. Invite the successor instead."))
    _refuse_before_beginning(current, on)
    person = current.person
    successor = _begin(coordinatorship.municipality, name=name, email=email, on=on)
    _end(current, on)
    _welcome(successor, by=by, succeeds=person, now=now)
    _say_goodbye(coordinatorship, on=on, by=by, successor=successor.person, now=now)
    return successor


def is_last(coordinatorship: Coordinatorship, *, on: dt.date) -> bool:
    """Tell whether a municipality with an active agreement would have nobody for good from the day on."""
    municipality = coordinatorship.municipality_id
    others = Coordinatorship.objects.filter(
        municipality=municipality, person__is_active=True, to_on__isnull=True, from_on__lte=on
    )
    if others.exclude(pk=coordinatorship.pk).exists():
        return False
    return Agreement.objects.active().filter(municipality=municipality).exists()


def _lock(municipality: Municipality) -> None:
    # Two coordinators may end each other at once; only the municipality's row is common to both.
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)


def _refuse_stranger(municipality: Municipality, by: Person | None, *, on: dt.date) -> None:
    # Read after the lock: somebody may have ended the access of whoever asks.
    if by is None or by.is_staff:
        return
    if not Coordinatorship.objects.open_on(on).filter(municipality=municipality, person=by).exists():
        message = _("You do not coordinate for %(municipality)s.")
        raise NoCoordinator(message % {"municipality": municipality})


def _current(coordinatorship: Coordinatorship) -> Coordinatorship:
    rows = Coordinatorship.objects.select_related("person", "municipality")
    current = rows.filter(pk=coordinatorship.pk).first()
    if current is None:
        raise WrongDay(_("This coordinator is gone already."))
    return current


def _begin(municipality: Municipality, *, name: str, email: str, on: dt.date) -> Coordinatorship:
    person = Person.objects.with_email(email).first()
    if person is None:
        # Another municipality may enter the same person meanwhile.
        defaults = {"name": name.strip(), "password": make_password(None)}
        person, _is_new = Person.objects.get_or_create(email=email.strip().lower(), defaults=defaults)
    if not person.is_active:
        message = _("The access of %(person)s is closed. Write to the secretariat.")
        raise AccessIsClosed(message % {"person": person.name})
    lasting = Coordinatorship.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=on), municipality=municipality)
    if lasting.filter(person=person).exists():
        message = _("%(person)s already coordinates for %(municipality)s.")
        raise AlreadyCoordinates(message % {"person": person.name, "municipality": municipality})
    return Coordinatorship.objects.create(municipality=municipality, person=person, from_on=on)


def _refuse_before_beginning(current: Coordinatorship, on: dt.date) -> None:
    if on < current.from_on:
        message = _("The coordinator begins on %(day)s. Choose that day or a later one.")
        raise WrongDay(message % {"day": text.day(current.from_on)})


def _end(current: Coordinatorship, on: dt.date) -> None:
    if on == current.from_on:
        current.delete()  # it would not have lasted a day
    else:
        current.to_on = on
        current.save(update_fields=["to_on"])


def _welcome(coordinatorship: Coordinatorship, *, by: Person | None, succeeds: Person | None, now: dt.datetime) -> None:
    person = coordinatorship.person
    language = person.language
    write_letter(
        "coordinator_invited",
        key=f"coordinator_invited:{coordinatorship.pk}",
        person=person,
        values={
            "name": person.name,
            "email": person.email,
            "municipality": coordinatorship.municipality.official_name,
            "by": _name_of(by, language),
            "succeeds": _succeeds(succeeds, language),
            "from": text.day(coordinatorship.from_on, language),
            "login": settings.SITE_URL + reverse("account_login"),
        },
        now=now,
    )


def _say_goodbye(
    coordinatorship: Coordinatorship, *, on: dt.date, by: Person | None, successor: Person | None, now: dt.datetime
) -> None:
    person = coordinatorship.person
    language = person.language
    write_letter(
        "coordinator_ended",
        key=f"coordinator_ended:{coordinatorship.pk}:{on}",
        person=person,
        values={
            "name": person.name,
            "municipality": coordinatorship.municipality.official_name,
            "by": _name_of(by, language),
            "on": text.day(on, language),
            "successor": _succeeded_by(successor, language),
        },
        now=now,
    )


def _name_of(by: Person | None, language: str) -> str:
    if by is None:
        return "KL's sekretariat" if language == Person.Language.DANISH else "KL's secretariat"
    return f"{by.name} (KL)" if by.is_staff else f"{by.name} ({by.email})"


def _succeeds(predecessor: Person | None, language: str) -> str:
    if predecessor is None:
        return ""
    danish = language == Person.Language.DANISH
    return f"Du overtager efter {predecessor.name}." if danish else f"You take over from {predecessor.name}."


def _succeeded_by(successor: Person | None, language: str) -> str:
    if successor is None:
        return ""
    danish = language == Person.Language.DANISH
    return f"{successor.name} overtager efter dig." if danish else f"{successor.name} takes over from you."
