"""The ZIP, written while it is read: one paper in memory at a time, and the same papers give the same bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from partnership.config.casefile.paper import Case, Paper, file_name_of
from partnership.spreadsheet import CsvVariant, Sheet, csv_bytes

METADATA = "metadata.csv"
#: No paper tells when the archive was made: the earliest moment that a ZIP can hold.
_MOMENT = (1980, 1, 1, 0, 0, 0)
COLUMNS = (
    "Titel",
    "Dato",
    "Dokumenttype",
    "KL's Sags ID",
    "Kommunens sagsnummer",
    "Dok. ID",
    "Fra",
    "Til",
    "Filnavn",
    "SHA-256",
)


class _Pipe(io.RawIOBase):
    """What the ZIP is written to; it cannot go back, so the ZIP does not ask it to."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._held += piece
        return len(piece)

    def taken(self) -> bytes:
        """Return what has come since the last time."""
        held, self._held = bytes(self._held), bytearray()
        return held


def archive_of(papers: Iterable[Paper], *, case: Case) -> Iterator[bytes]:
    """Yield the ZIP piece by piece: the papers, and at last the list of them with the hash of each."""
    pipe, taken = _Pipe(), {METADATA}
    rows: list[list[str]] = []
    with ZipFile(pipe, "w") as archive:
        for paper in papers:
            name, digest = file_name_of(paper, taken=taken), hashlib.sha256()
            with archive.open(_entry(name), "w") as entry:
                for chunk in paper.read():
                    digest.update(chunk)
                    entry.write(chunk)
                    yield pipe.taken()
            yield pipe.taken()
            rows.append(_row(paper, case, name, digest.hexdigest()))
        sheet = Sheet("metadata", list(COLUMNS), rows)
        archive.writestr(_entry(METADATA), csv_bytes(sheet, variant=CsvVariant.DANISH_EXCEL))
    yield pipe.taken()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _MOMENT)
    entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, 0o644 << 16, 3
    return entry


def _row(paper: Paper, case: Case, name: str, digest: str) -> list[str]:
    return [
        paper.title,
        paper.day.isoformat(),
        paper.kind,
        case.kl,
        case.municipality,
        paper.document_id,
        paper.sender,
        paper.receiver,
        name,
        digest,
    ]
