"""The Atom feed (RFC 4287) of what everybody may read: released practices, summaries, decisions, minutes, materials.

Ids are `tag:` addresses (RFC 4151) of the row, with the day on which it was made: a new title, a new page or a correction
keeps them. The same rows give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import DateTimeField, F, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Decision, Material, Minutes
from partnership.text import COPENHAGEN
from tracks.models import Practice, Summary
from tracks.rich_text import rich_text
from tracks.services.practice_links import practice_url

#: How many entries the feed shows, the latest changed first.
MOST = 50
#: What XML cannot hold, and people may paste.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class _Feed(Atom1Feed):
    """An empty feed was changed long ago, so that it too has the same bytes each time."""

    def latest_post_date(self) -> dt.datetime:
        """Return when an entry last changed."""
        return super().latest_post_date() if self.items else _BEGINNING


@dataclass(frozen=True)
class Entry:
    """One thing that everybody may read; `html` is safe."""

    row: Model
    made_at: dt.datetime
    title: str
    url: str
    html: str
    author: str
    published_at: dt.datetime
    updated_at: dt.datetime
    category: str

    @property
    def id(self) -> str:
        """What the entry is called for ever."""
        day = self.made_at.astimezone(COPENHAGEN).date()
        return f"tag:{urlsplit(settings.SITE_URL).hostname},{day}:{self.row._meta.model_name}/{self.row.pk}"


def write_knowledge_feed(*, now: dt.datetime) -> bytes:
    """Return the feed in Danish, whoever asks; six queries at most."""
    with override("da"):
        parts = (_practices(now), _summaries(), _decisions(), _minutes(), _materials())
        entries = sorted(
            (entry for part in parts for entry in part), key=lambda entry: (entry.updated_at, entry.id), reverse=True
        )
        feed = _Feed(
            title=_("Knowledge and practice from the partnership"),
            link=settings.SITE_URL + reverse("knowledge:home"),
            description=_("Released practices, and what the bodies have learnt and decided."),
            language="da",
            author_name=_("KL – Local Government Denmark"),
            feed_url=settings.SITE_URL + reverse("knowledge:feed"),
        )
        for entry in entries[:MOST]:
            feed.add_item(
                title=_writable(entry.title),
                link=entry.url,
                description=_writable(entry.html),
                unique_id=entry.id,
                author_name=_writable(entry.author),
                pubdate=entry.published_at,
                updateddate=entry.updated_at,
                categories=(entry.category,),
            )
        file = BytesIO()
        feed.write(file, "utf-8")
        return file.getvalue()


def _practices(now: dt.datetime) -> Iterator[Entry]:
    rows = Practice.objects.listed(now).select_related("municipality", "author")
    for row in rows.order_by("-released_at")[:MOST]:
        released = row.released_at or row.changed_at
        yield Entry(
            row,
            made_at=row.created_at,
            title=row.title,
            url=practice_url(row),
            html=linebreaks(row.summary, autoescape=True),
            author=f"{row.author.name}, {row.municipality.official_name}",
            published_at=released,
            updated_at=max(released, row.changed_at),
            category=_("Practice"),
        )


def _summaries() -> Iterator[Entry]:
    rows = Summary.objects.shared_with_public().select_related("body", "guiding_question", "focus_area")
    for row in rows.order_by("-changed_at")[:MOST]:
        kind, topic = ("question", row.guiding_question_id) if row.guiding_question_id else ("theme", row.focus_area_id)
        url = settings.SITE_URL + reverse(f"knowledge:{kind}", args=[topic])
        yield Entry(
            row,
            made_at=row.created_at,
            title=f"{row.body}: {row.topic.text}",
            url=f"{url}#gruppe-{row.body_id}",
            html=rich_text(row.text),
            author=row.body.name,
            published_at=row.published_at or row.changed_at,
            updated_at=row.changed_at,
            category=_("Summary"),
        )


def _decisions() -> Iterator[Entry]:
    rows = Decision.objects.shared_with_public().select_related("event__body")
    for row in rows.annotate(saved_at=_saved(Decision, "recorded_at")).order_by("-saved_at", "-pk")[:MOST]:
        shown = max(row.recorded_at, _published(row))
        yield Entry(
            row,
            made_at=row.recorded_at,
            title=_("Decision %(number)d, %(event)s") % {"number": row.number, "event": row.event},
            url=_event_url(row),
            html=linebreaks(row.text, autoescape=True),
            author=row.event.body.name,
            published_at=shown,
            updated_at=max(shown, row.saved_at),  # type: ignore[attr-defined]  # added above
            category=_("Decision"),
        )


def _minutes() -> Iterator[Entry]:
    rows = Minutes.objects.shared_with_public().select_related("event__body")
    for row in rows.annotate(saved_at=_saved(Minutes, "published_at")).order_by("-saved_at", "-pk")[:MOST]:
        shown = max(row.published_at or _published(row), _published(row))
        yield Entry(
            row,
            made_at=row.event.created_at,
            title=str(row),
            url=_event_url(row),
            html=linebreaks(row.text, autoescape=True) or escape(_("The minutes are a file.")),
            author=row.event.body.name,
            published_at=shown,
            updated_at=max(shown, row.saved_at),  # type: ignore[attr-defined]  # added above
            category=_("Minutes"),
        )


def _materials() -> Iterator[Entry]:
    rows = Material.objects.shared_with_public().select_related("event__body")
    for row in rows.order_by("-added_at")[:MOST]:
        shown = max(row.added_at, _published(row))
        yield Entry(
            row,
            made_at=row.added_at,
            title=row.title,
            url=_event_url(row),
            html=escape(_("Material of %(event)s") % {"event": row.event}),
            author=row.event.body.name,
            published_at=shown,
            updated_at=shown,
            category=_("Material"),
        )


def _saved(model: type[Decision | Minutes], otherwise: str) -> Coalesce:
    """Return when a row last changed, from its history."""
    records = model.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_date")
    last = Subquery(records.values("history_date")[:1], output_field=DateTimeField())
    return Coalesce(last, F(otherwise))


def _published(row: Decision | Minutes | Material) -> dt.datetime:
    return row.event.published_at or row.event.created_at


def _event_url(row: Decision | Minutes | Material) -> str:
    return settings.SITE_URL + reverse("events:event", args=[row.event_id])


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)
