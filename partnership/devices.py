"""Devices that people log in with: what to call them, and the cookie by which one is known again."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from partnership.models import Person

_SALT = "partnership.device"
#: So many people may share a device before the oldest of them is forgotten.
_MOST_PEOPLE = 10
# In this order: each name stands in the user agents of those after it as well.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Return what people call a device, from what its browser says."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), _("another browser"))
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), _("another device"))
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


def knows_device(request: HttpRequest, person: Person) -> bool:
    """Tell whether the person has logged in with this device within a year."""
    return _mark(person) in _marks(request)


def remember_device(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Let the device be known again for a year: a signed cookie, in which only we can read who."""
    marks = [mark for mark in _marks(request) if mark != _mark(person)]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([*marks, _mark(person)][-_MOST_PEOPLE:], salt=_SALT),
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        marks: list[str] = signing.loads(cookie, salt=_SALT, max_age=settings.DEVICE_COOKIE_AGE)
    except signing.BadSignature:
        return []
    return marks


def _mark(person: Person) -> str:
    return salted_hmac(_SALT, str(person.pk), algorithm="sha256").hexdigest()[:20]
