"""Two records of one person become one: what every room's rows do then, and the rules of this room.

Each room has a list RULES like this one; `partnership.config.merging` puts them together, because only the wiring knows all
rooms, and a test walks every foreign key to a person, so that none is forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.core.serializers.python import Serializer
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.utils.translation import gettext as _

from municipalities.models import Coordinatorship
from partnership import text
from partnership.models import Letter, Nomination, Person, SeatHolding


class MergeRefused(Exception):
    """The two records cannot become one as they are; each argument is a sentence that says why and what to do."""

    @property
    def reasons(self) -> list[str]:
        return [str(reason) for reason in self.args]


@dataclass
class Merge:
    """A merge under way: the record that goes, the one that stays, and what has come of it so far."""

    leftover: Person
    keeper: Person
    now: dt.datetime
    today: dt.date
    #: What moved, by the plural name of its kind.
    moved: dict[str, int] = field(default_factory=dict)
    #: Conflicts that a rule resolved, as sentences.
    resolved: list[str] = field(default_factory=list)
    #: Conflicts that people must resolve first, as sentences.
    refusals: list[str] = field(default_factory=list)
    #: Rows that there is room for only once, as they were.
    dropped: list[dict[str, Any]] = field(default_factory=list)

    def drop(self, row: Model) -> None:
        """Delete a row that the other record has as well; the logbook keeps what it said."""
        [said] = Serializer().serialize([row])
        self.dropped.append(said)
        row.delete()

    def count(self, model: type[Model], number: int) -> None:
        """Note that so many rows of a kind moved."""
        if number:
            name = str(model._meta.verbose_name_plural)
            self.moved[name] = self.moved.get(name, 0) + number


Follow: TypeAlias = "Callable[[Merge, ForeignKey[Any, Any]], None]"


@dataclass(frozen=True)
class Rule:
    """What becomes of the rows of a foreign key to a person, named `app.model.field`; may be a pattern."""

    key: str
    follow: Follow


def rows_of(person: Person, key: ForeignKey[Any, Any]) -> QuerySet[Any]:
    """Return the rows that name the person by this foreign key."""
    return key.model._default_manager.filter(**{key.name: person})


def move(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Let all rows name the record that stays."""
    merge.count(key.model, rows_of(merge.leftover, key).update(**{key.name: merge.keeper}))


def move_what_fits(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Let rows name the record that stays, one by one; what a unique constraint has room for only once is dropped."""
    for row in list(rows_of(merge.leftover, key).order_by("pk")):
        try:
            with transaction.atomic():
                rows_of(merge.leftover, key).filter(pk=row.pk).update(**{key.name: merge.keeper})
        except IntegrityError:
            message = _("Both records have this (%(kind)s), and one stays: %(row)s.")
            merge.resolved.append(message % {"kind": row._meta.verbose_name, "row": row})
            merge.drop(row)
        else:
            merge.count(key.model, 1)


def move_what_is_lacking(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Let rows of a plain many-to-many table name the record that stays, unless it has the same already."""
    other = next(f for f in key.model._meta.concrete_fields if f.is_relation and f is not key)
    own = rows_of(merge.keeper, key).values(other.attname)
    rows_of(merge.leftover, key).filter(**{f"{other.attname}__in": own}).delete()
    name = other.related_model
    number = rows_of(merge.leftover, key).update(**{key.name: merge.keeper})
    if name is not None and not isinstance(name, str):
        merge.count(name, number)


def leave(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Leave rows that must not change, such as history: they name the old record, which points to the new one."""


def remove(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Take away what let the leftover record in, such as its address as allauth knows it."""
    rows_of(merge.leftover, key).delete()


def _move_seats(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Move seat holdings; refuse two seats in one body today or later, since only people know which one is right."""
    mine = _lasting(merge.keeper, merge.today)
    for theirs in _lasting(merge.leftover, merge.today):
        for own in mine:
            if own.seat.body_id == theirs.seat.body_id and _overlap(own, theirs):
                message = _(
                    "Both records hold a seat in “%(body)s”: %(first)s, and %(second)s. Vacate one of the two seats first."
                )
                first, second = _seat_in_words(own), _seat_in_words(theirs)
                values = {"body": own.seat.body, "first": first, "second": second}
                merge.refusals.append(message % values)
    move(merge, key)


def _lasting(person: Person, today: dt.date) -> list[SeatHolding]:
    lasting = SeatHolding.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=today), person=person)
    return list(lasting.select_related("seat__body", "seat__municipality").order_by("from_on", "pk"))


def _seat_in_words(holding: SeatHolding) -> str:
    values = {
        "municipality": holding.seat.municipality,
        "number": holding.seat.number,
        "day": text.short_day(holding.from_on),
    }
    return _("%(municipality)s, seat %(number)d, since %(day)s") % values


def _overlap(first: Any, second: Any) -> bool:
    """Tell whether two times, each from a day until before another, share a day."""
    return (first.to_on is None or first.to_on > second.from_on) and (
        second.to_on is None or second.to_on > first.from_on
    )


def _move_coordinatorships(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Move coordinatorships; two for one municipality at the same time become one that lasts as long as both."""
    for theirs in list(rows_of(merge.leftover, key).select_related("municipality").order_by("from_on", "pk")):
        rows = rows_of(merge.keeper, key).filter(municipality=theirs.municipality)
        same = [row for row in rows if _overlap(row, theirs)]
        from_on = min([theirs.from_on, *(row.from_on for row in same)])
        ends = [theirs.to_on, *(row.to_on for row in same)]
        to_on = None if None in ends else max(end for end in ends if end is not None)
        for row in same:
            merge.drop(row)
        Coordinatorship.objects.filter(pk=theirs.pk).update(person=merge.keeper, from_on=from_on, to_on=to_on)
        merge.count(Coordinatorship, 1)
        if same:
            message = _("Both records coordinate for %(municipality)s: the times become one.")
            merge.resolved.append(message % {"municipality": theirs.municipality})


def _move_letters(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Move letters; those that have not left yet go to the address that stays, but a log-in code goes nowhere else."""
    waiting = [Letter.Status.QUEUED, Letter.Status.FAILED, Letter.Status.HELD]
    rows_of(merge.leftover, key).filter(status__in=waiting, confidential=False).update(
        to_email=merge.keeper.email, to_name=merge.keeper.name
    )
    move(merge, key)


def _move_nominations(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Move nominations; refuse one that awaits approval where the other record has or is to have a seat in the body."""
    awaiting = Nomination.objects.awaiting().select_related("seat__body")
    seated = {holding.seat.body_id for holding in _lasting(merge.keeper, merge.today)}
    asked = {nomination.seat.body_id for nomination in awaiting.filter(person=merge.keeper)}
    for nomination in awaiting.filter(person=merge.leftover).order_by("pk"):
        if nomination.seat.body_id in seated | asked:
            message = _("Both records are meant for “%(body)s”. Withdraw the nomination of one of them first.")
            merge.refusals.append(message % {"body": nomination.seat.body})
    move(merge, key)


def _move_digests(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Move what says that a week has been looked at, unless the record that stays has looked at it too."""
    own = set(rows_of(merge.keeper, key).values_list("municipality", "year", "week"))
    for digest in list(rows_of(merge.leftover, key)):
        if (digest.municipality_id, digest.year, digest.week) in own:
            digest.delete()
    move(merge, key)


def _move_objections(merge: Merge, key: ForeignKey[Any, Any]) -> None:
    """Move objections; of two that are open the keeper's stands."""
    if rows_of(merge.keeper, key).filter(settled_at__isnull=True).exists():
        for objection in list(rows_of(merge.leftover, key).filter(settled_at__isnull=True)):
            merge.drop(objection)
            merge.resolved.append(_("Both records object to what is kept about them: one objection stays."))
    move(merge, key)


RULES: list[Rule] = [
    Rule("municipalities.coordinatorship.person", _move_coordinatorships),
    Rule("partnership.seatholding.person", _move_seats),
    Rule("partnership.personallink.person", move),
    Rule("partnership.letter.person", _move_letters),
    # Who was merged into the record that goes now points to the one that stays.
    Rule("partnership.person.merged_into", move),
    # Entries cannot change; they name who it was at the time.
    Rule("partnership.logbookentry.*", leave),
    Rule("partnership.professiondecision.*", leave),
    Rule("*.historical*", leave),
    Rule("partnership.seatholding.entered_by", move),
    Rule("partnership.nomination.person", _move_nominations),
    Rule("partnership.nomination.*", move),
    Rule("partnership.unsubscription.person", move_what_fits),
    Rule("partnership.lettertemplate.changed_by", move),
    Rule("partnership.digest.person", _move_digests),
    Rule("partnership.objection.person", _move_objections),
    Rule("partnership.objection.settled_by", move),
    Rule("partnership.localorganisation.changed_by", move),
    Rule("partnership.assessment.*", move),
    Rule("partnership.assessmentwriter.person", move_what_fits),
    Rule("partnership.assessmentwriter.granted_by", move),
    # Of an assessment that is sent in nothing changes any more, not even who wrote it: the old record points to the new one.
    Rule("partnership.criterionanswer.changed_by", leave),
]
