"""Who changed what and when: append-only records beside a model's rows, and how they read in words.

The records are django-simple-history's; triggers keep them from changing (`partnership.guards`). Its middleware names the
actor of a request. Writes that pass by `save()` must use its bulk helpers, or they leave no record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

#: What stands for a value that is not there.
NOTHING = "–"


class History(HistoricalRecords):  # type: ignore[misc]  # it has no types
    """Keeps a record of every row that is made, changed or deleted.

    The actor is kept as a number without a constraint, so that no record changes when a person goes. Saving nothing but excluded
    fields, as a log-in does, leaves no record.
    """

    def __init__(self, *, excluded_fields: Iterable[str] = ()) -> None:
        super().__init__(
            excluded_fields=list(excluded_fields), history_user_id_field=models.BigIntegerField(null=True, blank=True)
        )

    def post_save(self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any) -> None:
        """Record what was saved, unless nothing that is recorded was."""
        fields = kwargs.get("update_fields")
        if created or fields is None or set(fields) - set(self.excluded_fields):
            super().post_save(instance, created, using=using, **kwargs)


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What somebody did to a row at one moment; `about` tells which row it was by what it points at."""

    record: int
    at: dt.datetime
    by: str
    kind: str
    about: str
    fields: tuple[FieldChange, ...]

    @property
    def is_new(self) -> bool:
        """Tell whether the row was made."""
        return self.kind == "+"

    @property
    def is_gone(self) -> bool:
        """Tell whether the row was deleted."""
        return self.kind == "-"


def changes_of(row: Any) -> list[Change]:
    """Return what happened to a row, the newest first, in a constant number of queries."""
    return changes_in(row.history.all())


def changes_in(*histories: Any) -> list[Change]:
    """Return what happened to the rows of some querysets of records, the newest first.

    A record that differs in nothing from the one before it is left out.
    """
    batches = [list(history.order_by("history_id")) for history in histories]
    actors = _actors(record for records in batches for record in records)
    found = [change for records in batches for change in _compare(records, actors)]
    return sorted(found, key=lambda change: (change.at, change.record), reverse=True)


def last_record(row: Any) -> int:
    """Return the number of a row's newest record, 0 when it has none."""
    return int(row.history.aggregate(last=models.Max("history_id"))["last"] or 0)


def _compare(records: Sequence[Any], actors: dict[int, str]) -> Iterable[Change]:
    targets = _targets(records)
    before: dict[Any, Any] = {}
    for record in records:
        previous = before.get(record.id)
        before[record.id] = record
        fields = () if record.history_type == "-" else tuple(_differences(previous, record, targets))
        if record.history_type == "~" and previous is not None and not fields:
            continue
        about = [
            targets[field.name].get(getattr(record, field.attname), "")
            for field in record.tracked_fields
            if field.is_relation
        ]
        yield Change(
            record=record.history_id,
            at=record.history_date,
            by=_("the portal") if record.history_user_id is None else actors[record.history_user_id],
            kind=record.history_type,
            about="; ".join(word for word in about if word),
            fields=fields,
        )


def _differences(previous: Any, record: Any, targets: dict[str, dict[Any, str]]) -> Iterable[FieldChange]:
    for field in record.tracked_fields:
        if field.primary_key or field.name == "sort_key":
            continue
        old = getattr(previous, field.attname) if previous is not None else None
        new = getattr(record, field.attname)
        before, after = _in_words(field, old, targets), _in_words(field, new, targets)
        if old != new and not (before == after == NOTHING):
            yield FieldChange(str(field.verbose_name), before, after)


def _in_words(field: Any, value: Any, targets: dict[str, dict[Any, str]]) -> str:
    if value is None or value == "":
        return NOTHING
    if field.is_relation:
        return targets[field.name].get(value, NOTHING)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return date_format(value, "DATE_FORMAT")
    return str(value)


def _actors(records: Iterable[Any]) -> dict[int, str]:
    numbers = {record.history_user_id for record in records} - {None}
    people = get_user_model()._default_manager.in_bulk(numbers)
    return {
        number: people[number].get_full_name() if number in people else _("somebody who has been erased")
        for number in numbers
    }


def _targets(records: Sequence[Any]) -> dict[str, dict[Any, str]]:
    """Return what the rows point at, in words, by field; one query a field.

    A row whose name says nothing to people has words of its own: `in_history`.
    """
    if not records:
        return {}
    found = {}
    for field in records[0].tracked_fields:
        if field.is_relation:
            numbers = {getattr(record, field.attname) for record in records} - {None}
            rows = field.related_model._default_manager.select_related().in_bulk(numbers)
            found[field.name] = {number: str(getattr(row, "in_history", row)) for number, row in rows.items()}
    return found
