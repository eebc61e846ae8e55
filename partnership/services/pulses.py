"""Signs of life: written by the clock, read by the health check."""

import datetime as dt

from partnership.models import Pulse


def record_pulse(name: str, *, now: dt.datetime) -> None:
    """Record that something that should happen regularly has just happened."""
    Pulse.objects.update_or_create(name=name, defaults={"at": now})
