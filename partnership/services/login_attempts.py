"""Count the tries of a log-in code where parallel requests cannot get past each other: in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from partnership.models import LoginAttempt

#: A code works for ten minutes; nothing needs to be known of an attempt after that.
KEPT = dt.timedelta(days=1)


def attempt_key(state: Mapping[str, Any]) -> str:
    """Return what names an attempt, from what the session keeps of it and never changes: when and to where a code went."""
    return salted_hmac(
        "partnership.login-attempt", f"{state['at']!r} {state.get('email')}", algorithm="sha256"
    ).hexdigest()


def open_attempt(key: str, *, now: dt.datetime) -> None:
    """Let a code be tried. Repeating it gives no tries back."""
    LoginAttempt.objects.get_or_create(key=key, defaults={"created_at": now})


def claim_try(key: str) -> bool:
    """Take one of an attempt's tries; False when there is none left, or no such attempt."""
    left = LoginAttempt.objects.filter(key=key, tries__lt=LoginAttempt.MOST_TRIES)
    return bool(left.update(tries=F("tries") + 1))


def close_attempt(key: str) -> None:
    """Leave no try: the right code has been given."""
    LoginAttempt.objects.filter(key=key).update(tries=LoginAttempt.MOST_TRIES)


@transaction.atomic
def forget_login_traces(*, now: dt.datetime) -> int:
    """Delete old attempts, sessions that are over, and what is known of the devices of those. Returns how many attempts."""
    count, _rows = LoginAttempt.objects.filter(created_at__lt=now - KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return count
