"""A paper of a case, and the file name by which a case system takes it in."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from partnership.models import StoredDocument

#: The most letters of a file name with its ending: some case systems take no more.
LONGEST = 120
_CHUNK = 64 * 1024


class PaperIsMissing(Exception):
    """A stored file is not on the disk; the message names it."""


@dataclass(frozen=True)
class Case:
    """Where the papers belong: KL's case, and the municipality's own."""

    kl: str
    municipality: str = ""


@dataclass(frozen=True)
class Paper:
    """One document with what a case system asks about it. `read` gives its bytes, when its turn has come."""

    day: dt.date
    kind: str
    title: str
    about: str
    document_id: str
    suffix: str
    read: Callable[[], Iterable[bytes]]
    sender: str = "KL"
    receiver: str = ""


def reader_of(document: StoredDocument) -> Callable[[], Iterator[bytes]]:
    """Return what reads a stored file piece by piece. Raises PaperIsMissing now, not halfway through."""
    if not document.file.is_file():
        raise PaperIsMissing(document.path)

    def read() -> Iterator[bytes]:
        with document.file.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    return read


def file_name_of(paper: Paper, *, taken: set[str]) -> str:
    """Return a name as `2026-11-23_Invitation_København_2348962.pdf`, and remember it: no two are alike.

    Letters are composed (NFC), what a file system or a case system may stumble over becomes a hyphen, and a name that is
    too long loses the end of what it is about, never its date or its document id.
    """
    head, tail = f"{paper.day.isoformat()}_{safe(paper.kind)}_", f"_{safe(paper.document_id)}"
    number = 1
    while True:
        ending = f"{tail}{f'-{number}' if number > 1 else ''}.{paper.suffix}"
        about = safe(paper.about)[: LONGEST - len(head) - len(ending)].rstrip("-.")
        name = f"{head}{about}{ending}" if about else f"{head.rstrip('_')}{ending}"
        if name.casefold() not in taken:  # Windows takes no two that differ in case alone
            taken.add(name.casefold())
            return name
        number += 1


def safe(text: str) -> str:
    """Return the text with letters, digits, points and hyphens only."""
    composed = unicodedata.normalize("NFC", text)
    return re.sub(r"-{2,}", "-", re.sub(r"[^\w.\-]|_", "-", composed)).strip("-.")
