"""A body with municipalities that take part, all in one corner of the country, for tests of networks."""

from __future__ import annotations

import datetime as dt

from municipalities.models import Municipality
from partnership.models import Body
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, BodyFactory
from tracks.models import NetworkPlan
from tracks.services.networks import propose

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


def body_of(count: int, **values: object) -> Body:
    """Return a track body of a partnership in which so many municipalities take part, each 0.05 degrees further east."""
    body: Body = BodyFactory(**values)
    for number in range(count):
        municipality = MunicipalityFactory(longitude=f"{9 + number / 20:.4f}", inhabitants=10_000 * (number + 1))
        AgreementFactory(partnership=body.partnership, municipality=municipality)
    return body


def taking_part(body: Body) -> list[Municipality]:
    """Return the body's municipalities from west to east."""
    return list(Municipality.objects.filter(agreements__partnership=body.partnership).order_by("longitude"))


def draft_for(body: Body, *, size: int = 3) -> NetworkPlan:
    """Return a draft of networks for a body."""
    return propose(body, size=size, seed=1, mix_sizes=False, now=NOW)
