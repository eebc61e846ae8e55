"""Adjust networks by hand, publish them, and take them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from tracks.models import Network, NetworkMember, NetworkPlan, Visit
from tracks.networks.problem import LARGEST
from tracks.services.network_effects import Effect, effect_of, split_of
from tracks.services.networks import NetworkError, Setting, setting_of
from tracks.services.visits import plan_visits, visit_faults


@transaction.atomic
def move_municipalities(
    plan: NetworkPlan, *, municipalities: Collection[Municipality], to: int
) -> dict[str, int | None]:
    """Move municipalities to the network with this number; returns where each that moved was, None for nowhere.

    A draft takes everything, so that one can move one at a time; what cannot be published is said. In published networks only
    municipalities that joined later find their place. Raises NetworkError.
    """
    plan = _locked(plan)
    network = Network.objects.filter(plan=plan, number=to).first()
    if network is None:
        raise NetworkError(_("There is no network %(number)d. Choose one of the networks shown.") % {"number": to})
    members = {row.municipality_id: row for row in plan.members.select_related("network")}
    moving = [row for row in municipalities if row.pk not in members or members[row.pk].network_id != network.pk]
    _refuse_strangers(plan, [row for row in moving if row.pk not in members])
    if plan.is_published:
        if any(row.pk in members for row in moving):
            raise NetworkError(_("The networks are published. Take them back before you move municipalities."))
        if sum(row.network_id == network.pk for row in members.values()) + len(moving) > LARGEST:
            message = _("Network %(number)d would have more than five municipalities. Choose another.")
            raise NetworkError(message % {"number": to})
    came_from: dict[str, int | None] = {}
    for municipality in moving:
        member = members.get(municipality.pk)
        came_from[municipality.code] = member.network.number if member else None
        if member is None:
            NetworkMember.objects.create(plan=plan, network=network, municipality=municipality)
        else:
            NetworkMember.objects.filter(pk=member.pk).update(network=network)
    return came_from


@transaction.atomic
def swap_municipalities(plan: NetworkPlan, *, one: Municipality, other: Municipality) -> dict[str, int | None]:
    """Let two municipalities of different networks change places; returns where each was. Raises NetworkError."""
    plan = _locked(plan)
    if plan.is_published:
        raise NetworkError(_("The networks are published. Take them back before you move municipalities."))
    both = {
        row.municipality_id: row for row in plan.members.filter(municipality__in=[one, other]).select_related("network")
    }
    if len(both) != 2 or both[one.pk].network_id == both[other.pk].network_id:
        raise NetworkError(_("Choose two municipalities of different networks."))
    first, second = both[one.pk], both[other.pk]
    NetworkMember.objects.filter(pk=first.pk).update(network=second.network)
    NetworkMember.objects.filter(pk=second.pk).update(network=first.network)
    return {one.code: first.network.number, other.code: second.network.number}


@transaction.atomic
def publish_networks(plan: NetworkPlan, *, now: dt.datetime) -> bool:
    """Show the networks to everybody, with a host for each round; False when they already are.

    Raises NetworkError with all that stands in the way.
    """
    plan = _locked(plan)
    if not plan.is_published:
        faults = effect_of(split_of(plan), setting_for(plan)).faults
        faults = (*faults, *visit_faults(plan, today=timezone.localdate(now)))
        if faults:
            raise NetworkError(" ".join(faults))
        plan_visits(plan)
    return plan.publish(now=now)


@transaction.atomic
def take_back_networks(plan: NetworkPlan) -> bool:
    """Make published networks a draft again, which drops the dates that hosts have offered; False when they are one.

    Raises NetworkError once a visit has a date.
    """
    plan = _locked(plan)
    # The visits' rows are the lock that a host who fixes a date meanwhile waits for.
    visits = list(Visit.objects.select_for_update(of=("self",)).filter(network__plan=plan).order_by("pk"))
    if any(visit.fixed_at is not None for visit in visits):
        raise NetworkError(_("A visit has a date already, so the networks stay. Newcomers can still be placed."))
    Visit.objects.filter(pk__in=[visit.pk for visit in visits]).delete()
    return plan.take_back()


def setting_for(plan: NetworkPlan) -> Setting:
    """Return what the plan is weighed by: its own wishes and what is known today."""
    return setting_of(plan.body, size=plan.size, seed=plan.seed, mix_sizes=plan.mix_sizes)


def effect_before(plan: NetworkPlan, setting: Setting, *, came_from: dict[str, int | None]) -> Effect:
    """Return what the networks did when these municipalities were where they came from."""
    split = {number: [row for row in rows if row.code not in came_from] for number, rows in split_of(plan).items()}
    for code, number in came_from.items():
        if number in split and code in setting.municipalities:
            split[number].append(setting.municipalities[code])
    return effect_of(split, setting)


def _locked(plan: NetworkPlan) -> NetworkPlan:
    return NetworkPlan.objects.select_for_update(of=("self",)).select_related("body__partnership").get(pk=plan.pk)


def _refuse_strangers(plan: NetworkPlan, new: Collection[Municipality]) -> None:
    taking_part = setting_for(plan).municipalities if new else {}
    strangers = [row.name for row in new if row.code not in taking_part]
    if strangers:
        raise NetworkError(_("%(names)s take no part in the partnership.") % {"names": ", ".join(strangers)})
