"""What happens around the ways to log in: people are told of changes, and the secretariat helps whoever lost theirs."""

from __future__ import annotations

import datetime as dt
import uuid

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from partnership.models import Letter, Person
from partnership.services.letters import write_letter
from partnership.text import day_time


def tell_of_new_device(person: Person, *, device: str, now: dt.datetime) -> Letter:
    """Write to a person that somebody logged in as them with a device that they had not used before."""
    return _tell("new_device", person, {"device": device}, now)


def tell_of_change(person: Person, *, change: Promise | str, now: dt.datetime) -> Letter:
    """Write to a person that the way they log in has changed."""
    with override(person.language):
        return _tell("login_changed", person, {"change": str(change)}, now)


@transaction.atomic
def reset_second_factor(person: Person, *, now: dt.datetime) -> int:
    """Take away all apps, passkeys and recovery codes of somebody who lost them, and end the sessions; the person is told.

    Returns how many were taken away. Make sure beforehand that it is the person who asks.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    count: int = Authenticator.objects.filter(user=person).delete()[0]
    for session in UserSession.objects.filter(user=person):
        session.end()
    if count:
        tell_of_change(person, change=_("The secretariat removed your app, passkeys and recovery codes."), now=now)
    return count


def _tell(kind: str, person: Person, values: dict[str, str], now: dt.datetime) -> Letter:
    with override(person.language):
        when = day_time(now)
    letter, _created = write_letter(
        kind,
        key=f"{kind}:{uuid.uuid4()}",
        person=person,
        values={"name": person.name, "when": when, "page": settings.SITE_URL + reverse("mfa_index"), **values},
        now=now,
    )
    return letter
