"""What every way of sending is given, and what it can answer."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Protocol

#: No receipt is longer: what is longer is none of ours.
LONGEST_RECEIPT = 64 * 1024


class PassingTrouble(Exception):
    """The way is closed for the moment; the same bytes are tried again later."""


class RefusedForGood(Exception):
    """The other side does not take the document; `code` is a reason of ours, the message their own words."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        super().__init__(text)


class BadReceipt(Exception):
    """A receipt that cannot be read."""


@dataclass(frozen=True)
class Parcel:
    """A document on its way. The key is the same however often it is tried, so that the receiver takes it once."""

    key: str
    number: str
    format: str
    receiver: str
    sha256: str
    content: bytes
    is_test: bool

    def label(self) -> bytes:
        """Return what stands beside the document for whoever passes it on."""
        label = {
            "key": self.key,
            "number": self.number,
            "format": self.format,
            "receiver": {"scheme": "0088", "id": self.receiver},
            "sha256": self.sha256,
            "test": self.is_test,
        }
        return json.dumps(label, indent=2, sort_keys=True).encode()


@dataclass(frozen=True)
class Receipt:
    """What became of a document: `event` is the teller's own name for this piece of news, never used twice."""

    event: str
    key: str
    status: str
    at: dt.datetime
    code: str
    text: str

    @classmethod
    def read(cls, content: bytes) -> Receipt:
        """Return the receipt of a JSON object. Raises BadReceipt."""
        if len(content) > LONGEST_RECEIPT:
            raise BadReceipt("too long")
        try:
            said = json.loads(content)
            at = dt.datetime.fromisoformat(_text(said, "at"))
        except (ValueError, RecursionError) as error:
            raise BadReceipt(str(error)) from error
        if at.tzinfo is None:
            raise BadReceipt("at: a time needs its zone")
        status = _text(said, "status")
        if status not in {"delivered", "accepted", "rejected"}:
            raise BadReceipt("status: delivered, accepted or rejected")
        code, text = (_text(said, name, default="") for name in ("code", "text"))
        return cls(_text(said, "event")[:100], _text(said, "key"), status, at, code[:40], text[:500])


@dataclass(frozen=True)
class Waiting:
    """A receipt that lies ready, under the name by which it is put away."""

    name: str
    content: bytes


class Transport(Protocol):
    """A way of sending. `is_remote` ones reach real receivers, so test mode holds them back."""

    name: str
    is_remote: bool

    def submit(self, parcel: Parcel) -> str:
        """Hand a document over and return the name it has there, if any. Raises PassingTrouble, RefusedForGood."""

    def receipts(self) -> list[Waiting]:
        """Return the receipts that lie ready. Raises PassingTrouble."""

    def put_away(self, waiting: Waiting, *, understood: bool) -> None:
        """Take a receipt out of the way: read, or set aside for people to look at. Raises PassingTrouble."""


def _text(said: object, name: str, default: str | None = None) -> str:
    value = said.get(name, default) if isinstance(said, dict) else None
    if not isinstance(value, str) or (default is None and not value):
        raise BadReceipt(f"{name}: a text is missing")
    return "".join(character for character in value if character.isprintable())
