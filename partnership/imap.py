"""Read new mails from a mailbox over IMAP. Knows neither database nor what the mails are about."""

from __future__ import annotations

import imaplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT = 20
#: How many mails one pass reads; the next pass reads on.
MOST = 200
#: More of a mail is never read.
LARGEST = 512 * 1024


class MailboxUnreachable(Exception):
    """The mailbox cannot be read now; what has been read so far is marked."""


@dataclass(frozen=True)
class Mailbox:
    """Where mails are read, from `imaps://user:password@host:993/folder`."""

    host: str
    port: int
    is_encrypted: bool
    user: str
    password: str
    folder: str

    @classmethod
    def from_url(cls, url: str) -> Mailbox:
        """Take the address apart; user and password may be percent-encoded."""
        parts: SplitResult = urlsplit(url)
        encrypted = parts.scheme == "imaps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (993 if encrypted else 143),
            is_encrypted=encrypted,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
        )


def read_unseen(mailbox: Mailbox, handle: Callable[[bytes], object]) -> int:
    """Hand each unseen mail to a function and mark it seen; returns how many. Raises MailboxUnreachable.

    A mail is marked after the function has returned, so a crash has it read again: the function must bear that.
    """
    try:
        connection = _connected(mailbox)
        try:
            return _read(connection, mailbox, handle)
        finally:
            _close(connection)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxUnreachable(f"{mailbox.host}: {type(error).__name__}: {error}") from error


def _connected(mailbox: Mailbox) -> imaplib.IMAP4:
    kind = imaplib.IMAP4_SSL if mailbox.is_encrypted else imaplib.IMAP4
    return kind(mailbox.host, mailbox.port, timeout=TIMEOUT)


def _close(connection: imaplib.IMAP4) -> None:
    """Say goodbye if the server still listens, and close the socket in any case."""
    with suppress(OSError, imaplib.IMAP4.error):
        connection.logout()
    with suppress(OSError):
        connection.shutdown()


def _read(connection: imaplib.IMAP4, mailbox: Mailbox, handle: Callable[[bytes], object]) -> int:
    connection.login(mailbox.user, mailbox.password)
    status, _answer = connection.select(f'"{mailbox.folder}"')
    if status != "OK":
        raise imaplib.IMAP4.error(f"the folder {mailbox.folder} cannot be opened")
    _status, [found] = connection.uid("SEARCH", "UNSEEN")
    numbers = (found or b"").split()[:MOST]
    for number in numbers:
        name = number.decode("ascii")
        _status, answer = connection.uid("FETCH", name, f"(BODY.PEEK[]<0.{LARGEST}>)")
        for part in answer:
            if isinstance(part, tuple):
                handle(part[1])
        connection.uid("STORE", name, "+FLAGS", r"(\Seen)")
    return len(numbers)
