"""People's own data, and what follows when an address changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from allauth.account.models import EmailAddress
from django.db import transaction

from partnership.letter_texts import render_letter
from partnership.models import Person
from partnership.services.letters import is_writable, store_letter

KIND = "address_changed"
#: What a colleague may correct.
CORRECTABLE = ("name", "title", "workplace", "phone", "language", "email")


@transaction.atomic
def correct_person(person: Person, *, values: Mapping[str, str], by: Person, now: dt.datetime) -> bool:
    """Store what was corrected of a person; False when nothing differs.

    When the address changes, the former one can no longer log in, and both addresses are told. `values` has keys of CORRECTABLE.
    """
    stored = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    clean = {name: values[name].strip() for name in CORRECTABLE if name in values}
    if "email" in clean:
        clean["email"] = clean["email"].lower()
    changed = [name for name, value in clean.items() if getattr(stored, name) != value]
    if not changed:
        return False
    former = stored.email
    for name in changed:
        setattr(stored, name, clean[name])
    stored.save(update_fields=changed)
    if "email" in changed:
        forget_former_addresses(stored)
        _tell_both(stored, former=former, by=by, now=now)
    return True


def forget_former_addresses(person: Person) -> int:
    """Let only the person's present address log in; returns how many others could."""
    deleted, _per_model = EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()
    return int(deleted)


def _tell_both(person: Person, *, former: str, by: Person, now: dt.datetime) -> None:
    values = {
        "name": person.name,
        "by": by.name,
        "former": former,
        "present": person.email,
    }
    record = person.history.latest().pk
    for which, address in (("former", former), ("present", person.email)):
        if is_writable(address):
            store_letter(
                render_letter(KIND, language=person.language, values=values),
                kind=KIND,
                key=f"{KIND}:{person.pk}:{record}:{which}",
                person=person,
                to_email=address,
                now=now,
            )
