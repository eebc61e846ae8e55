"""Read returned mail: delivery status notifications (RFC 3464), and which of our letters they are about.

Knows no database. A letter leaves with an envelope sender of its own, the mailbox for returned mail plus a token, so what
comes back says by its address which letter it is about; what it says otherwise is never believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import cast

#: More than any report needs, and little enough to read into memory.
LARGEST = 512 * 1024
#: Where the address stands to which the report was sent, depending on the mail server.
_ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?:^|;\s*)([45])\d\d\b")


@dataclass(frozen=True)
class Report:
    """That a letter could not be delivered: for good (5.x.x), or given up on after a passing fault (4.x.x)."""

    status: str
    diagnostic: str

    @property
    def is_final(self) -> bool:
        """Tell whether the address itself is at fault, as far as the mail server knows."""
        return self.status.startswith("5")


def read_message(content: bytes) -> Message:
    """Return a mail from its bytes, or as much of it as can be read."""
    return message_from_bytes(content[:LARGEST], policy=policy.compat32)


def recipients_of(message: Message) -> list[str]:
    """Return the addresses that the mail says it was sent to."""
    return [str(value) for name in _ADDRESSED for value in message.get_all(name, [])]


def read_report(message: Message) -> Report | None:
    """Return what the mail reports; None when it is no report of a failure.

    Receipts, delays and what a person or an absence assistant answers are none: only a `multipart/report` with a recipient
    whose action is "failed" counts.
    """
    if message.get_content_type() != "multipart/report":
        return None
    if str(message.get_param("report-type") or "delivery-status").lower() != "delivery-status":
        return None
    for block in _recipient_blocks(message):
        if str(block.get("Action", "")).strip().lower() != "failed":
            continue
        diagnostic = " ".join(str(block.get("Diagnostic-Code", "")).split())
        return Report(_status(str(block.get("Status", "")), diagnostic), diagnostic[:500])
    return None


def _recipient_blocks(message: Message) -> Iterable[Message]:
    parts = message.get_payload() if message.is_multipart() else []
    for part in cast("list[Message]", parts):
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            blocks = part.get_payload()
            yield from (block for block in cast("list[Message]", blocks) if isinstance(block, Message))


def _status(stated: str, diagnostic: str) -> str:
    """Return the enhanced status code; from the server's answer where the report states none that means anything."""
    found = _ENHANCED.search(stated)
    said = _ENHANCED.search(diagnostic)
    if said is not None and (found is None or found[1].endswith(".0.0")):
        return said[1]
    if found is not None:
        return found[1]
    reply = _REPLY.search(diagnostic)
    return f"{reply[1]}.0.0" if reply else "5.0.0"
