"""Put the demonstration into the states that pages must show. Runs inside the portal's own process, never in the tests'."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from billing.models import FeeYear, Invoice
from billing.services.fee_years import issue_invoices
from events.models import Event, Invitation, Registration
from events.services.invitations import send_invitations
from events.services.registrations import decline_invitation
from municipalities.models import Coordinatorship
from partnership.models import Agreement, IdentityProvider, Partnership, Person
from partnership.services.agreements import activate_agreement, confirm_agreement, decide_agreement
from partnership.services.links import url_of
from partnership.services.seats import nominate
from tests.partnership.passkeys import Device

#: Everybody in this body is invited and has not answered: enough people for every journey.
UNANSWERED = "staff-1"
CANCELLED, OVER, CLOSED = "communication-1", "leadership-2", "staff-2"


def stage() -> dict[str, Any]:
    """Cancel, end and close an event each, issue the first year's invoices, and name who is in which state."""
    now = timezone.now()
    partnership = Partnership.objects.get()
    events = {event.key: event for event in Event.objects.filter(partnership=partnership)}
    for key in (UNANSWERED, CANCELLED, OVER, CLOSED):
        send_invitations(events[key], now=now)
    change(events[CANCELLED], cancelled_at=now)
    a_week_ago = now - dt.timedelta(days=7)
    change(events[OVER], answer_by=a_week_ago, starts_at=a_week_ago, ends_at=a_week_ago + dt.timedelta(hours=6))
    change(events[CLOSED], answer_by=a_week_ago)
    first = Invitation.objects.unanswered().filter(event__key="development-1").order_by("pk")[0]
    decline_invitation(first, reason="Optaget af byrådsmøde", now=now)
    issue_invoices(FeeYear.objects.get(partnership=partnership, number=1), now=now)
    return {
        "unanswered": links(events[UNANSWERED]),
        "event_cancelled": links(events[CANCELLED]),
        "over": links(events[OVER]),
        "closed": links(events[CLOSED]),
        **{status.value: links(events["development-1"], registration__status=status) for status in Registration.Status},
        "invoices": {invoice.agreement.municipality.code: invoice.pk for invoice in Invoice.objects.all()},
        "fee_years": dict(FeeYear.objects.values_list("number", "pk")),
        "inactive": inactive(),
        "owes_nothing": owes_nothing(partnership),
        **people_with_two_steps(),
        **joining(partnership, now=now),
    }


def owes_nothing(partnership: Partnership) -> str:
    """Let the last municipality join with just enough people, coordinated by the first one's coordinator; return its code."""
    today = timezone.localdate()
    agreement = Agreement.objects.filter(partnership=partnership, status="invited").latest("municipality__sort_key")
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


def change(event: Event, **values: dt.datetime) -> None:
    """Set what no page sets."""
    Event.objects.filter(pk=event.pk).update(**values)


def links(event: Event, **which: object) -> list[str]:
    """Return the personal links of an event's invitations."""
    invitations = Invitation.objects.filter(event=event, **which).select_related("link")
    return [url_of(invitation.link) for invitation in invitations.order_by("pk")]


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
