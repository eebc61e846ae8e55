"""The envelope sender of each letter: by it, what comes back says which letter it is about."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from partnership.models import Letter

_LENGTH = 26  # 128 bits in base32


def envelope_sender(letter: Letter) -> str:
    """Return the address to which the letter comes back; empty where no mailbox for returned mail is set."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    local, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{letter.pk}-{_mark(letter.pk, settings.SECRET_KEY)}@{domain}"


def letter_of(addresses: Iterable[str]) -> Letter | None:
    """Return the letter that one of the addresses is the envelope sender of; None for foreign and forged ones."""
    local, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    if not local:
        return None
    pattern = rf"(?<![\w.+-]){re.escape(local)}\+(\d{{1,18}})-([a-z2-7]{{{_LENGTH}}})@{re.escape(domain)}(?![\w.-])"
    for address in addresses:
        for pk, mark in re.findall(pattern, address, re.IGNORECASE):
            keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
            if any(constant_time_compare(mark.lower(), _mark(int(pk), key)) for key in keys):
                return Letter.objects.filter(pk=int(pk)).first()
    return None


def _mark(pk: int, key: str) -> str:
    digest = salted_hmac("partnership.envelope", str(pk), secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode("ascii")[:_LENGTH].lower()
