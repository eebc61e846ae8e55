"""Keep a file for good: bytes on disk, hash in the database."""

import datetime as dt
import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from partnership.mailbox import write_atomically
from partnership.models import StoredDocument

#: The most that somebody may upload, in bytes.
UPLOAD_LIMIT = 10 * 1024 * 1024


def store_document(path: str, *, content: bytes, media_type: str, now: dt.datetime) -> StoredDocument:
    """Write the bytes under the documents folder and record them; called inside the transaction that needs them.

    A rollback leaves a file without a row at worst, which the next attempt replaces. Raises OSError (a full disk leaves no
    truncated file).
    """
    write_atomically(Path(settings.DOCUMENTS) / path, content)
    return StoredDocument.objects.create(
        path=path,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=now,
    )


def damage_of(document: StoredDocument) -> str:
    """Return what is wrong with a stored file: missing, of another size, changed; an empty string when it is whole."""
    try:
        content = document.file.read_bytes()
    except OSError as error:
        return error.strerror or str(error)
    if len(content) != document.size:
        return f"{len(content)} bytes instead of {document.size}"
    if hashlib.sha256(content).hexdigest() != document.sha256:
        return "other content than was stored"
    return ""


class NotAPdf(Exception):
    """The bytes are no PDF that can be kept; the message says what to do."""


class NotAReceipt(Exception):
    """The bytes are neither a PDF nor a picture that can be kept; the message says what to do."""


def refuse_other_than_pdf(content: bytes) -> None:
    """Raise NotAPdf unless the bytes begin and end as a PDF does, within the limit; names and labels count nothing."""
    if len(content) > UPLOAD_LIMIT:
        raise NotAPdf(_too_large())
    if not _is_pdf(content):
        raise NotAPdf(_("The file is not a whole PDF. Save or scan the document as a PDF, and choose it again."))


def media_type_of(content: bytes) -> str:
    """Return what the bytes begin and end as: a PDF, a JPEG or a PNG within the limit. Raises NotAReceipt for all else."""
    if len(content) > UPLOAD_LIMIT:
        raise NotAReceipt(_too_large())
    if _is_pdf(content):
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-1024:]:
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[-8:-4] == b"IEND":
        return "image/png"
    raise NotAReceipt(
        _("The file is not a whole PDF, JPEG or PNG. Scan or photograph the receipt, and choose it again.")
    )


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]


def _too_large() -> str:
    limit = UPLOAD_LIMIT // (1024 * 1024)
    return _("The file is larger than %(limit)d MB. Scan it with a lower resolution.") % {"limit": limit}
