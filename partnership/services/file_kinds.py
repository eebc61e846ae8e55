"""What a file is, judged by its bytes alone, and whether it may be kept and handed out.

PDFs, pictures and the office files of the two standards are taken (OOXML and OpenDocument); names and labels count nothing.
Refused are web pages, drawings that browsers run (SVG), macros, programs inside, bombs and what is two things at once.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

#: The most that one file of material may weigh, in bytes.
MATERIAL_LIMIT = 25 * 1024 * 1024
#: What an office file may hold: parts, bytes when unpacked, and how much more that is than packed.
_MOST_PARTS, _MOST_BYTES, _MOST_RATIO = 3_000, 300 * 1024 * 1024, 200
_SMALL = 1024 * 1024
_ZIP, _END_OF_ZIP = b"PK\x03\x04", b"PK\x05\x06"
#: The harmless string by which every virus scanner can be tried (EICAR), put together so that this file is none.
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_PROGRAMS = re.compile(
    r"vbaproject|/activex/|/embeddings/oleobject|(^|/)basic/|(^|/)scripts/"
    r"|\.(exe|dll|com|bat|cmd|scr|js|vbs|ps1|jar|html?|lnk|hta|msi)$",
    re.IGNORECASE,
)
#: What lies in a stream is packed, so that any letters may stand there by chance.
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_LAUNCHES = re.compile(rb"/(Launch|JavaScript|JS)(?![A-Za-z0-9])")


class FileRefused(Exception):
    """The file cannot be kept; the message says what to do."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is kept: how it is labelled, and how its name ends."""

    media_type: str
    suffix: str


PDF = FileKind("application/pdf", "pdf")
PNG = FileKind("image/png", "png")
JPEG = FileKind("image/jpeg", "jpg")
_OOXML = "application/vnd.openxmlformats-officedocument"
#: By the content type of the main part; those with macros have other names and are not among them.
_BY_MAIN_PART = {
    f"{_OOXML}.presentationml.presentation.main+xml": FileKind(f"{_OOXML}.presentationml.presentation", "pptx"),
    f"{_OOXML}.presentationml.slideshow.main+xml": FileKind(f"{_OOXML}.presentationml.slideshow", "ppsx"),
    f"{_OOXML}.wordprocessingml.document.main+xml": FileKind(f"{_OOXML}.wordprocessingml.document", "docx"),
    f"{_OOXML}.spreadsheetml.sheet.main+xml": FileKind(f"{_OOXML}.spreadsheetml.sheet", "xlsx"),
}
_BY_MIMETYPE = {
    f"application/vnd.oasis.opendocument.{name}": FileKind(f"application/vnd.oasis.opendocument.{name}", suffix)
    for name, suffix in (("presentation", "odp"), ("text", "odt"), ("spreadsheet", "ods"))
}


def kind_of(content: bytes, *, limit: int = MATERIAL_LIMIT) -> FileKind:
    """Return the kind of a file. Raises FileRefused for every file that is not whole, harmless and of a kind that is kept."""
    if not content:
        raise FileRefused(_("The file is empty. Choose another."))
    if len(content) > limit:
        raise FileRefused(_too_large(limit))
    if _EICAR in content:
        raise FileRefused(_("A virus was found in the file. It is not kept."))
    for begins, judge in _JUDGES:
        if content.startswith(begins):
            return judge(content)
    raise FileRefused(
        _(
            "Only PDF, PowerPoint, Word, Excel, OpenDocument, PNG and JPEG are kept. Save the file as a PDF, and choose it."
        )
    )


def safe_name(name: str, *, kind: FileKind) -> str:
    """Return a file's name without folders, without what no system can keep, and with the ending of what it is."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C" and letter not in '<>:"|?*%')
    stem = " ".join(kept.rpartition(".")[0].split() if "." in kept else kept.split()).strip(". ")[:100].strip(". ")
    if not stem or re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", stem, re.IGNORECASE):
        stem = "fil"
    return f"{stem}.{kind.suffix}"


def _too_large(limit: int) -> str:
    return _("The file is larger than %(limit)d MB. Make it smaller, or add a link instead.") % {
        "limit": limit // (1024 * 1024)
    }


def _pdf(content: bytes) -> FileKind:
    if b"%%EOF" not in content[-1024:]:
        raise FileRefused(_("The file is not a whole PDF. Save or scan the document as a PDF, and choose it again."))
    if _LAUNCHES.search(_STREAM.sub(b"", content)):
        raise FileRefused(_("The PDF holds a program. Print it to a new PDF, and choose that."))
    return PDF


def _png(content: bytes) -> FileKind:
    if not content.endswith(b"IEND\xaeB`\x82"):
        raise FileRefused(_not_whole())
    return PNG


def _jpeg(content: bytes) -> FileKind:
    if not content.endswith(b"\xff\xd9"):
        raise FileRefused(_not_whole())
    return JPEG


def _office(content: bytes) -> FileKind:
    """Unpack every part once: what is declared may lie, and what is damaged shows by its checksum."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            _check_frame(content, parts)
            for part in parts.infolist():
                _check_part(parts, part)
            return _office_kind(parts)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise FileRefused(_not_whole()) from error


def _check_frame(content: bytes, parts: zipfile.ZipFile) -> None:
    """Refuse what has other things behind it, or more inside than any presentation."""
    infos = parts.infolist()
    if content[-22:-18] != _END_OF_ZIP or min(info.header_offset for info in infos) != 0:
        raise FileRefused(_not_whole())
    if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _MOST_BYTES:
        raise FileRefused(_("The file is far larger unpacked than it looks. Save it as a PDF, and choose that."))


def _check_part(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename
    if part.flag_bits & 1:
        raise FileRefused(_("The file is locked by a password. Save it without one, and choose it again."))
    if name.startswith(("/", "\\")) or "\\" in name or ".." in name.split("/") or ":" in name:
        raise FileRefused(_not_whole())
    if _PROGRAMS.search(name):
        raise FileRefused(_("The file holds macros or a program. Save it without them or as a PDF, and choose that."))
    if part.file_size > _SMALL and part.file_size > _MOST_RATIO * max(1, part.compress_size):
        raise FileRefused(_("The file is far larger unpacked than it looks. Save it as a PDF, and choose that."))
    with parts.open(part) as opened:
        before = b""
        while block := opened.read(1 << 20):
            if _EICAR in before + block:
                raise FileRefused(_("A virus was found in the file. It is not kept."))
            before = block[-len(_EICAR) :]


def _office_kind(parts: zipfile.ZipFile) -> FileKind:
    names = set(parts.namelist())
    if "mimetype" in names:
        kind = _BY_MIMETYPE.get(parts.read("mimetype").decode("ascii", "replace").strip())
        if kind is not None and "content.xml" in names:
            return kind
    if "[Content_Types].xml" in names:
        declared = parts.read("[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in declared:
            raise FileRefused(
                _("The file holds macros or a program. Save it without them or as a PDF, and choose that.")
            )
        for main_part, kind in _BY_MAIN_PART.items():
            if f'"{main_part}"' in declared:
                return kind
    raise FileRefused(_("Packed folders (zip) are not kept. Choose the files one by one."))


def _not_whole() -> str:
    return _("The file is damaged or not what it says it is. Save it again, and choose it once more.")


_JUDGES: list[tuple[bytes, Callable[[bytes], FileKind]]] = [
    (b"%PDF-", _pdf),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (_ZIP, _office),
]
