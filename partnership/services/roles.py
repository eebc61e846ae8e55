"""Who works in the secretariat, and with what."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from partnership.models import Person


class NotInTheSecretariat(Exception):
    """Only people who work in the secretariat are in its groups."""

    def __str__(self) -> str:
        return _("Only people who work in the secretariat are in its groups.")


@transaction.atomic
def change_roles(person: Person, *, is_staff: bool, groups: Iterable[Group]) -> Person:
    """Let a person work in the secretariat, or no longer, and with what. Raises NotInTheSecretariat."""
    groups = list(groups)
    if groups and not is_staff:
        raise NotInTheSecretariat
    stored: Person = Person.objects.select_for_update().get(pk=person.pk)
    stored.is_staff = is_staff
    stored.save(update_fields=["is_staff"])
    stored.groups.set(groups)
    return stored
