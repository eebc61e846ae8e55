"""Propose networks for a body: what is known of its municipalities, the optimiser's answer, and the draft it becomes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership import text
from partnership.models import Agreement, Body
from tracks.models import Network, NetworkMember, NetworkPlan, PairWish
from tracks.networks.optimiser import Proposal, propose_networks
from tracks.networks.problem import Impossible, Member, Pair, Wishes, pair


class NetworkError(Exception):
    """The networks cannot be made, changed or published like this; the message says why and what to do."""


@dataclass(frozen=True)
class Setting:
    """What networks of a body are made of and weighed by."""

    body: Body
    municipalities: dict[str, Municipality]
    wishes: Wishes
    #: In which other bodies two municipalities are in a network together.
    elsewhere: dict[Pair, list[str]]

    def names(self) -> dict[str, str]:
        """Return the municipalities' names by code."""
        return {code: municipality.name for code, municipality in self.municipalities.items()}


def setting_of(body: Body, *, size: int, seed: int = 1, mix_sizes: bool = False) -> Setting:
    """Return the municipalities that take part now, the body's pairs, and who meets whom in other bodies; three queries."""
    active = Agreement.objects.active().filter(partnership=body.partnership_id).values("municipality")
    municipalities = {row.code: row for row in Municipality.objects.filter(pk__in=active)}
    pairs: dict[str, set[Pair]] = defaultdict(set)
    for wish in PairWish.objects.filter(body=body).select_related("one", "other"):
        pairs[wish.kind].add(pair(wish.one.code, wish.other.code))
    elsewhere = _together_elsewhere(body)
    wishes = Wishes(
        size=size,
        pinned=frozenset(pairs[PairWish.Kind.PINNED]),
        forbidden=frozenset(pairs[PairWish.Kind.FORBIDDEN]),
        before={both: len(bodies) for both, bodies in elsewhere.items()},
        mix_sizes=mix_sizes,
        seed=seed,
    )
    return Setting(body, municipalities, wishes, elsewhere)


def proposal_for(setting: Setting) -> Proposal:
    """Return the optimiser's networks. Raises NetworkError, naming the municipalities that stand in the way."""
    if setting.wishes.mix_sizes:
        without = [row.name for row in setting.municipalities.values() if row.inhabitants is None]
        if without:
            message = _(
                "Sizes cannot be mixed, since the number of inhabitants is missing for %(names)s. "
                "Write it on the municipality's page, or propose without mixing."
            )
            raise NetworkError(message % {"names": text.join_names(without)})
    try:
        return propose_networks(as_members(setting.municipalities.values()), setting.wishes)
    except Impossible as reason:
        raise NetworkError(reason.said(setting.names())) from reason


def propose(body: Body, *, size: int, seed: int, mix_sizes: bool, now: dt.datetime) -> NetworkPlan:
    """Make the optimiser's networks the body's draft, in place of the draft it may have. Raises NetworkError.

    The optimiser works before anything is locked, since it takes a second or two for all municipalities of the country.
    """
    setting = setting_of(body, size=size, seed=seed, mix_sizes=mix_sizes)
    proposal = proposal_for(setting)
    return store_draft(setting, proposal, now=now)


@transaction.atomic
def store_draft(setting: Setting, proposal: Proposal, *, now: dt.datetime) -> NetworkPlan:
    """Store networks as the body's draft. Raises NetworkError when the body's networks are published."""
    body = Body.objects.select_for_update().get(pk=setting.body.pk)
    wishes = setting.wishes
    values = {"size": wishes.size, "seed": wishes.seed, "mix_sizes": wishes.mix_sizes, "proposed_at": now}
    plan, made = NetworkPlan.objects.select_for_update().get_or_create(body=body, defaults=values)
    if plan.is_published:
        message = _("The networks of “%(body)s” are published. Take them back before you propose others.")
        raise NetworkError(message % {"body": body})
    if not made:
        NetworkPlan.objects.filter(pk=plan.pk).update(**values)
        plan.refresh_from_db()
    _clear(plan)
    networks = Network.objects.bulk_create(
        Network(plan=plan, number=number) for number in range(1, len(proposal.networks) + 1)
    )
    NetworkMember.objects.bulk_create(
        NetworkMember(plan=plan, network=network, municipality=setting.municipalities[code])
        for network, codes in zip(networks, proposal.networks, strict=True)
        for code in codes
    )
    return plan


def _clear(plan: NetworkPlan) -> None:
    try:
        Network.objects.filter(plan=plan).delete()
    except ProtectedError as error:
        users = text.join_names(sorted(str(row) for row in error.protected_objects))
        message = _("One of these networks is in use, so they stay: %(users)s. Take the choice away there first.")
        raise NetworkError(message % {"users": users}) from error


def as_members(municipalities: Iterable[Municipality]) -> list[Member]:
    """Return municipalities as the optimiser sees them."""
    return [Member(row.code, float(row.latitude), float(row.longitude), row.inhabitants) for row in municipalities]


@transaction.atomic
def add_pair(body: Body, *, kind: str, one: Municipality, other: Municipality) -> PairWish:
    """Note that two municipalities must, or must not, be in one network of the body. Raises NetworkError."""
    Body.objects.select_for_update().get(pk=body.pk)
    first, second = sorted((one, other), key=lambda row: row.pk)
    if first == second:
        raise NetworkError(_("Choose two different municipalities."))
    if PairWish.objects.filter(body=body, one=first, other=second).exists():
        raise NetworkError(_("There is a wish about these two already. Take it away first."))
    return PairWish.objects.create(body=body, kind=kind, one=first, other=second)


def _together_elsewhere(body: Body) -> dict[Pair, list[str]]:
    """Return in which published networks of the partnership's other bodies two municipalities are together."""
    members = (
        NetworkMember.objects.filter(plan__body__partnership=body.partnership_id)
        .filter(plan__in=NetworkPlan.objects.published())
        .exclude(plan__body=body)
        .select_related("municipality", "plan__body")
        .order_by("plan__body__position", "network", "municipality__code")
    )
    networks: dict[int, list[NetworkMember]] = defaultdict(list)
    for member in members:
        networks[member.network_id].append(member)
    found: dict[Pair, list[str]] = defaultdict(list)
    for together in networks.values():
        for one, other in combinations(together, 2):
            found[pair(one.municipality.code, other.municipality.code)].append(one.plan.body.name)
    return dict(found)
