"""Networks of the demonstration: proposed for two bodies, and published."""

from __future__ import annotations

import datetime as dt

from partnership.models import Body, Partnership
from tracks.networks.problem import SMALLEST
from tracks.services.network_changes import publish_networks
from tracks.services.networks import propose

#: The second repeats no pair of the first while that can be avoided.
BODIES = ("development", "leadership")


def make_networks(partnership: Partnership, *, count: int, now: dt.datetime) -> None:
    """Publish networks of about four for two bodies; nothing where fewer than three municipalities take part."""
    if count < SMALLEST:
        return
    for key in BODIES:
        body = Body.objects.select_related("partnership").get(partnership=partnership, key=key)
        publish_networks(propose(body, size=4, seed=1, mix_sizes=False, now=now), now=now)
