"""The one way in which a status changes."""

from collections.abc import Collection
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _


class WrongStatus(Exception):
    """The stored status does not allow the step."""


def transition(row: models.Model, *, allowed: Collection[str], to: str, **changes: Any) -> bool:
    """Move a row to a status, with other fields, if the *stored* status is among the allowed ones.

    Returns False, and changes nothing, when the row is already there: repeating a step is harmless. Raises WrongStatus.
    """
    with transaction.atomic():
        stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
        current = stored.status  # type: ignore[attr-defined]
        if current == to:
            row.refresh_from_db()
            return False
        if current not in allowed:
            labels = dict(stored.Status.choices)  # type: ignore[attr-defined]
            raise WrongStatus(
                _("%(thing)s is “%(current)s” and cannot become “%(to)s”.")
                % {"thing": stored, "current": labels[current], "to": labels[to]}
            )
        for name, value in {"status": to, **changes}.items():
            setattr(stored, name, value)
            setattr(row, name, value)
        stored.save(update_fields=["status", *changes])
    return True
