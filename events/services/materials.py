"""Materials are added to an event, and taken away."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from events.models import Audience, Event, Material
from partnership.models import Person, StoredDocument
from partnership.services.documents import store_document
from partnership.services.file_kinds import FileKind


@transaction.atomic
def add_file(
    event: Event,
    *,
    title: str,
    audience: Audience,
    content: bytes,
    kind: FileKind,
    file_name: str,
    by: Person,
    now: dt.datetime,
) -> Material:
    """Keep a file, judged before, under a name of our own and show it to the audience. Raises OSError on a full disk."""
    document = keep_file(event, folder="materialer", content=content, kind=kind, now=now)
    return Material.objects.create(
        event=event,
        title=title,
        audience=audience,
        document=document,
        file_name=file_name,
        added_by=by,
        added_at=now,
    )


@transaction.atomic
def add_link(event: Event, *, title: str, audience: Audience, url: str, by: Person, now: dt.datetime) -> Material:
    """Show a link to the audience."""
    return Material.objects.create(event=event, title=title, audience=audience, url=url, added_by=by, added_at=now)


def withdraw_material(material: Material, *, now: dt.datetime) -> bool:
    """Take a material away from everybody; False when it was already."""
    shown = Material.objects.published().filter(pk=material.pk)
    return bool(shown.update(withdrawn_at=now))


def keep_file(event: Event, *, folder: str, content: bytes, kind: FileKind, now: dt.datetime) -> StoredDocument:
    """Store a file of an event under a random name; called inside the transaction that needs it."""
    path = f"{folder}/{event.pk}/{uuid.uuid4().hex}.{kind.suffix}"
    return store_document(path, content=content, media_type=kind.media_type, now=now)
