"""The visits that a municipality meets: one it has fixed, one at which it is a guest, one for which it has to offer dates."""

from __future__ import annotations

from municipalities.models import Municipality
from tracks.models import Visit
from tracks.services.visits import change_host


def stage_visits(municipality: Municipality) -> dict[str, int]:
    """Let the municipality host a visit without dates too; return the visits by what it has to do there."""
    own = Visit.objects.filter(network__members__municipality=municipality).order_by("pk")
    fixed = own.get(host=municipality, fixed_at__isnull=False)
    asked = own.exclude(host=municipality).filter(fixed_at__isnull=True, dates__isnull=False).first()
    later = own.filter(fixed_at__isnull=True, dates__isnull=True).exclude(network=fixed.network_id).first()
    assert asked is not None
    assert later is not None
    change_host(later, host=municipality)
    return {"fixed": fixed.pk, "guest": asked.pk, "host": later.pk}
