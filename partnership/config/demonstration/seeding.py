"""Seed the demonstration: through the services where rules matter, in bulk where there are only people."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from billing.models import BankAccount, BillingProfile, ReferenceRate, Seller, VatRate
from events.models import Delegate, Event, Invitation
from events.services.audience import audience_of
from events.services.feeds import renew_own_calendar
from events.services.invitations import send_invitations
from events.services.publishing import publish_event
from events.services.registrations import accept_invitation, decline_invitation
from municipalities.models import Coordinatorship, Municipality
from municipalities.services.loading import load_municipalities
from municipalities.services.mailboxes import state_mailboxes
from partnership.config.demonstration.accounts import keep_accounts
from partnership.config.demonstration.assessments import assess_twice
from partnership.config.demonstration.billing import profiles_of
from partnership.config.demonstration.changes import change_plans
from partnership.config.demonstration.correspondence import (
    INVITED_BEFORE,
    plan_invitations_of,
    register_guests,
    remind_once,
    return_one_letter,
)
from partnership.config.demonstration.duplicates import enter_two_people_twice
from partnership.config.demonstration.knowledge import gather_knowledge
from partnership.config.demonstration.local_organisation import organise_locally
from partnership.config.demonstration.networks import make_networks
from partnership.config.demonstration.past_events import hold_past_events
from partnership.config.demonstration.people import (
    canary_of,
    cast_of,
    mailbox_of,
    mayor_of,
    newcomers_of,
    staff_person,
)
from partnership.config.demonstration.practices import share_practices
from partnership.config.demonstration.programmes import write_programmes
from partnership.config.demonstration.registration import show_registration
from partnership.config.demonstration.words import MINUTES, OBJECTION, PROFESSIONS, REASONS
from partnership.config.programme.days import month_after
from partnership.config.programme.loading import load_programme
from partnership.config.programme.reading import read_programme
from partnership.documents.papers import agreement_pdf
from partnership.documents.snapshots import agreement_snapshot
from partnership.models import (
    Agreement,
    Approver,
    Body,
    IdentityProvider,
    IdentityProviderDomain,
    Partnership,
    Person,
    Seat,
    SeatHolding,
    Secretariat,
)
from partnership.roles import Role
from partnership.services.agreements import (
    activate_agreement,
    attach_signed_document,
    confirm_agreement,
    decide_agreement,
)
from partnership.services.joining import invite_unwritten, store_invitation
from partnership.services.nominations import propose_successor
from partnership.services.own_details import object_to_entry
from partnership.services.professions import record_professions
from partnership.services.seats import vacate_seat

SLUG = "demo"


class SeedingRefused(Exception):
    """The demonstration cannot be made beside what the database holds."""


STAFF = [
    ("Sanne Østerlund", "sekretariat@kl.example", Role.SECRETARIAT),
    ("Bo Ågren", "oekonomi@kl.example", Role.FINANCE),
    ("Liv Ærenlund", "laeser@kl.example", Role.READER),
]
#: Events whose invitations are sent; the first fills up.
FULL, CONFERENCE = "development-1", "steering-1"
#: Published, with nobody invited yet, and with fewer places than people.
NEXT_WORKSHOP = "leadership-1"
#: Published, its invitations waiting for their time.
PLANNED_SENDING = "communication-2"
#: How many municipalities are not invited yet, and of how many of them no mailbox is known.
NOT_INVITED, WITHOUT_MAILBOX = 6, 2
#: The body whose professions the development group has decided, and who holds one of its seats but objects.
DECIDED = "communication"
#: The body whose nominations are approved at home, and the one in which changes are planned.
APPROVED_AT_HOME, PLANNED = "steering", "communication"
#: As Danmarks Nationalbank set them; the secretariat enters those that follow.
REFERENCE_RATES = (
    (dt.date(2025, 1, 1), Decimal("2.75")),
    (dt.date(2025, 7, 1), Decimal("1.75")),
    (dt.date(2026, 1, 1), Decimal("1.75")),
)
VENUE, ADDRESS = "KL-Huset", "Weidekampsgade 10, 2300 København S"


@transaction.atomic
def seed_demonstration(*, municipalities: int, start: dt.date, now: dt.datetime) -> Partnership:
    """Make the demonstration, or let more municipalities join the one that is there; otherwise nothing changes.

    `start` counts for the first seeding only. Raises SeedingRefused when a real person has one of the invented addresses.
    """
    if not Municipality.objects.exists():
        load_municipalities()
    loaded = load_programme(read_programme(), start=start, slug=SLUG)
    partnership = loaded.partnership
    if loaded.created:
        _prepare(partnership, now=now)
    joining = _joining(partnership, municipalities)
    if loaded.created:
        _let_others_decide(partnership, joining)
    if joining:
        people = _let_join(joining, partnership, now=now)
        if loaded.created:
            signed = agreement_pdf(agreement_snapshot(joining[0]))
            attach_signed_document(joining[0], content=signed, now=now)
            _limit_places(partnership, now=now)
            _prepare_log_in(joining[0].municipality)
            _let_one_object(partnership, now=now)
        if loaded.created:
            register_guests(Event.objects.get(partnership=partnership, key=CONFERENCE))
        _invite(partnership, people, now=now)
        _name_mayors(partnership, joining)
        if loaded.created:
            keys = {"asks": CONFERENCE, "full": FULL, "keeps": NEXT_WORKSHOP}
            events = {name: Event.objects.get(partnership=partnership, key=key) for name, key in keys.items()}
            show_registration(**events, now=now)
            for agreement in joining[:3]:
                _plan_ahead(partnership, agreement, now=now)
            secretary = Person.objects.get(email=STAFF[0][1])
            hosts = [agreement.municipality for agreement in joining]
            hold_past_events(partnership, hosts=hosts, paper=signed, by=secretary, now=now)
            share_practices(partnership, hosts=sorted(hosts, key=lambda row: row.sort_key), paper=signed, now=now)
            gather_knowledge(partnership, paper=signed, now=now)
            conference = Event.objects.get(partnership=partnership, key=CONFERENCE)
            remind_once(conference, by=secretary, now=now)
            return_one_letter(conference, now=now)
            plan_invitations_of(Event.objects.get(partnership=partnership, key=PLANNED_SENDING), by=secretary, now=now)
            change_plans(partnership, by=Person.objects.get(email=STAFF[0][1]), now=now)
            assess_twice(partnership, joining, by=secretary, now=now)
            enter_two_people_twice(partnership, by=Person.objects.get(email=STAFF[0][1]), now=now)
            make_networks(partnership, count=len(joining), now=now)
            expected = partnership.yearly_fee * len(joining)
            keep_accounts(partnership, expected=expected, by=Person.objects.get(email=STAFF[1][1]), now=now)
    return partnership


def _prepare(partnership: Partnership, *, now: dt.datetime) -> None:
    for name, email, role in STAFF:
        person = Person.objects.with_email(email).first()
        if person is None:
            person = staff_person(name, email)
            person.save()
        person.groups.add(Group.objects.get(name=role))
    # A fictional creditor number: real ones begin with 8.
    Seller.objects.get_or_create(
        only=True,
        defaults={
            "contact_name": "Bo Ågren",
            "email": "oekonomi@kl.example",
            "phone": "00 00 00 00",
            "payment_method": Seller.PaymentMethod.FIK,
            "creditor_number": "00000000",
            "second_approval": False,
        },
    )
    Secretariat.objects.get_or_create(
        only=True,
        defaults={
            "email": STAFF[0][1],
            "phone": "00 00 00 00",
            "phone_hours": "Mandag til torsdag kl. 9-15, fredag kl. 9-14",
        },
    )
    # No bank has this registration number.
    BankAccount.objects.get_or_create(
        registration_number="0000", account_number="0000000000", defaults={"name": "Driftskonto (demo)"}
    )
    for valid_from, rate in REFERENCE_RATES:
        ReferenceRate.objects.get_or_create(valid_from=valid_from, defaults={"rate": rate})
    VatRate.objects.get_or_create(valid_from=dt.date(1992, 1, 1), defaults={"rate": 25})
    Body.objects.filter(partnership=partnership, key=APPROVED_AT_HOME).update(approval_required=True)
    events = Event.objects.filter(partnership=partnership)
    events.filter(date_is_tentative=False).update(venue=VENUE, address=ADDRESS)
    for event in events:
        publish_event(event, now=now)
    write_programmes(partnership)
    record_professions(
        Body.objects.get(partnership=partnership, key=DECIDED),
        professions="\n".join(PROFESSIONS),
        decided_on=min(partnership.starts_on, timezone.localdate(now)),
        minutes=MINUTES,
        by=Person.objects.get(email=STAFF[0][1]),
        now=now,
    )
    partnership.contact_name, partnership.contact_email, _role = STAFF[0]
    partnership.contact_phone, partnership.case_id = "00 00 00 00", "SAG-DEMO-1"
    partnership.save(update_fields=["contact_name", "contact_email", "contact_phone", "case_id"])
    codes = _codes()
    known = Municipality.objects.exclude(code__in=codes[len(codes) - WITHOUT_MAILBOX :])
    state_mailboxes({municipality.code: mailbox_of(municipality) for municipality in known.filter(mailbox="")})
    _invite_municipalities(partnership, codes[: len(codes) - NOT_INVITED])


def _codes() -> list[str]:
    """Return the codes of all municipalities, mixed, so that the first few come from all over the country."""
    codes = list(Municipality.objects.order_by("code").values_list("code", flat=True))
    return [codes[index * 37 % len(codes)] for index in range(len(codes))]


def _invite_municipalities(partnership: Partnership, codes: list[str]) -> None:
    """Give those that have no agreement one, as invited four months ahead; the letters are left out."""
    invited_on = month_after(partnership.starts_on, -4)
    answer_by = month_after(partnership.starts_on, -1)
    agreements = Agreement.objects.filter(partnership=partnership)
    lacking = Municipality.objects.filter(code__in=codes).exclude(pk__in=agreements.values("municipality"))
    if lacking:
        written = timezone.make_aware(dt.datetime.combine(invited_on, dt.time(12)))
        paper = store_invitation(partnership, answer_by=answer_by, now=written)
        invite_unwritten(partnership, municipalities=lacking, answer_by=answer_by, invited_on=invited_on, paper=paper)


def _joining(partnership: Partnership, count: int) -> list[Agreement]:
    """Return the agreements that are still to become active for so many municipalities."""
    wanted = _codes()[:count]
    _invite_municipalities(partnership, wanted)
    on_the_way = [Agreement.Status.INVITED, Agreement.Status.DECIDED, Agreement.Status.CONFIRMED]
    agreements = Agreement.objects.filter(partnership=partnership, municipality__code__in=wanted, status__in=on_the_way)
    return list(agreements.select_related("municipality", "partnership").order_by("municipality__code"))


def _let_others_decide(partnership: Partnership, joining: list[Agreement]) -> None:
    """Leave some of the other municipalities on the way into the partnership."""
    others = Agreement.objects.filter(partnership=partnership).exclude(pk__in=[agreement.pk for agreement in joining])
    for index, agreement in enumerate(others.order_by("municipality__code")[:7]):
        decide_agreement(agreement, on=month_after(partnership.starts_on, -2))
        if index % 2:
            confirm_agreement(agreement, on=month_after(partnership.starts_on, -1))


def _let_join(agreements: list[Agreement], partnership: Partnership, *, now: dt.datetime) -> set[int]:
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


def _prepare_log_in(municipality: Municipality) -> None:
    """Give one municipality a log-in of its own, not in use: docs/operations.md says how to try it."""
    provider, made = IdentityProvider.objects.get_or_create(
        key="demo",
        defaults={
            "municipality": municipality,
            "name": municipality.official_name,
            "issuer": "http://localhost:9100/demo",
            "client_id": "partnership-portal",
        },
    )
    if made:
        coordinator = Person.objects.filter(coordinatorships__municipality=municipality).earliest("pk")
        IdentityProviderDomain.objects.create(provider=provider, domain=coordinator.email.partition("@")[2])


def _let_one_object(partnership: Partnership, *, now: dt.datetime) -> None:
    holdings = SeatHolding.objects.open().filter(seat__body__partnership=partnership, seat__body__key=DECIDED)
    last = holdings.select_related("person").order_by("seat__municipality__code", "-seat__number").first()
    if last is not None:
        object_to_entry(last.person, reason=OBJECTION, now=now)


def _limit_places(partnership: Partnership, *, now: dt.datetime) -> None:
    for key, share in ((FULL, 0.4), (NEXT_WORKSHOP, 0.8)):
        event = Event.objects.get(partnership=partnership, key=key)
        event.capacity = max(1, int(len(audience_of(event, on=timezone.localdate(now))) * share))
        event.save(update_fields=["capacity"])


def _invite(partnership: Partnership, people: set[int], *, now: dt.datetime) -> None:
    """Send the invitations of two events and let the new people answer: most accept, some decline, some say nothing."""
    events = {event.key: event for event in Event.objects.filter(partnership=partnership, key__in=[FULL, CONFERENCE])}
    _name_delegates(events[CONFERENCE], people)
    for event in events.values():
        if not event.accepts_answers(now):
            continue
        send_invitations(event, now=now - INVITED_BEFORE if event.key == CONFERENCE else now)
        _answer(event, people, now=now)


def _name_mayors(partnership: Partnership, joining: list[Agreement]) -> None:
    """Let the mayors approve who is nominated to the steering group."""
    body = Body.objects.get(partnership=partnership, key=APPROVED_AT_HOME)
    mayors = [(agreement.municipality, *mayor_of(agreement.municipality)) for agreement in joining]
    Approver.objects.bulk_create(
        Approver(municipality=municipality, body=body, name=name, email=email) for municipality, name, email in mayors
    )


def _plan_ahead(partnership: Partnership, agreement: Agreement, *, now: dt.datetime) -> None:
    """Show in a municipality what may be under way: a successor, a seat that falls vacant, a nomination to approve."""
    people = newcomers_of(agreement.municipality)
    coordinator = Coordinatorship.objects.filter(municipality=agreement.municipality).order_by("pk").first()
    by = coordinator.person if coordinator else None
    soon = month_after(max(partnership.starts_on, timezone.localdate(now)).replace(day=1), 2)

    def seat_of(key: str, number: int) -> Seat:
        seats = Seat.objects.select_related("body__partnership", "municipality")
        return seats.get(
            body__partnership=partnership, body__key=key, municipality=agreement.municipality, number=number
        )

    for key, number in ((PLANNED, 1), (APPROVED_AT_HOME, 1)):
        person = next(people)
        person.save()
        propose_successor(seat_of(key, number), person=person, on=soon, by=by, now=now)
    vacate_seat(seat_of(PLANNED, 2), on=soon)


def _name_delegates(conference: Event, people: set[int]) -> None:
    holdings = SeatHolding.objects.open().filter(
        seat__body=conference.delegate_body_id, seat__number__lte=2, person__in=people
    )
    Delegate.objects.bulk_create(
        Delegate(
            event=conference,
            municipality_id=holding.seat.municipality_id,
            number=holding.seat.number,
            person_id=holding.person_id,
        )
        for holding in holdings.select_related("seat").order_by("seat")
    )


def _answer(event: Event, people: set[int], *, now: dt.datetime) -> None:
    rng = Random(f"answers to {event.key}")
    invitations = list(
        Invitation.objects.filter(event=event, person__in=people)
        .select_related("event", "person", "municipality", "link")
        .order_by("person__email")
    )
    rng.shuffle(invitations)
    if invitations:
        renew_own_calendar(invitations[0].person, now=now)
    for invitation in invitations:
        mood = rng.random()
        if mood < 0.65:
            accept_invitation(invitation, now=now)
        elif mood < 0.77:
            decline_invitation(invitation, reason=rng.choice(REASONS), now=now)
