"""The embedded mode's mail: every message a file that any mail program opens."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderEmailBackend(BaseEmailBackend):
    """Write each message to `<Message-ID>.eml`, so that sending one message twice leaves one file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            content = message.message().as_bytes(linesep="\r\n")
            name = re.sub(r"[^A-Za-z0-9.@_-]", "", str(message.message()["Message-ID"]))
            write_atomically(Path(settings.MAIL_FOLDER) / f"{name}.eml", content)
        return len(email_messages)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: temporary name, sync, rename. Raises OSError (a full disk leaves nothing behind)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
