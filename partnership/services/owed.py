"""The people a municipality still owes its bodies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership import text
from partnership.models import Agreement, Body, Nomination, SeatHolding
from partnership.owed import Owed


def owed_seats(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement what is missing to each body's minimum; two queries, however many agreements."""
    today = timezone.localdate(now)
    bodies: dict[int, list[Body]] = defaultdict(list)
    for body in Body.objects.filter(partnership__in={agreement.partnership_id for agreement in agreements}):
        bodies[body.partnership_id].append(body)
    held = SeatHolding.objects.held_on(today).filter(
        seat__municipality__in={agreement.municipality_id for agreement in agreements}
    )
    counts = {
        (row["seat__municipality"], row["seat__body"]): row["held"]
        for row in held.order_by().values("seat__municipality", "seat__body").annotate(held=Count("pk"))
    }
    return {
        agreement.pk: [
            _missing(agreement, body, lacking)
            for body in bodies[agreement.partnership_id]
            if (lacking := body.seats_min - counts.get((agreement.municipality_id, body.pk), 0)) > 0
        ]
        for agreement in agreements
    }


def owed_approvals(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement the nominations that wait for an approval at home; one query."""
    by_parties = {(agreement.partnership_id, agreement.municipality_id): agreement for agreement in agreements}
    found: dict[int, list[Owed]] = {agreement.pk: [] for agreement in agreements}
    awaiting = Nomination.objects.awaiting().filter(
        seat__municipality__in={municipality for _partnership, municipality in by_parties}
    )
    for nomination in awaiting.select_related("seat__body", "person").order_by("asked_at", "pk"):
        agreement = by_parties.get((nomination.seat.body.partnership_id, nomination.seat.municipality_id))
        if agreement is None:
            continue
        message = _("%(body)s: %(approver)s has not yet approved a nomination, asked on %(day)s.")
        values = {"body": nomination.seat.body.name, "approver": nomination.approver_name}
        found[agreement.pk].append(
            Owed(
                text=message % {**values, "day": text.day(nomination.asked_at)},
                url=reverse("seats", args=[agreement.municipality.code]),
                action=_("See the seats"),
                names=(nomination.person.name,),
            )
        )
    return found


def _missing(agreement: Agreement, body: Body, lacking: int) -> Owed:
    message = ngettext("%(body)s: %(n)d person is missing.", "%(body)s: %(n)d people are missing.", lacking)
    return Owed(
        text=message % {"body": body.name, "n": lacking},
        url=reverse("seats", args=[agreement.municipality.code]),
        action=_("See the seats"),
    )
