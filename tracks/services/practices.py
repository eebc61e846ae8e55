"""Practices are written by who tried them, and released by the secretariat."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.models import Agreement, Partnership, Person, SeatHolding
from partnership.services.documents import store_document
from partnership.services.file_kinds import FileKind
from partnership.services.letters import write_letter
from tracks.models import Practice, PracticeFile, PracticeUse
from tracks.services.practice_links import practice_url
from tracks.services.practice_search import set_words

#: What an author fills in.
WRITTEN = (
    "title",
    "summary",
    "description",
    "track",
    "focus_area",
    "for_day_care",
    "for_school",
    "for_after_school",
    "time_spent",
    "money_spent",
    "result",
    "evidence",
)
#: More files than this make a page that nobody reads.
MOST_FILES = 10


class PracticeError(Exception):
    """A step that cannot be taken; the message says what to do."""


class NotReady(PracticeError):
    """Something is missing before the secretariat can read it."""


class NotEditable(PracticeError):
    """The practice cannot be changed as it stands."""


class OwnPractice(PracticeError):
    """A municipality does not count as a user of its own practice."""


def municipalities_of(person: Person, *, on: dt.date) -> list[tuple[Partnership, Municipality]]:
    """Return for which municipality, in which partnership, a person may write: a coordinator, or who holds a seat that day."""
    held = (
        SeatHolding.objects.filter(person=person)
        .held_on(on)
        .values_list("seat__municipality", "seat__body__partnership")
    )
    coordinated = Municipality.objects.coordinated_by(person, on=on)
    agreements = Agreement.objects.active().select_related("partnership", "municipality")
    seats = set(held)
    own = {municipality.pk for municipality in coordinated}
    rows = agreements.order_by("municipality__sort_key", "-partnership__starts_on")
    return [
        (row.partnership, row.municipality)
        for row in rows
        if row.municipality_id in own or (row.municipality_id, row.partnership_id) in seats
    ]


@transaction.atomic
def write_practice(
    practice: Practice | None,
    *,
    partnership: Partnership,
    municipality: Municipality,
    author: Person,
    values: Mapping[str, Any],
    now: dt.datetime,
) -> Practice:
    """Write a new practice, or change one that may be changed. Raises NotEditable."""
    if practice is None:
        practice = Practice(partnership=partnership, municipality=municipality, author=author, created_at=now)
    else:
        practice = _editable(practice)
    for name in WRITTEN:
        if name in values:
            setattr(practice, name, values[name])
    practice.changed_at = now
    set_words(practice)
    practice.save()
    return practice


@transaction.atomic
def submit_practice(practice: Practice, *, now: dt.datetime) -> bool:
    """Hand a practice to the secretariat; False when it was already. Raises NotReady and WrongStatus."""
    missing = [
        str(Practice._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in ("time_spent", "result")
        if not getattr(practice, name)
    ]
    if missing:
        raise NotReady(
            _("Others need to know this before they can use it. Fill in: %(fields)s.") % {"fields": ", ".join(missing)}
        )
    return practice.submit(at=now)


@transaction.atomic
def release_practice(practice: Practice, *, now: dt.datetime) -> bool:
    """Show a practice to everybody and tell who wrote it; False when it was released already. Raises WrongStatus."""
    if not practice.release(at=now):
        return False
    _tell("practice_released", practice, now=now)
    return True


@transaction.atomic
def return_practice(practice: Practice, *, note: str, now: dt.datetime) -> bool:
    """Give a practice back with what to change, and tell who wrote it; False when it was already. Raises WrongStatus."""
    if not practice.give_back(note=note, at=now):
        return False
    _tell("practice_returned", practice, now=now, note=note)
    return True


@transaction.atomic
def retire_practice(practice: Practice, *, now: dt.datetime) -> bool:
    """Take a practice out of the library; False when it was already. Raises WrongStatus."""
    return practice.retire(at=now)


@transaction.atomic
def confirm_practice(practice: Practice, *, now: dt.datetime) -> None:
    """Note that a released practice still holds, so that it stays in the lists for another year. Raises NotEditable."""
    stored = Practice.objects.select_for_update().get(pk=practice.pk)
    if stored.status != Practice.Status.RELEASED:
        raise NotEditable(_("Only a practice that is released can be confirmed."))
    stored.confirmed_at, stored.asked_at, stored.asked_again_at = now, None, None
    stored.save(update_fields=["confirmed_at", "asked_at", "asked_again_at"])


@transaction.atomic
def add_practice_file(
    practice: Practice, *, title: str, content: bytes, kind: FileKind, file_name: str, now: dt.datetime
) -> PracticeFile:
    """Keep a file, judged before, under a name of our own. Raises NotEditable; OSError on a full disk."""
    stored = _editable(practice)
    if stored.files.standing().count() >= MOST_FILES:
        raise NotEditable(_("A practice has at most %(count)d files. Take one away first.") % {"count": MOST_FILES})
    path = f"praksis/{stored.pk}/{uuid.uuid4().hex}.{kind.suffix}"
    document = store_document(path, content=content, media_type=kind.media_type, now=now)
    return PracticeFile.objects.create(
        practice=stored, title=title or file_name, document=document, file_name=file_name, added_at=now
    )


@transaction.atomic
def withdraw_practice_file(file: PracticeFile, *, now: dt.datetime) -> bool:
    """Take a file away; False when it was already. Raises NotEditable."""
    stored = _editable(file.practice)
    return bool(stored.files.standing().filter(pk=file.pk).update(withdrawn_at=now))


@transaction.atomic
def state_use(practice: Practice, *, municipality: Municipality, by: Person | None, now: dt.datetime) -> bool:
    """Count a municipality among those that use a practice; False when it counted already. Raises OwnPractice."""
    if practice.municipality_id == municipality.pk:
        raise OwnPractice(_("It is your municipality's own practice. Only others count."))
    _use, created = PracticeUse.objects.get_or_create(
        practice=practice, municipality=municipality, defaults={"stated_by": by, "stated_at": now}
    )
    return created


def take_back_use(practice: Practice, *, municipality: Municipality) -> bool:
    """Let a municipality no longer count; False when it did not."""
    return bool(PracticeUse.objects.filter(practice=practice, municipality=municipality).delete()[0])


def _editable(practice: Practice) -> Practice:
    """Lock the row and return it as it is stored. Raises NotEditable unless its text may be changed."""
    stored = Practice.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=practice.pk)
    if not stored.is_editable:
        raise NotEditable(
            _("The practice is %(status)s and cannot be changed now.") % {"status": stored.get_status_display()}
        )
    return stored


def _tell(kind: str, practice: Practice, *, now: dt.datetime, **values: str) -> None:
    author = practice.author
    values = {"name": author.name, "title": practice.title, "page": practice_url(practice), **values}
    write_letter(kind, key=f"{kind}:{practice.pk}:{now.isoformat()}", person=author, values=values, now=now)
