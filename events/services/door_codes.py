"""The code that a registered person shows at the door, and the picture of it.

It is derived from the registration under SECRET_KEY, so that it is stored nowhere and can be shown again at any time. It says
nothing to anybody but those who carry the event out, and only while people can be marked.
"""

from __future__ import annotations

import base64
import re
from io import BytesIO

import qrcode
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from qrcode.constants import ERROR_CORRECT_M

from events.models import Event, Registration

#: Readers take any mask. Weighing all eight for random letters costs four fifths of the time of a picture, and one goes with
#: each acceptance.
_MASK = 3
_TOKEN = re.compile(r"([0-9]{1,18})-([A-Za-z0-9_-]{22})")


def door_address(registration: Registration) -> str:
    """Return the address that the code holds."""
    return f"{settings.SITE_URL}/d/{door_token(registration.pk)}/"


def door_token(pk: int) -> str:
    """Return the token of a registration: its number and 128 bits of proof."""
    return f"{pk}-{_proof(pk, settings.SECRET_KEY)}"


def find_guest(token: str) -> Registration | None:
    """Return the registration of a token, whatever its state; None for one that is not ours."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    pk = int(match[1])
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(match[2], _proof(pk, key)) for key in keys):
        return None
    rows = Registration.objects.select_related("person", "municipality", "event__body")
    return rows.filter(pk=pk).first()


def door_picture(registration: Registration) -> bytes:
    """Return the code as a PNG, large enough for a phone that is held up."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=8, border=4, mask_pattern=_MASK)
    code.add_data(door_address(registration))
    file = BytesIO()
    code.make_image().save(file)
    return file.getvalue()


def door_picture_inline(registration: Registration) -> str:
    """Return the picture as an address that a page can hold."""
    return f"data:image/png;base64,{base64.b64encode(door_picture(registration)).decode('ascii')}"


def has_door_code(registration: Registration | None, event: Event) -> bool:
    """Tell whether the person should be shown a code: with a place at an event that goes ahead."""
    return (
        registration is not None and registration.status == Registration.Status.ATTENDING and event.cancelled_at is None
    )


def _proof(pk: int, key: str) -> str:
    digest = salted_hmac("events.door", str(pk), secret=key, algorithm="sha256").digest()[:16]
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
