"""Summaries of bodies are published and taken back; what a body has made is added to them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from partnership.services.documents import store_document
from partnership.services.file_kinds import FileKind
from tracks.models import Output, Summary

#: More than this on one summary is a list that nobody reads.
MOST_OUTPUTS = 20


class TooManyOutputs(Exception):
    """The summary has as many outputs as it may; the message says what to do."""


@transaction.atomic
def publish_summary(summary: Summary, *, now: dt.datetime) -> bool:
    """Show a summary to its readers; False when it was shown already."""
    return summary.publish(at=now)


@transaction.atomic
def take_back_summary(summary: Summary, *, now: dt.datetime) -> bool:
    """Show a summary to nobody until it is published again; False when it was a draft already."""
    return summary.take_back(at=now)


@transaction.atomic
def add_output(
    summary: Summary,
    *,
    title: str,
    url: str = "",
    file: tuple[bytes, FileKind, str] | None = None,
    now: dt.datetime,
) -> Output:
    """Put a link, or a file that was judged before, under a summary. Raises TooManyOutputs; OSError on a full disk."""
    stored = Summary.objects.select_for_update().get(pk=summary.pk)
    if stored.outputs.standing().count() >= MOST_OUTPUTS:
        message = _("A summary shows at most %(count)d outputs. Take one away first.")
        raise TooManyOutputs(message % {"count": MOST_OUTPUTS})
    document, file_name = None, ""
    if file is not None:
        content, kind, file_name = file
        path = f"viden/{stored.pk}/{uuid.uuid4().hex}.{kind.suffix}"
        document = store_document(path, content=content, media_type=kind.media_type, now=now)
    stored.changed_at = now
    stored.save(update_fields=["changed_at"])
    return Output.objects.create(
        summary=stored, title=title, document=document, file_name=file_name, url=url, added_at=now
    )
