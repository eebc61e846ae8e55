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

from partnership.models import Agreement, Body, SeatHolding
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


def _missing(agreement: Agreement, body: Body, lacking: int) -> Owed:
    text = ngettext("%(body)s: %(n)d person is missing.", "%(body)s: %(n)d people are missing.", lacking)
    return Owed(
        text=text % {"body": body.name, "n": lacking},
        url=reverse("municipality_home", args=[agreement.municipality.code]) + "#seats",
        action=_("See the seats"),
    )
