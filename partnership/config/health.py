"""Is the portal well? For load balancers and for whoever is called at night."""

from __future__ import annotations

import datetime as dt
import shutil

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partnership.models import Letter, Pulse

OUTBOX_AGE = dt.timedelta(minutes=5)
BEAT_SILENCE = dt.timedelta(minutes=2)
DISK_SHARE = 0.05


def faults(*, now: dt.datetime) -> dict[str, str]:
    """Return what is wrong, by name; an empty answer means well. Never raises for what it looks for."""
    found: dict[str, str] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        found |= _clockwork_faults(now)
    except DatabaseError as error:
        found["database"] = f"does not answer: {type(error).__name__}"
    try:
        usage = shutil.disk_usage(settings.PORTAL_DATA)
    except OSError as error:
        found["disk"] = f"the data folder cannot be read: {error.strerror}"
    else:
        if usage.free < DISK_SHARE * usage.total:
            found["disk"] = f"{usage.free // 2**20} MiB free, less than 5 %"
    return found


def _clockwork_faults(now: dt.datetime) -> dict[str, str]:
    found = {}
    stuck = Letter.objects.due(now - OUTBOX_AGE).count()
    if stuck:
        found["outbox"] = f"{stuck} letters have been due for more than 5 minutes"
    beat = Pulse.objects.filter(name="beat").first()
    if beat is None or now - beat.at > BEAT_SILENCE:
        found["beat"] = f"last seen {beat.at.isoformat(timespec='seconds') if beat else 'never'}"
    return found


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all is well, else 503 with what is wrong."""
    found = faults(now=timezone.now())
    return JsonResponse({"ok": not found, "faults": found}, status=503 if found else 200)
