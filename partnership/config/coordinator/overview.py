"""Ask every room what a municipality owes; the rooms themselves do not know each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils import timezone

from billing.services.owed import InvoiceStanding, invoice_standings, owed_billing_data, owed_payments
from events.services.delegates import owed_delegates
from events.services.owed import HORIZON, Ahead, events_ahead, owed_answers, owed_confirmations
from municipalities.models import Coordinatorship
from partnership.models import Agreement
from partnership.owed import Owed, most_urgent_first
from partnership.services.assessments import owed_assessments
from partnership.services.bounces import owed_addresses
from partnership.services.owed import owed_approvals, owed_seats
from partnership.services.seats import BodySeats, seat_overview
from tracks.services.owed import owed_questions
from tracks.services.own_networks import OwnNetwork, networks_of
from tracks.services.visit_board import owed_visits


class Part(Protocol):
    """What a room contributes: per agreement what its municipality owes, in the active language and few queries."""

    def __call__(self, agreements: Sequence[Agreement], /, *, now: dt.datetime) -> dict[int, list[Owed]]: ...


#: In the order in which things without a deadline are listed. A new kind of debt is one function more.
PARTS: tuple[Part, ...] = (
    owed_seats,
    owed_approvals,
    owed_addresses,
    owed_delegates,
    owed_answers,
    owed_confirmations,
    owed_assessments,
    owed_visits,
    owed_questions,
    owed_payments,
    owed_billing_data,
)


@dataclass(frozen=True)
class Overview:
    """Everything on a municipality's home."""

    agreement: Agreement
    today: dt.date
    owed: list[Owed]
    ahead: list[Ahead]
    ahead_until: dt.date
    invoices: list[InvoiceStanding]
    bodies: list[BodySeats]
    coordinators: list[Coordinatorship]
    networks: list[OwnNetwork]


def what_is_owed(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement all that its municipality owes, the most urgent first, in the active language.

    The number of queries does not depend on how many agreements there are.
    """
    parts = [part(agreements, now=now) for part in PARTS]
    return {
        agreement.pk: most_urgent_first(owed for part in parts for owed in part[agreement.pk])
        for agreement in agreements
    }


def overview_of(agreement: Agreement, *, now: dt.datetime) -> Overview:
    """Return what the municipality's home shows; a constant number of queries, however much there is."""
    today = timezone.localdate(now)
    coordinators = Coordinatorship.objects.open_on(today).filter(municipality=agreement.municipality_id)
    return Overview(
        agreement=agreement,
        today=today,
        owed=what_is_owed([agreement], now=now)[agreement.pk],
        ahead=events_ahead(agreement, now=now),
        ahead_until=timezone.localdate(now + HORIZON),
        invoices=invoice_standings(agreement, now=now),
        bodies=seat_overview(agreement, on=today),
        coordinators=list(coordinators.select_related("person")),
        networks=networks_of(agreement),
    )
