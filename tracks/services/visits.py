"""Visit rounds: who hosts, which dates are offered, who can come when; and how evenly hosting falls.

The rule of evenness: a network has two rounds and at least three municipalities, so nobody hosts twice in one network (a
constraint holds it). Over the bodies of the partnership each round goes to who has hosted least so far, and among those to the
first by code. With what earlier bodies decided that is as even as can be, since a municipality is in one network of a body.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership import text
from partnership.models import Partnership, Person
from tracks.models import Network, NetworkMember, NetworkPlan, OfferedDate, Visit, VisitAnswer, VisitRound, VisitTick
from tracks.models.visit import ROUNDS
from tracks.services.launches import starts_on


class VisitRefused(Exception):
    """The visit cannot be planned or answered like this; the message says why and what to do."""


@dataclass(frozen=True)
class Offer:
    """What a host offers: times, what it wants to show, where, and how many may come (None: no limit)."""

    dates: Sequence[tuple[dt.datetime, dt.datetime]]
    shows: str
    agenda: str = ""
    venue: str = ""
    address: str = ""
    capacity: int | None = None


@dataclass(frozen=True)
class Share:
    """How often a municipality hosts and visits over the partnership."""

    municipality: Municipality
    hosts: int
    visits: int


def hosting_shares(partnership: Partnership) -> list[Share]:
    """Return for each municipality in a published network how often it hosts and visits; who hosts most first. Two queries."""
    visits = Visit.objects.filter(network__plan__body__partnership=partnership)
    hosts = Counter(visits.values_list("host", flat=True))
    members = NetworkMember.objects.filter(
        plan__body__partnership=partnership, plan__in=NetworkPlan.objects.published()
    ).select_related("municipality")
    networks = Counter(member.municipality_id for member in members)
    rows = {member.municipality_id: member.municipality for member in members}
    shares = [Share(row, hosts[pk], networks[pk] * len(ROUNDS) - hosts[pk]) for pk, row in rows.items()]
    return sorted(shares, key=lambda share: (-share.hosts, share.municipality.sort_key))


def unevenness(shares: Collection[Share]) -> int:
    """Return by how many visits the one who hosts most is ahead of the one who hosts least."""
    return max(row.hosts for row in shares) - min(row.hosts for row in shares) if shares else 0


def visit_faults(plan: NetworkPlan, *, today: dt.date) -> list[str]:
    """Return why the visits of a plan cannot be held, as sentences."""
    ends_on = plan.body.partnership.ends_on
    if ends_on <= today:
        return [_("The partnership is over, so no visits can be held.")]
    if starts_on(plan.body) >= ends_on:
        return [_("The track starts after the partnership ends, so no visits can be held. Correct its start first.")]
    over = [held for held in VisitRound.objects.filter(body=plan.body) if held.last_on < today]
    said = _("The period of round %(number)d ended on %(day)s. Give the round another period first.")
    return [said % {"number": held.number, "day": text.day(held.last_on)} for held in over]


def plan_visits(plan: NetworkPlan) -> list[Visit]:
    """Give each network of a plan a host for each round, as evenly as can be; called while the plan is locked."""
    earlier = Visit.objects.filter(network__plan__body__partnership=plan.body.partnership_id)
    hosted = Counter(earlier.values_list("host", flat=True))
    members: dict[int, list[Municipality]] = {}
    for member in plan.members.select_related("municipality").order_by("network__number", "municipality__code"):
        members.setdefault(member.network_id, []).append(member.municipality)
    visits = []
    for network_id, municipalities in members.items():
        fewest_first = sorted(municipalities, key=lambda row: (hosted[row.pk], row.code))
        for number, host in zip(ROUNDS, fewest_first, strict=False):
            visits.append(Visit(network_id=network_id, round=number, host=host))
    return Visit.objects.bulk_create(visits)


@transaction.atomic
def change_host(visit: Visit, *, host: Municipality) -> bool:
    """Let another municipality of the network host; what the former one offered goes. Raises VisitRefused."""
    visit = locked_visit(visit.pk)
    if visit.host_id == host.pk:
        return False
    if visit.fixed_at is not None:
        raise VisitRefused(_("The date of the visit is fixed, so the host stays. The secretariat can move the event."))
    if not NetworkMember.objects.filter(network=visit.network_id, municipality=host).exists():
        raise VisitRefused(_("%(municipality)s is not in this network.") % {"municipality": host})
    if Visit.objects.filter(network=visit.network_id, host=host).exists():
        raise VisitRefused(
            _("%(municipality)s hosts the other round already. Choose one that has not hosted.")
            % {"municipality": host}
        )
    OfferedDate.objects.filter(visit=visit).delete()
    VisitAnswer.objects.filter(visit=visit).delete()
    visit.host, visit.shows, visit.agenda, visit.venue, visit.address = host, "", "", "", ""
    visit.capacity = None
    visit.save()
    return True


@transaction.atomic
def offer_dates(visit: Visit, *, offer: Offer, now: dt.datetime) -> Visit:
    """Offer dates, in place of what was offered; ticks at dates that stay are kept. Raises VisitRefused."""
    visit = locked_visit(visit.pk)
    if visit.fixed_at is not None:
        raise VisitRefused(_("The date of the visit is fixed. Change the event instead."))
    _check_dates(offer, visit, now=now)
    wanted = dict(offer.dates)
    for stored in OfferedDate.objects.filter(visit=visit):
        if wanted.get(stored.starts_at) == stored.ends_at:
            del wanted[stored.starts_at]
        else:
            stored.delete()
    OfferedDate.objects.bulk_create(
        OfferedDate(visit=visit, starts_at=start, ends_at=end) for start, end in sorted(wanted.items())
    )
    for name in ("shows", "agenda", "venue", "address", "capacity"):
        setattr(visit, name, getattr(offer, name))
    visit.save(update_fields=["shows", "agenda", "venue", "address", "capacity"])
    return visit


@transaction.atomic
def answer_dates(
    visit: Visit, *, person: Person, municipality: Municipality, dates: Collection[int], now: dt.datetime
) -> VisitAnswer:
    """Tick the dates at which a guest municipality can come, none at all among the answers. Raises VisitRefused."""
    visit = locked_visit(visit.pk)
    if visit.fixed_at is not None:
        raise VisitRefused(_("The date is fixed already. Answer the invitation to the visit instead."))
    offered = {row.pk: row for row in OfferedDate.objects.filter(visit=visit)}
    if not offered:
        raise VisitRefused(_("No dates are offered at the moment."))
    answer, _made = VisitAnswer.objects.update_or_create(
        visit=visit, person=person, defaults={"municipality": municipality, "answered_at": now}
    )
    VisitTick.objects.filter(answer=answer).delete()
    VisitTick.objects.bulk_create(VisitTick(answer=answer, date=offered[pk]) for pk in dates if pk in offered)
    return answer


def fix_while_locked(visit: Visit, *, date: OfferedDate, now: dt.datetime) -> bool:
    """Fix one of the dates; False when it is fixed already. The caller has locked the visit. Raises VisitRefused."""
    if visit.fixed_at is not None:
        if visit.fixed_date_id == date.pk:
            return False
        raise VisitRefused(_("Another date is fixed already. Reload the page to see it."))
    if date.visit_id != visit.pk:
        raise VisitRefused(_("This date is not offered any more. Choose one of those shown."))
    if date.starts_at <= now:
        raise VisitRefused(_("This date is over. Offer new ones."))
    visit.fixed_date, visit.fixed_at = date, now
    visit.save(update_fields=["fixed_date", "fixed_at"])
    return True


def locked_visit(pk: int) -> Visit:
    """Return a visit, locked until the transaction ends."""
    related = "network__plan__body__partnership", "host"
    return Visit.objects.select_for_update(of=("self",)).select_related(*related).get(pk=pk)


def state_of(visit: Visit, *, dates: int) -> Visit.State:
    """Return how far a visit has come, with so many dates offered."""
    if visit.fixed_at is not None:
        return Visit.State.AGREED
    return Visit.State.OFFERED if dates else Visit.State.PLANNED


def guests_of(network: Network, *, host: Municipality) -> list[Municipality]:
    """Return the municipalities of the network that visit."""
    members = NetworkMember.objects.filter(network=network).exclude(municipality=host).select_related("municipality")
    return [member.municipality for member in members]


def _check_dates(offer: Offer, visit: Visit, *, now: dt.datetime) -> None:
    """Raise VisitRefused for dates on which the body cannot meet, and for those outside the period of the round."""
    if not offer.dates:
        raise VisitRefused(_("Offer at least one date."))
    if len({start for start, _end in offer.dates}) < len(offer.dates):
        raise VisitRefused(_("Two of the dates are the same. Change one of them, or leave it empty."))
    body = visit.network.plan.body
    held = period_of(visit)
    for start, end in offer.dates:
        day = timezone.localdate(start)
        if end <= start:
            raise VisitRefused(_("The visit must end after it starts."))
        if start <= now:
            raise VisitRefused(_("A visit takes place after today. Choose dates to come."))
        if day < starts_on(body):
            message = _("%(body)s starts on %(day)s. Choose dates from then on.")
            raise VisitRefused(message % {"body": body.name, "day": text.day(starts_on(body))})
        if day >= body.partnership.ends_on:
            raise VisitRefused(_("A visit takes place before the partnership ends."))
        if held is not None and not held.first_on <= day <= held.last_on:
            message = _("The visits of round %(number)d are held from %(first)s to %(last)s. Choose dates within it.")
            values = {"number": held.number, "first": text.day(held.first_on), "last": text.day(held.last_on)}
            raise VisitRefused(message % values)


def period_of(visit: Visit) -> VisitRound | None:
    """Return within which period a visit is held; None: whenever its host wants."""
    return VisitRound.objects.filter(body=visit.network.plan.body_id, number=visit.round).first()
