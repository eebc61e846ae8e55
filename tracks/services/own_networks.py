"""The published networks as a municipality, a person or a body's page sees them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from municipalities.models import Municipality
from partnership.models import Agreement, Body, Person, SeatHolding
from tracks.models import Network, NetworkMember, NetworkPlan, Visit
from tracks.models.network import NetworkQuerySet


@dataclass(frozen=True)
class OwnNetwork:
    """A network with all its municipalities."""

    network: Network
    body: Body
    municipalities: tuple[Municipality, ...]
    visits: tuple[Visit, ...] = ()


def networks_of(agreement: Agreement) -> list[OwnNetwork]:
    """Return the networks that the agreement's municipality is in, in the order of the bodies; three queries."""
    own = Network.objects.published().of(agreement.municipality)
    return _with_members(own.filter(plan__body__partnership=agreement.partnership_id))


def networks_for(person: Person, *, on: dt.date) -> list[OwnNetwork]:
    """Return the networks of the person's seats on the day; five queries."""
    seats = SeatHolding.objects.held_on(on).filter(person=person)
    pairs = set(seats.values_list("seat__body", "seat__municipality"))
    members = NetworkMember.objects.filter(
        plan__body__in={body for body, _municipality in pairs},
        municipality__in={municipality for _body, municipality in pairs},
    )
    rows = members.values_list("plan__body", "municipality", "network")
    own = {network for body, municipality, network in rows if (body, municipality) in pairs}
    return _with_members(Network.objects.published().filter(pk__in=own))


def published_plan(body: Body) -> NetworkPlan | None:
    """Return the body's plan if everybody may see it."""
    return NetworkPlan.objects.published().filter(body=body).select_related("body").first()


def _with_members(networks: NetworkQuerySet) -> list[OwnNetwork]:
    rows = list(networks.select_related("plan__body").order_by("plan__body__position", "plan__body", "number"))
    members: dict[int, list[Municipality]] = defaultdict(list)
    for member in NetworkMember.objects.filter(network__in=rows).select_related("municipality"):
        members[member.network_id].append(member.municipality)
    visits: dict[int, list[Visit]] = defaultdict(list)
    for visit in Visit.objects.filter(network__in=rows).select_related("host", "fixed_date").order_by("round"):
        visits[visit.network_id].append(visit)
    return [OwnNetwork(row, row.plan.body, tuple(members[row.pk]), tuple(visits[row.pk])) for row in rows]
