"""Put the demonstration into the states that pages must show. Runs inside the portal's own process, never in the tests'."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone

from billing.models import BankAccount, BillingProfile, FeeYear, Invoice, Seller
from billing.services.bank_import import import_bank_file
from billing.services.credit_notes import credit_invoice
from billing.services.fee_years import issue_invoices
from billing.services.profiles import add_profile, change_profile, stated_by
from billing.services.reminders import send_reminder
from billing.services.run_requests import request_run
from events.models import Event, Invitation, Registration
from events.services.invitations import send_invitations
from events.services.registrations import decline_invitation
from events.services.substitutes import send_substitute
from municipalities.models import Coordinatorship, Municipality
from partnership.config.demonstration.bank_file import sample_bank_file
from partnership.models import Agreement, Body, IdentityProvider, Partnership, Person, PersonalLink, Seat, SeatHolding
from partnership.services.agreements import activate_agreement, confirm_agreement, decide_agreement
from partnership.services.known_people import Particulars
from partnership.services.links import url_of
from partnership.services.seats import hand_over_seat, nominate
from tests.browser.staging_day import stage_the_day
from tests.browser.staging_visits import stage_visits
from tests.partnership.passkeys import Device
from tracks.models import Track

#: Everybody in this body is invited and has not answered: enough people for every journey.
UNANSWERED = "staff-1"
CANCELLED, OVER, CLOSED = "communication-1", "leadership-2", "staff-3"


def stage() -> dict[str, Any]:
    """Cancel, end and close an event each, issue the first year's invoices, and name who is in which state."""
    now = timezone.now()
    partnership = Partnership.objects.get()
    events = {event.key: event for event in Event.objects.filter(partnership=partnership)}
    Track.objects.filter(body__key="communication").update(invites_on=timezone.localdate(now))
    for key in (UNANSWERED, CANCELLED, OVER, CLOSED):
        send_invitations(events[key], now=now)
    change(events[CANCELLED], cancelled_at=now)
    a_week_ago = now - dt.timedelta(days=7)
    change(events[OVER], answer_by=a_week_ago, starts_at=a_week_ago, ends_at=a_week_ago + dt.timedelta(hours=6))
    change(events[CLOSED], answer_by=a_week_ago)
    first = Invitation.objects.unanswered().filter(event__key="development-1").order_by("pk")[0]
    decline_invitation(first, reason="Optaget af byrådsmøde", now=now)
    day = stage_the_day(first_municipality(partnership), events[OVER], now=now)
    withdrawn = substituted(events[UNANSWERED], now=now)
    swapped(partnership, now=now)
    issue_invoices(FeeYear.objects.get(partnership=partnership, number=1), now=now)
    profiles, credit_notes = correct(now)
    account_for_money(partnership, now=now)
    return {
        **day,
        "profiles": profiles,
        "credit_notes": credit_notes,
        "unanswered": links(events[UNANSWERED]),
        "event_cancelled": links(events[CANCELLED]),
        "over": links(events[OVER]),
        "closed": links(events[CLOSED], registration__isnull=True),
        **{status.value: links(events["development-1"], registration__status=status) for status in Registration.Status},
        "waiting": links(events["development-1"], registration__status="waiting", registration__offered_until=None),
        "offered": links(events["development-1"], registration__offered_until__isnull=False),
        "asked": links(events["steering-1"], registration=None),
        "invoices": {row.agreement.municipality.code: row.pk for row in Invoice.objects.filter(replaces=None)},
        "fee_years": dict(FeeYear.objects.values_list("number", "pk")),
        "inactive": inactive(),
        **people_with_two_steps(),
        **joining(partnership, now=now),
        "owes_nothing": owes_nothing(partnership),
        "withdrawn": [url_of(withdrawn.link)],
        "approval": [url_of(link) for link in PersonalLink.objects.filter(purpose="approver").order_by("pk")],
        "seats": seats_of(first_municipality(partnership), events[UNANSWERED]),
        "rows": {**rows(), "run": run_to_approve(partnership, now=now)},
        "visits": stage_visits(first_municipality(partnership)),
        "sessions": [session_of("sekretariat@kl.example") for _ in range(4)],
    }


def owes_nothing(partnership: Partnership) -> str:
    """Let the last municipality join with just enough people, coordinated by the first one's coordinator; return its code."""
    today = timezone.localdate()
    # The very last one stays invited, for the pages of joining.
    agreement = Agreement.objects.filter(partnership=partnership, status="invited").order_by("-municipality__sort_key")[
        1
    ]
    decide_agreement(agreement, on=today)
    confirm_agreement(agreement, on=today)
    activate_agreement(agreement, on=today)
    for body in partnership.bodies.all():
        for number in range(body.seats_min):
            person = Person.objects.create(name=f"Ny Deltager {number}", email=f"{body.key}-{number}@sidst.example")
            nominate(agreement.municipality, body=body, person=person, from_on=today)
    active = Agreement.objects.active().filter(partnership=partnership)
    first = active.order_by("municipality__code")[0].municipality
    coordinator = Coordinatorship.objects.filter(municipality=first).order_by("pk")[0].person
    Coordinatorship.objects.create(municipality=agreement.municipality, person=coordinator, from_on=today)
    return agreement.municipality.code


def joining(partnership: Partnership, *, now: dt.datetime) -> dict[str, Any]:
    """Let each municipality's coordinator have a colleague and a predecessor, and coordinate for one that is only invited."""
    first = timezone.localdate(now)
    invited = Agreement.objects.filter(partnership=partnership, status=Agreement.Status.INVITED)
    last = invited.order_by("-municipality__sort_key").first()
    colleagues = {}
    for row in list(Coordinatorship.objects.filter(municipality__agreements__status="active").select_related("person")):
        code = row.municipality.code
        if code in colleagues:
            continue
        colleague = Person.objects.create(
            name="Bente Kollega", email=f"bente.kollega@{code}.example", title="Konsulent"
        )
        past = Person.objects.create(name="Finn Forhen", email=f"finn.forhen@{code}.example")
        came = {"municipality": row.municipality, "from_on": first - dt.timedelta(days=400)}
        added = Coordinatorship.objects.create(person=colleague, **came)
        Coordinatorship.objects.create(person=past, to_on=first - dt.timedelta(days=30), **came)
        Coordinatorship.objects.create(person=row.person, municipality=last.municipality, from_on=came["from_on"])
        colleagues[code] = {"person": colleague.pk, "task": added.pk}
    return {"invited_code": last.municipality.code, "colleagues": colleagues}


def correct(now: dt.datetime) -> tuple[dict[str, int], dict[str, int]]:
    """Credit a part of each invoice, change each municipality's billing information, and give it a second one."""
    profiles, credit_notes = {}, {}
    for invoice in Invoice.objects.issued().select_related("agreement__municipality"):
        municipality = invoice.agreement.municipality
        amounts = {1: Decimal("1000.10")}
        credit_notes[municipality.code] = credit_invoice(
            invoice, reason="Aftalt nedslag", amounts=amounts, by=None, now=now
        ).pk
        profile = BillingProfile.objects.open().filter(municipality=municipality, is_default=True).get()
        today = timezone.localdate(now)
        changed = replace(stated_by(profile), order_number="R-7")
        profiles[municipality.code] = change_profile(profile, stated=changed, valid_from=today, by=None, now=now).pk
        another = replace(changed, unit="Økonomi", person_reference="OEKON")
        add_profile(municipality, stated=another, valid_from=today, by=None, now=now)
    return profiles, credit_notes


def account_for_money(partnership: Partnership, *, now: dt.datetime) -> None:
    """Fetch a bank file in which some of the invoices are paid, and remind the first municipality of its own."""
    account = BankAccount.objects.get()
    content = sample_bank_file(account, today=timezone.localdate(now))
    import_bank_file(content, name="bank.xml", account=account, by=None, now=now)
    invoice = Invoice.objects.unpaid().get(agreement__municipality=first_municipality(partnership))
    send_reminder(invoice, sequence=1, by=None, now=now + dt.timedelta(days=40))


def run_to_approve(partnership: Partnership, *, now: dt.datetime) -> int:
    """Let finance ask for the run of a third year, which somebody else has to approve; return the run."""
    last = FeeYear.objects.filter(partnership=partnership).latest("number")
    days = {"starts_on": last.ends_on, "issue_on": last.ends_on, "ends_on": last.ends_on + dt.timedelta(days=365)}
    year = FeeYear.objects.create(partnership=partnership, number=last.number + 1, **days)
    Seller.objects.update(second_approval=True)
    run, _new = request_run(year, by=Person.objects.get(email="oekonomi@kl.example"), now=now)
    Seller.objects.update(second_approval=False)
    return run.pk


def change(event: Event, **values: dt.datetime) -> None:
    """Set what no page sets."""
    Event.objects.filter(pk=event.pk).update(**values)


def first_municipality(partnership: Partnership) -> Municipality:
    """Return the municipality of the first coordinator that the report names."""
    agreements = Agreement.objects.active().filter(partnership=partnership)
    return agreements.select_related("municipality").order_by("municipality__code")[0].municipality


def swapped(partnership: Partnership, *, now: dt.datetime) -> None:
    """Let a seat have an earlier holder."""
    seat = Seat.objects.get(municipality=first_municipality(partnership), body__key="communication", number=3)
    newcomer = Person.objects.create(name="Tage Tiltrådt", email="tage.tiltraadt@koebenhavn.example")
    hand_over_seat(seat, to=newcomer, on=timezone.localdate(now))


def substituted(event: Event, *, now: dt.datetime) -> Invitation:
    """Send a substitute instead of the last one who is invited to an event; returns the withdrawn invitation."""
    invitation = Invitation.objects.filter(event=event).order_by("pk").last()
    assert invitation is not None
    who = Particulars(email="stine.stedfortraeder@koebenhavn.example", name="Stine Stedfortræder")
    send_substitute(invitation, who=who, by=Person.objects.filter(is_staff=True).first(), now=now)
    return invitation


def seats_of(municipality: Municipality, event: Event) -> dict[str, int]:
    """Return what the pages of a municipality's seats are about."""
    held = SeatHolding.objects.open().filter(seat__municipality=municipality, seat__body=event.body)
    leaders = SeatHolding.objects.open().filter(seat__municipality=municipality, seat__body__key="leadership")
    return {
        "seat": held.order_by("seat__number").first().seat_id,
        "invited": held.order_by("seat__number").first().person_id,
        "uninvited": leaders.exclude(person__invitations__event__starts_at__gt=timezone.now()).first().person_id,
        "body": Body.objects.get(approval_required=True).pk,
    }


def links(event: Event, **which: object) -> list[str]:
    """Return the personal links of an event's invitations."""
    invitations = Invitation.objects.standing().filter(event=event, **which).select_related("link")
    return [url_of(invitation.link) for invitation in invitations.order_by("pk")]


def rows() -> dict[str, int]:
    """Return the ids of people in the states that the secretariat's pages must show."""
    twin = Person.objects.filter(email__startswith="privat.").get()
    first, second = SeatHolding.objects.open().filter(seat__body__key=UNANSWERED.removesuffix("-1"))[:2]
    return {
        "twin": twin.pk,
        "original": Person.objects.get(email=twin.email.removeprefix("privat.")).pk,
        "merged": Person.objects.filter(merged_into__isnull=False).latest("pk").pk,
        "coordinator": Coordinatorship.objects.latest("pk").person_id,
        "first_holder": first.person_id,
        "second_holder": second.person_id,
    }


def session_of(email: str) -> str:
    """Return the key of a session in which this person is logged in."""
    request = HttpRequest()
    request.session = SessionStore()  # type: ignore[assignment]
    login(request, Person.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    return str(request.session.session_key)


def inactive() -> str:
    """Return the address of somebody whose access is closed."""
    person = Person.objects.create(name="Tove Lukket", email="tove.lukket@koege.example", is_active=False)
    return person.email


def people_with_two_steps() -> dict[str, Any]:
    """Make people who have an app, and one of them a passkey and recovery codes as well; and one who has nothing yet."""
    people = [
        Person.objects.create(name=f"Karen Totrin {number}", email=f"karen.{number}@koege.example")
        for number in range(3)
    ]
    for person in people:
        TOTP.activate(person, generate_totp_secret())
    keeper = people[-1]
    passkey = Device(host="localhost").passkey_of(keeper)
    codes = RecoveryCodes.activate(keeper).get_unused_codes()
    newcomer = Person.objects.create(name="Niels Ny", email="niels.ny@koege.example")
    assert Authenticator.objects.filter(user=keeper).count() == 3
    return {
        "two_steps": [person.email for person in people],
        "keeper": keeper.email,
        "keeper_id": keeper.pk,
        "passkey": passkey.pk,
        "recovery_codes": codes,
        "newcomer": newcomer.email,
    }


def offer(domain: str, issuer: str, client_id: str) -> None:
    """Put the demonstration's own log-in to use, with this domain and a coordinator in it."""
    IdentityProvider.objects.update(is_active=True, issuer=issuer, client_id=client_id)
    provider = IdentityProvider.objects.get()
    provider.domains.update(domain=domain)
    person = Person.objects.create(name="Ea Eget", email=f"ea@{domain}")
    Coordinatorship.objects.create(
        person=person, municipality=provider.municipality, from_on=timezone.localdate() - dt.timedelta(days=1)
    )
