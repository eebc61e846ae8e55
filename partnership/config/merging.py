"""Merge two records of one person: the rules of all rooms put together, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from billing.services.merging import RULES as BILLING_RULES
from events.services.merging import RULES as EVENTS_RULES
from events.services.merging import events_of, lock_events
from partnership.models import LogbookEntry, Person
from partnership.services.logbook import log
from partnership.services.merging import RULES as PARTNERSHIP_RULES
from partnership.services.merging import (
    Merge,
    MergeRefused,
    Rule,
    leave,
    move,
    move_what_is_lacking,
    remove,
    rows_of,
)
from partnership.text import COPENHAGEN
from tracks.services.merging import RULES as TRACKS_RULES

#: Rows of others' apps. The first rule that fits a foreign key counts.
FRAMEWORK_RULES: list[Rule] = [
    Rule("partnership.person_groups.person", move_what_is_lacking),
    Rule("partnership.person_user_permissions.person", move_what_is_lacking),
    Rule("admin.logentry.user", move),
    Rule("account.emailaddress.user", remove),
    # The factors and sessions of the record that stays are those that count.
    Rule("mfa.*", remove),
    Rule("usersessions.*", remove),
    Rule("socialaccount.*", remove),
]
RULES: list[Rule] = [*EVENTS_RULES, *TRACKS_RULES, *PARTNERSHIP_RULES, *BILLING_RULES, *FRAMEWORK_RULES]

#: What a person's record says; where the two differ, people choose.
FIELDS = ("name", "email", "title", "workplace", "phone", "language")


class RuleLacking(Exception):
    """A foreign key to a person has no rule: write one in its room's `services/merging.py`."""


@dataclass(frozen=True)
class Outcome:
    """What a merge did, or would do: what moved by kind, conflicts that a rule resolved, and those that prevent it."""

    moved: Mapping[str, int]
    resolved: tuple[str, ...]
    refusals: tuple[str, ...] = ()


def foreign_keys() -> list[ForeignKey[Any, Any]]:
    """Return every foreign key to a person that any model has, many-to-many tables included."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and field.related_model is Person
    ]


def name_of(key: ForeignKey[Any, Any]) -> str:
    """Return the name by which rules know a foreign key: `events.invitation.person`."""
    return f"{key.model._meta.label_lower}.{key.name}"


def rule_for(key: ForeignKey[Any, Any]) -> Rule:
    """Return the rule of a foreign key. Raises RuleLacking."""
    for rule in RULES:
        if fnmatchcase(name_of(key), rule.key):
            return rule
    raise RuleLacking(name_of(key))


def plan_merge(leftover: Person, *, into: Person, by: Person, values: Mapping[str, str], now: dt.datetime) -> Outcome:
    """Return what a merge would do, refusals included: it is carried out and taken back, so nothing can differ."""
    with transaction.atomic():
        try:
            outcome = merge_people(leftover, into=into, by=by, values=values, now=now)
        except MergeRefused as refusal:
            outcome = Outcome({}, (), tuple(refusal.reasons))
        transaction.set_rollback(True)
    for person in (leftover, into):
        person.refresh_from_db()
    return outcome


@transaction.atomic
def merge_people(leftover: Person, *, into: Person, by: Person, values: Mapping[str, str], now: dt.datetime) -> Outcome:
    """Let one record take over all that belongs to another of the same person; `values` are the fields to keep.

    The leftover stays, closed and without its address, and points to the other, so that what names it still makes sense.
    Order of locks: the events in question, then both people, each by id. Repeating a merge moves what has come to the
    leftover since. Raises MergeRefused, RuleLacking.
    """
    expected = events_of(leftover, into)
    lock_events(expected)
    merge = Merge(*_locked(leftover, into), now=now, today=now.astimezone(COPENHAGEN).date())
    if events_of(leftover, into) != expected:  # answered between the two locks
        raise MergeRefused(_("Somebody answered an invitation at this moment. Try again."))
    _refuse_the_wrong_pair(merge, by)
    before = {str(person.pk): {name: getattr(person, name) for name in FIELDS} for person in (leftover, into)}
    _keep_values(merge, values)
    for key in _in_order():
        rule_for(key).follow(merge, key)
    if merge.refusals:
        raise MergeRefused(*merge.refusals)
    log(
        LogbookEntry.Kind.PEOPLE_MERGED,
        actor=by,
        person=merge.keeper,
        now=now,
        data={"leftover": leftover.pk, "before": before, "moved": merge.moved, "dropped": merge.dropped},
    )
    for person in (leftover, into):
        person.refresh_from_db()
    return Outcome(merge.moved, tuple(merge.resolved))


def counts_of(person: Person) -> dict[str, int]:
    """Return how many rows of each kind name the person, for a choice between two records; those that move alone."""
    counts: dict[str, int] = {}
    for key in foreign_keys():
        if rule_for(key).follow not in {leave, remove} and not key.model._meta.auto_created:
            name = str(key.model._meta.verbose_name_plural)
            counts[name] = counts.get(name, 0) + rows_of(person, key).count()
    return {name: count for name, count in counts.items() if count}


def stragglers() -> list[str]:
    """Return what names a merged record although its rule would have moved it: invitations that went out meanwhile."""
    merged = Person.objects.filter(merged_into__isnull=False)
    found = []
    for key in foreign_keys():
        if rule_for(key).follow not in {leave, remove}:
            rows = key.model._default_manager.filter(**{f"{key.name}__in": merged})
            found += [f"{name_of(key)} {pk}" for pk in rows.order_by("pk").values_list("pk", flat=True)]
    return found


def _in_order() -> list[ForeignKey[Any, Any]]:
    """Return the foreign keys in the order of their rules: what resolves conflicts relies on it."""
    return sorted(foreign_keys(), key=lambda key: (RULES.index(rule_for(key)), name_of(key)))


def _locked(leftover: Person, into: Person) -> tuple[Person, Person]:
    people = {
        row.pk: row for row in Person.objects.select_for_update().filter(pk__in=[leftover.pk, into.pk]).order_by("pk")
    }
    return people[leftover.pk], people[into.pk]


def _refuse_the_wrong_pair(merge: Merge, by: Person) -> None:
    leftover, keeper = merge.leftover, merge.keeper
    if leftover.pk == keeper.pk:
        raise MergeRefused(_("This is one record. Choose two."))
    if leftover.merged_into_id not in {None, keeper.pk} or keeper.merged_into_id is not None:
        raise MergeRefused(_("One of the two was merged already. Choose the record that it points to."))
    if leftover.pk == by.pk:
        raise MergeRefused(_("You cannot merge your own record away. Choose it as the one that stays."))
    if not by.is_superuser and (leftover.is_superuser or keeper.is_superuser):
        raise MergeRefused(_("One of the two may do everything in the portal. Ask somebody who may do the same."))
    if leftover.is_staff and not keeper.is_staff:
        raise MergeRefused(
            _(
                "One of the two works in the secretariat. Choose that record as the one that stays, or close that access first."
            )
        )


def _keep_values(merge: Merge, values: Mapping[str, str]) -> None:
    """Close the leftover, free its address, and write the chosen values."""
    leftover, keeper = merge.leftover, merge.keeper
    leftover.email = f"merged-{leftover.pk}@portal.invalid"
    leftover.is_active = leftover.is_staff = leftover.is_superuser = False
    leftover.merged_into = keeper
    leftover.save()
    for name in FIELDS:
        setattr(keeper, name, values.get(name, getattr(keeper, name)))
    try:
        keeper.full_clean(exclude=["password"])
    except ValidationError as error:
        raise MergeRefused(*error.messages) from error
    keeper.save()
    # What the log-in knows of an address that is given up must not open the record any more.
    EmailAddress.objects.filter(user=keeper).exclude(email__iexact=keeper.email).delete()
