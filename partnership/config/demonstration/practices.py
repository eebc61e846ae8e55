"""Twenty practices in every state: most released, some used by others, one to be confirmed, one with a question."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from simple_history.utils import bulk_create_with_history

from municipalities.models import Coordinatorship, Municipality
from partnership.models import FocusArea, Partnership, Person
from partnership.services.documents import store_document
from tracks.models import Enquiry, Practice, PracticeFile, PracticeUse, Track
from tracks.services.practice_search import set_words

TEXTS = Path(__file__).with_name("practices.toml")
#: How the last of the twenty stand; those before are released. The one before them is to be confirmed.
_LATE = ("submitted", "returned", "draft")
NOTE = "Skriv, hvad det krævede af tid, og hvad der kom ud af det, før vi kan frigive den."
QUESTION = (
    "Vi vil gerne prøve det på to skoler efter sommerferien. Hvordan fandt I tiden i skemaet, og hvem holdt fast i det, "
    "da det nye skulle blive til hverdag?"
)


def share_practices(partnership: Partnership, *, hosts: Sequence[Municipality], paper: bytes, now: dt.datetime) -> None:
    """Let the municipalities that take part have written the practices, through their coordinators."""
    rows = [
        _practice(partnership, number, said, municipality=hosts[number % len(hosts)], now=now)
        for number, said in enumerate(tomllib.loads(TEXTS.read_text(encoding="utf-8"))["practice"])
    ]
    tracks = {
        track.body.key: track for track in Track.objects.filter(body__partnership=partnership).select_related("body")
    }
    areas = {area.number: area for area in FocusArea.objects.filter(partnership=partnership)}
    people: dict[int, Person] = {}
    tasks = Coordinatorship.objects.filter(municipality__in=hosts, to_on__isnull=True).select_related("person")
    for task in tasks.order_by("-pk"):
        people[task.municipality_id] = task.person
    for row, said in rows:
        row.author = people[row.municipality_id]
        row.track, row.focus_area = tracks.get(said["track"]), areas.get(said["area"])
        set_words(row)
    practices = bulk_create_with_history([row for row, _said in rows], Practice)
    _use(practices, hosts=hosts, now=now)
    path = f"praksis/{practices[0].pk}/{uuid.UUID(int=1).hex}.pdf"
    document = store_document(path, content=paper, media_type="application/pdf", now=now)
    PracticeFile.objects.create(
        practice=practices[0],
        title="Plan for opstart",
        document=document,
        file_name="plan-for-opstart.pdf",
        added_at=now,
    )
    asked_at = now - dt.timedelta(days=2)
    Enquiry.objects.create(
        practice=practices[0],
        kind=Enquiry.Kind.QUESTION,
        name="Karla Nørlund",
        email="karla.noerlund@udenfor.example",
        municipality=Municipality.objects.exclude(pk__in=[host.pk for host in hosts]).first(),
        text=QUESTION,
        asked_at=asked_at,
        confirmed_at=asked_at + dt.timedelta(minutes=9),
    )


def _practice(
    partnership: Partnership, number: int, said: dict[str, Any], *, municipality: Municipality, now: dt.datetime
) -> tuple[Practice, dict[str, Any]]:
    written = now - dt.timedelta(days=100 - 4 * number)
    row = Practice(
        partnership=partnership,
        municipality=municipality,
        title=said["title"],
        summary=said["summary"],
        description=said["description"].strip(),
        **{f"for_{setting}": True for setting in said["for"]},
        time_spent=said["time"],
        money_spent=said["money"],
        result=said["result"],
        evidence=said["evidence"],
        created_at=written,
        changed_at=written,
    )
    late = number - (20 - len(_LATE))
    if late >= 0:
        row.status = Practice.Status(_LATE[late])
        row.note = NOTE if row.status == Practice.Status.RETURNED else ""
        row.submitted_at = None if row.status == Practice.Status.DRAFT else written
    else:
        row.status = Practice.Status.RELEASED
        row.submitted_at, row.released_at = written, written + dt.timedelta(days=3)
        row.confirmed_at = row.released_at
        if late == -1:  # a year old, and its author is asked
            row.confirmed_at = row.released_at = now - dt.timedelta(days=380)
            row.asked_at = now - dt.timedelta(days=12)
    return row, said


def _use(practices: Sequence[Practice], *, hosts: Sequence[Municipality], now: dt.datetime) -> None:
    """Let some be used by municipalities inside and outside the partnership."""
    random, everyone = Random("praksis"), list(Municipality.objects.order_by("code"))
    PracticeUse.objects.bulk_create(
        PracticeUse(practice=practice, municipality=municipality, stated_at=now - dt.timedelta(days=5))
        for practice, count in zip(practices, (7, 2, 4, 11, 1, 0, 3, 0, 5), strict=False)
        for municipality in random.sample(everyone, count)
        if municipality.pk != practice.municipality_id
    )
