"""The HTTP interface of an access point: one POST a document, under a key by which a second one counts as the first."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import requests

from billing.transports.parcel import Parcel, PassingTrouble, RefusedForGood, Waiting

#: Seconds to connect, and to wait for the answer.
TIMEOUT = (5, 30)
#: Answers after which the same document is tried again.
_PASSING = {408, 409, 423, 425, 429}
#: So far may a webhook's time be from ours, in seconds.
WINDOW = 300


class HttpTransport:
    """Asks the access point to pass a document on; what becomes of it is told through the webhook."""

    name = "http"
    is_remote = True

    def __init__(self, url: str, *, token: str) -> None:
        self.url = url
        self.token = token

    def submit(self, parcel: Parcel) -> str:
        """POST the document and return the access point's id for it."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/xml",
            "Idempotency-Key": parcel.key,
            "X-Document-Number": parcel.number,
            "X-Document-Format": parcel.format,
            "X-Document-SHA256": parcel.sha256,
            "X-Receiver": f"0088:{parcel.receiver}",
        }
        try:
            answer = requests.post(
                self.url, data=parcel.content, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            raise PassingTrouble(type(error).__name__) from error
        if answer.status_code in {200, 201, 202}:
            return str(_object(answer).get("id", ""))[:100]
        if answer.status_code in _PASSING or answer.status_code >= 500 or 300 <= answer.status_code < 400:
            raise PassingTrouble(f"HTTP {answer.status_code}")
        if answer.status_code in {401, 403}:
            raise PassingTrouble(f"HTTP {answer.status_code}: the token is not accepted")
        said = _object(answer)
        raise RefusedForGood(
            str(said.get("code", ""))[:40], str(said.get("text") or f"HTTP {answer.status_code}")[:300]
        )

    def receipts(self) -> list[Waiting]:
        """Nothing lies ready: the webhook brings it."""
        return []

    def put_away(self, waiting: Waiting, *, understood: bool) -> None:
        """Nothing is to be put away."""


def signature_of(body: bytes, *, at: int, secret: str) -> str:
    """Return the signature of a webhook's body at a time in seconds: HMAC-SHA256 of `<time>.<body>` in hexadecimal."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, *, header: str, secret: str, now: float) -> bool:
    """Tell whether a body bears our secret's signature of these minutes: `t=<seconds>,v1=<hexadecimal>`."""
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    time, given = parts.get("t", ""), parts.get("v1", "")
    if not (secret and time.isascii() and time.isdecimal() and len(time) <= 12 and given.isascii()):
        return False
    fresh = abs(now - int(time)) <= WINDOW
    return hmac.compare_digest(given, signature_of(body, at=int(time), secret=secret)) and fresh


def _object(answer: requests.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
