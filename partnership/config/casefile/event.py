"""The papers of one event: minutes, materials, who took part, and what was written about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import PurePath

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from events.documents.lists import participant_list_pdf
from events.documents.minutes import minutes_pdf
from events.models import Decision, Event, Material, Minutes, Registration
from events.services.participants import Participant, participants_of
from partnership.config.casefile.letters import letter_papers
from partnership.config.casefile.paper import Case, Paper, reader_of
from partnership.models import Letter
from partnership.text import COPENHAGEN

#: Kinds of letters whose keys begin with the kind and the event's number.
ABOUT_THE_EVENT = (
    "invitation",
    "reminder",
    "confirm_reminder",
    "facts",
    "event_changed",
    "event_cancelled",
    "event_restored",
    "evaluation",
    "evaluation_reminder",
)


def case_of_event(event: Event) -> Case:
    """Return where the event's papers belong."""
    return Case(event.partnership.case_id)


def event_papers(event: Event) -> Iterator[Paper]:
    """Return the event's papers, then its letters. Raises PaperIsMissing before the first one.

    What is no more than a draft, or was taken away, is not among them; nor are needs or evaluations.
    """
    participants = participants_of(event, now=event.ends_at)
    papers = [*_minutes(event), *_materials(event)]
    if participants:
        listed = partial(_list_of, event, participants)
        papers.append(_paper(event, "Deltagerliste", document_id=f"L{event.pk}", read=listed))
    answered = Registration.objects.filter(event=event).values_list("pk", flat=True)
    answers = [f"answer:{pk}:" for pk in answered]
    chosen = Q()
    for prefix in (f"{kind}:{event.pk}:" for kind in ABOUT_THE_EVENT):
        chosen |= Q(key__startswith=prefix)
    keys = Letter.objects.filter(kind__startswith="answer_", person__registrations__event=event).values_list(
        "key", "pk"
    )
    own = {pk for key, pk in keys if key.startswith(tuple(answers))} if answers else set()
    return chain(papers, letter_papers(Letter.objects.filter(chosen | Q(pk__in=own)), about=event.title))


def _minutes(event: Event) -> Iterator[Paper]:
    minutes = Minutes.objects.published().filter(event=event).select_related("document").first()
    decisions = list(Decision.objects.filter(event=event).order_by("number"))
    if minutes is None or minutes.published_at is None:
        return
    day = timezone.localdate(minutes.published_at, COPENHAGEN)
    written = partial(_minutes_pdf, event, minutes, decisions)
    if minutes.text or decisions:
        yield _paper(event, "Referat", document_id=f"R{minutes.pk}", read=written, day=day)
    if minutes.document is not None:
        suffix = PurePath(minutes.document.path).suffix.lstrip(".") or "pdf"
        read = reader_of(minutes.document)
        yield _paper(event, "Referat", document_id=f"RF{minutes.pk}", read=read, day=day, suffix=suffix)


def _materials(event: Event) -> Iterator[Paper]:
    files = Material.objects.published().filter(event=event, document__isnull=False).select_related("document")
    for material in files.order_by("added_at", "pk"):
        if material.document is not None:
            yield _paper(
                event,
                "Materiale",
                document_id=f"B{material.pk}",
                read=reader_of(material.document),
                day=timezone.localdate(material.added_at, COPENHAGEN),
                suffix=PurePath(material.file_name).suffix.lstrip(".") or "bin",
                title=material.title,
            )


def _minutes_pdf(event: Event, minutes: Minutes, decisions: Sequence[Decision]) -> Iterator[bytes]:
    with override("da"):
        yield minutes_pdf(event, minutes, decisions)


def _list_of(event: Event, participants: Sequence[Participant]) -> Iterator[bytes]:
    with override("da"):
        yield participant_list_pdf(event, participants, now=event.ends_at)


def _paper(
    event: Event,
    kind: str,
    *,
    document_id: str,
    read: Callable[[], Iterable[bytes]],
    day: dt.date | None = None,
    suffix: str = "pdf",
    title: str = "",
) -> Paper:
    return Paper(
        day=day or event.day,
        kind=kind,
        title=title or f"{kind}: {event.title}",
        about=title or event.title,
        document_id=document_id,
        suffix=suffix,
        read=read,
        receiver=event.body.name,
    )
