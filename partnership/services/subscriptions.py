"""Stop letters that are not necessary, from any such letter and without a log-in (RFC 8058)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from partnership.models import Letter, Person, Unsubscription

DIGEST, REMINDERS = Unsubscription.Kind.DIGEST.value, Unsubscription.Kind.REMINDERS.value
#: The kinds of letters that can be stopped -> what is stopped with them. All others are necessary.
STOPPABLE = {"weekly_digest": DIGEST, "reminder": REMINDERS, "confirm_reminder": REMINDERS, "event_facts": REMINDERS}
_signer = Signer(salt="partnership.stop-letters")


def stop_token(person_pk: int, what: str) -> str:
    """Return what proves that somebody got a letter of this kind; good for nothing but stopping such letters."""
    return _signer.sign(f"{person_pk}-{what}")


def stop_url(letter: Letter) -> str:
    """Return the address at which the letter's reader stops such letters; empty where they are necessary."""
    what = STOPPABLE.get(letter.kind)
    if what is None or letter.person_id is None:
        return ""
    return settings.SITE_URL + reverse("stop_letters", args=[stop_token(letter.person_id, what)])


def read_stop_token(token: str) -> tuple[Person, str] | None:
    """Return whose letters and which ones a token stops; None for one that is not ours."""
    try:
        pk, _, what = _signer.unsign(token).partition("-")
    except BadSignature:
        return None
    person: Person | None = Person.objects.filter(pk=int(pk)).first()
    return (person, what) if person is not None else None


def is_wanted(person: Person, what: str) -> bool:
    """Tell whether the person gets letters of the kind."""
    return not Unsubscription.objects.filter(person=person, kind=what).exists()


@transaction.atomic
def choose_letters(person: Person, what: str, *, wanted: bool, now: dt.datetime) -> bool:
    """Let letters of the kind come or stop; False when it was so already. What has been sent stays sent."""
    if wanted:
        return bool(Unsubscription.objects.filter(person=person, kind=what).delete()[0])
    return Unsubscription.objects.get_or_create(person=person, kind=what, defaults={"since": now})[1]
