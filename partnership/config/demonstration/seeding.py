"""Seed the demonstration: through the services where rules matter, in bulk where there are only people."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from events.models import Event
from events.services.publishing import publish_event
from municipalities.models import Municipality
from municipalities.services.loading import load_municipalities
from municipalities.services.mailboxes import state_mailboxes
from partnership.config.demonstration.accounts import keep_accounts
from partnership.config.demonstration.assessments import assess_twice
from partnership.config.demonstration.changes import change_plans
from partnership.config.demonstration.correspondence import (
    plan_invitations_of,
    remind_once,
    return_one_letter,
)
from partnership.config.demonstration.duplicates import enter_two_people_twice
from partnership.config.demonstration.invitations import (
    CONFERENCE,
    FULL,
    NEXT_WORKSHOP,
    invite_and_answer,
    limit_places,
)
from partnership.config.demonstration.joining import (
    agreements_to_join,
    invite_municipalities,
    let_join,
    let_others_decide,
    mixed_codes,
)
from partnership.config.demonstration.knowledge import gather_knowledge
from partnership.config.demonstration.log_in import prepare_log_in
from partnership.config.demonstration.networks import make_networks
from partnership.config.demonstration.office import STAFF, open_office
from partnership.config.demonstration.organisations import draw_in_projects, register_guests
from partnership.config.demonstration.past_events import hold_past_events
from partnership.config.demonstration.people import mailbox_of
from partnership.config.demonstration.practices import share_practices
from partnership.config.demonstration.programmes import write_programmes
from partnership.config.demonstration.registration import show_registration
from partnership.config.demonstration.seats import (
    APPROVED_AT_HOME,
    DECIDED,
    let_one_object,
    name_mayors,
    plan_ahead,
)
from partnership.config.demonstration.words import MINUTES, PROFESSIONS
from partnership.config.programme.loading import load_programme
from partnership.config.programme.reading import read_programme
from partnership.documents.papers import agreement_pdf
from partnership.documents.snapshots import agreement_snapshot
from partnership.models import Body, Partnership, Person
from partnership.services.agreements import attach_signed_document
from partnership.services.professions import record_professions

SLUG = "demo"
#: Published, its invitations waiting for their time.
PLANNED_SENDING = "communication-2"
#: How many municipalities are not invited yet, and of how many of them no mailbox is known.
NOT_INVITED, WITHOUT_MAILBOX = 6, 2
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
    joining = agreements_to_join(partnership, municipalities)
    if loaded.created:
        let_others_decide(partnership, joining)
    if joining:
        people = let_join(joining, partnership, now=now)
        if loaded.created:
            signed = agreement_pdf(agreement_snapshot(joining[0]))
            attach_signed_document(joining[0], content=signed, now=now)
            limit_places(partnership, now=now)
            prepare_log_in(joining[0].municipality)
            let_one_object(partnership, now=now)
            register_guests(Event.objects.get(partnership=partnership, key=CONFERENCE))
            draw_in_projects(partnership)
        invite_and_answer(partnership, people, now=now)
        name_mayors(partnership, joining)
        if loaded.created:
            keys = {"asks": CONFERENCE, "full": FULL, "keeps": NEXT_WORKSHOP}
            events = {name: Event.objects.get(partnership=partnership, key=key) for name, key in keys.items()}
            show_registration(**events, now=now)
            for agreement in joining[:3]:
                plan_ahead(partnership, agreement, now=now)
            secretary = Person.objects.get(email=STAFF[0][1])
            hosts = [agreement.municipality for agreement in joining]
            hold_past_events(partnership, hosts=hosts, paper=signed, by=secretary, now=now)
            share_practices(partnership, hosts=sorted(hosts, key=lambda row: row.sort_key), paper=signed, now=now)
            gather_knowledge(partnership, paper=signed, now=now)
            conference = Event.objects.get(partnership=partnership, key=CONFERENCE)
            remind_once(conference, by=secretary, now=now)
            return_one_letter(conference, now=now)
            plan_invitations_of(Event.objects.get(partnership=partnership, key=PLANNED_SENDING), by=secretary, now=now)
            change_plans(partnership, by=secretary, now=now)
            assess_twice(partnership, joining, by=secretary, now=now)
            enter_two_people_twice(partnership, by=secretary, now=now)
            make_networks(partnership, count=len(joining), now=now)
            expected = partnership.yearly_fee * len(joining)
            keep_accounts(partnership, expected=expected, by=Person.objects.get(email=STAFF[1][1]), now=now)
    return partnership


def _prepare(partnership: Partnership, *, now: dt.datetime) -> None:
    open_office()
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
    codes = mixed_codes()
    known = Municipality.objects.exclude(code__in=codes[len(codes) - WITHOUT_MAILBOX :])
    state_mailboxes({municipality.code: mailbox_of(municipality) for municipality in known.filter(mailbox="")})
    invite_municipalities(partnership, codes[: len(codes) - NOT_INVITED])
