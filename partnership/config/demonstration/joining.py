"""How municipalities of the demonstration get into the partnership, with people on their seats."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from billing.models import BillingProfile
from municipalities.models import Coordinatorship, Municipality
from partnership.config.demonstration.billing import profiles_of
from partnership.config.demonstration.local_organisation import organise_locally
from partnership.config.demonstration.people import canary_of, cast_of
from partnership.config.programme.days import month_after
from partnership.models import Agreement, Body, Partnership, Person, Seat, SeatHolding
from partnership.services.agreements import activate_agreement, confirm_agreement, decide_agreement
from partnership.services.joining import invite_unwritten, store_invitation


class SeedingRefused(Exception):
    """The demonstration cannot be made beside what the database holds."""


def mixed_codes() -> list[str]:
    """Return the codes of all municipalities, mixed, so that the first few come from all over the country."""
    codes = list(Municipality.objects.order_by("code").values_list("code", flat=True))
    return [codes[index * 37 % len(codes)] for index in range(len(codes))]


def invite_municipalities(partnership: Partnership, codes: list[str]) -> None:
    """Give those that have no agreement one, as invited four months ahead; the letters are left out."""
    invited_on = month_after(partnership.starts_on, -4)
    answer_by = month_after(partnership.starts_on, -1)
    agreements = Agreement.objects.filter(partnership=partnership)
    lacking = Municipality.objects.filter(code__in=codes).exclude(pk__in=agreements.values("municipality"))
    if lacking:
        written = timezone.make_aware(dt.datetime.combine(invited_on, dt.time(12)))
        paper = store_invitation(partnership, answer_by=answer_by, now=written)
        invite_unwritten(partnership, municipalities=lacking, answer_by=answer_by, invited_on=invited_on, paper=paper)


def agreements_to_join(partnership: Partnership, count: int) -> list[Agreement]:
    """Return the agreements that are still to become active for so many municipalities."""
    wanted = mixed_codes()[:count]
    invite_municipalities(partnership, wanted)
    on_the_way = [Agreement.Status.INVITED, Agreement.Status.DECIDED, Agreement.Status.CONFIRMED]
    agreements = Agreement.objects.filter(partnership=partnership, municipality__code__in=wanted, status__in=on_the_way)
    return list(agreements.select_related("municipality", "partnership").order_by("municipality__code"))


def let_others_decide(partnership: Partnership, joining: list[Agreement]) -> None:
    """Leave some of the other municipalities on the way into the partnership."""
    others = Agreement.objects.filter(partnership=partnership).exclude(pk__in=[agreement.pk for agreement in joining])
    for index, agreement in enumerate(others.order_by("municipality__code")[:7]):
        decide_agreement(agreement, on=month_after(partnership.starts_on, -2))
        if index % 2:
            confirm_agreement(agreement, on=month_after(partnership.starts_on, -1))


def let_join(agreements: list[Agreement], partnership: Partnership, *, now: dt.datetime) -> set[int]:
    """Activate the agreements, fill their seats and organise them locally; returns the ids of the people."""
    start = partnership.starts_on
    bodies = list(Body.objects.filter(partnership=partnership))
    codes = sorted(Municipality.objects.values_list("code", flat=True))
    casts = {}
    for agreement in agreements:
        if agreement.status == Agreement.Status.INVITED:
            decide_agreement(agreement, on=month_after(start, -2), case_no=f"00.00.00-A00-{agreement.pk}-demo")
        if agreement.status == Agreement.Status.DECIDED:
            confirm_agreement(agreement, on=month_after(start, -1))
        activate_agreement(agreement, on=start)
        municipality = agreement.municipality
        casts[municipality.pk] = cast_of(municipality, bodies, school=canary_of(municipality, codes=codes))
    everybody = [person for cast in casts.values() for person in cast.everybody()]
    taken = Person.objects.filter(email__in=[person.email for person in everybody]).first()
    if taken is not None:
        raise SeedingRefused(_("The address %(email)s is used already.") % {"email": taken.email})
    people = bulk_create_with_history(everybody, Person)
    coordinatorships = [
        Coordinatorship(municipality_id=municipality_id, person=person, from_on=start)
        for municipality_id, cast in casts.items()
        for person in cast.coordinators
    ]
    bulk_create_with_history(coordinatorships, Coordinatorship)
    seats = {
        (seat.municipality_id, seat.body.key, seat.number): seat
        for seat in Seat.objects.filter(body__in=bodies, municipality__in=casts).select_related("body")
    }
    holdings = [
        SeatHolding(
            seat=seats[municipality_id, key, number],
            person=person,
            from_on=start,
            entered_by=cast.coordinators[0],
            entered_at=now,
        )
        for municipality_id, cast in casts.items()
        for key, members in cast.members.items()
        for number, person in enumerate(members, 1)
    ]
    bulk_create_with_history(holdings, SeatHolding)
    organise_locally(agreements, casts, now=now)
    stated = set(BillingProfile.objects.values_list("municipality", flat=True))
    BillingProfile.objects.bulk_create(
        profile
        for agreement in agreements
        if agreement.municipality_id not in stated
        for profile in profiles_of(agreement.municipality, start=start)
    )
    return {person.pk for person in people}
