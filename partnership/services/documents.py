"""Keep a file for good: bytes on disk, hash in the database."""

import datetime as dt
import hashlib
from pathlib import Path

from django.conf import settings

from partnership.mailbox import write_atomically
from partnership.models import StoredDocument


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
