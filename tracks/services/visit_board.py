"""All visits on one page, and what hosts and guests still owe."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.models import Agreement
from partnership.owed import Owed
from tracks.models import NetworkMember, OfferedDate, Track, Visit, VisitAnswer, VisitRound
from tracks.models.visit import VisitQuerySet
from tracks.services.visits import state_of


@dataclass
class VisitRow:
    """A visit with its dates, the guest municipalities and those of them that have not answered."""

    visit: Visit
    municipalities: list[Municipality] = field(default_factory=list)
    dates: list[OfferedDate] = field(default_factory=list)
    answered: set[int] = field(default_factory=set)
    period: VisitRound | None = None

    @property
    def state(self) -> Visit.State:
        """How far it has come."""
        return state_of(self.visit, dates=len(self.dates))

    @property
    def guests(self) -> list[Municipality]:
        """Who visits."""
        return [row for row in self.municipalities if row.pk != self.visit.host_id]

    @property
    def silent(self) -> list[Municipality]:
        """The guests that have not said when they can come, while they are asked."""
        if self.state != Visit.State.OFFERED:
            return []
        return [row for row in self.guests if row.pk not in self.answered]

    @property
    def guest_names(self) -> list[str]:
        """The names of those who visit."""
        return [row.name for row in self.guests]

    @property
    def silent_names(self) -> list[str]:
        """The names of those who are awaited."""
        return [row.name for row in self.silent]


def visit_rows(visits: VisitQuerySet) -> list[VisitRow]:
    """Return visits with all that a board shows, by body, network and round; five queries."""
    related = ("network__plan__body__partnership", "host", "fixed_date")
    found = visits.select_related(*related).order_by("network__plan__body__position", "network__number", "round")
    rows = {visit.pk: VisitRow(visit) for visit in found}
    members: dict[int, list[Municipality]] = defaultdict(list)
    networks = {row.visit.network_id for row in rows.values()}
    for member in NetworkMember.objects.filter(network__in=networks).select_related("municipality"):
        members[member.network_id].append(member.municipality)
    for row in rows.values():
        row.municipalities = members[row.visit.network_id]
    for date in OfferedDate.objects.filter(visit__in=rows):
        rows[date.visit_id].dates.append(date)
    bodies = {row.visit.network.plan.body_id for row in rows.values()}
    periods = {(held.body_id, held.number): held for held in VisitRound.objects.filter(body__in=bodies)}
    for row in rows.values():
        row.period = periods.get((row.visit.network.plan.body_id, row.visit.round))
    for visit, municipality in VisitAnswer.objects.filter(visit__in=rows).values_list("visit", "municipality"):
        rows[visit].answered.add(municipality)
    return list(rows.values())


def owed_visits(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement the visits for which its municipality owes dates, a tick or a decision; at most seven queries."""
    partnerships = {agreement.partnership_id for agreement in agreements}
    visits = Visit.objects.filter(network__plan__body__partnership__in=partnerships, fixed_at__isnull=True)
    later = set(Track.objects.filter(launches_on__gt=timezone.localdate(now)).values_list("body", flat=True))
    found: dict[int, list[Owed]] = {agreement.pk: [] for agreement in agreements}
    of_municipality: dict[tuple[int, int], list[VisitRow]] = defaultdict(list)
    for row in _asked_now(visit_rows(visits), later):
        partnership = row.visit.network.plan.body.partnership_id
        for municipality in row.municipalities:
            of_municipality[partnership, municipality.pk].append(row)
    for agreement in agreements:
        rows = of_municipality[agreement.partnership_id, agreement.municipality_id]
        said = [_owed(row, agreement.municipality_id) for row in rows]
        found[agreement.pk] = [one for one in said if one is not None]
    return found


def _asked_now(rows: Iterable[VisitRow], later: set[int]) -> list[VisitRow]:
    """Keep the first round that is not agreed of each network, in bodies that have started."""
    asked: dict[int, VisitRow] = {}
    for row in rows:
        if row.visit.network.plan.body_id not in later:
            asked.setdefault(row.visit.network_id, row)
    return list(asked.values())


def _owed(row: VisitRow, municipality: int) -> Owed | None:
    visit = row.visit
    values = {"network": visit.network, "host": visit.host, "round": visit.round}
    hosts = visit.host_id == municipality
    if hosts and row.state == Visit.State.PLANNED:
        said, action = (
            _("%(network)s: you host the visit of round %(round)d and have offered no dates."),
            _("Offer dates"),
        )
    elif hosts and not row.silent:
        said, action = _("%(network)s: all have said when they can come to you. Fix a date."), _("Fix a date")
    elif not hosts and municipality in {silent.pk for silent in row.silent}:
        said, action = _("%(network)s: you have not said when you can visit %(host)s."), _("Tick the dates")
    else:
        return None
    return Owed(text=said % values, url=reverse("visit", args=[visit.pk]), action=action)
