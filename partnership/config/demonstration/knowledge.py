"""What the bodies have learnt and made so far, and the themes that events are about."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from pathlib import Path

from simple_history.utils import bulk_create_with_history

from events.models import Audience, Event
from events.services.minutes import record_decision
from partnership.models import Body, FocusArea, GuidingQuestion, Partnership
from partnership.services.documents import store_document
from tracks.models import Output, Summary

TEXTS = Path(__file__).with_name("knowledge.toml")
#: Which focus area a body's events are about.
THEMES = {"steering": 1, "development": 2, "leadership": 3, "staff": 4, "communication": 5}


def gather_knowledge(partnership: Partnership, *, paper: bytes, now: dt.datetime) -> None:
    """Let every body have summed up what it knows, with what it made; decisions where it has met already."""
    bodies = {body.key: body for body in Body.objects.filter(partnership=partnership)}
    questions = {row.number: row for row in GuidingQuestion.objects.filter(partnership=partnership)}
    areas = {row.number: row for row in FocusArea.objects.filter(partnership=partnership)}
    events = list(Event.objects.filter(partnership=partnership).select_related("body").order_by("starts_at"))
    met = {event.body.key: event for event in events if event.ends_at <= now}
    through = Event.focus_areas.through
    through.objects.bulk_create(
        through(event=event, focusarea=areas[THEMES[event.body.key]]) for event in events if event.body.key in THEMES
    )
    written = now - dt.timedelta(days=9)
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))["summary"]
    summaries = bulk_create_with_history(
        [
            Summary(
                body=bodies[said["body"]],
                guiding_question=questions.get(said.get("question")),
                focus_area=areas.get(said.get("area")),
                text=said["text"].strip(),
                readers=said["readers"],
                status=Summary.Status.PUBLISHED,
                created_at=written,
                changed_at=written,
                published_at=written,
            )
            for said in texts
        ],
        Summary,
    )
    for summary, said in zip(summaries, texts, strict=True):
        made = {"summary": summary, "title": said.get("output", ""), "added_at": written}
        if "url" in said:
            Output.objects.create(url=said["url"], **made)
        elif "file" in said:
            path = f"viden/{summary.pk}/{uuid.UUID(int=1).hex}.pdf"
            document = store_document(path, content=paper, media_type="application/pdf", now=now)
            Output.objects.create(document=document, file_name=said["file"], **made)
        if "decision" in said and said["body"] in met:
            question = summary.guiding_question
            event = met[said["body"]]
            record_decision(
                event, text=said["decision"], audience=Audience.PUBLIC, guiding_question=question, now=event.ends_at
            )
