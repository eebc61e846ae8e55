"""Put the demonstration into the states that pages must show. Runs inside the portal's own process, never in the tests'."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from billing.models import BillingProfile, FeeYear, Invoice
from billing.services.credit_notes import credit_invoice
from billing.services.fee_years import issue_invoices
from billing.services.profiles import add_profile, change_profile, stated_by
from events.models import Event, Invitation, Registration
from events.services.invitations import send_invitations
from partnership.models import Partnership, Person
from partnership.services.links import url_of

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
    issue_invoices(FeeYear.objects.get(partnership=partnership, number=1), now=now)
    profiles, credit_notes = correct(now)
    return {
        "profiles": profiles,
        "credit_notes": credit_notes,
        "unanswered": links(events[UNANSWERED]),
        "cancelled": links(events[CANCELLED]),
        "over": links(events[OVER]),
        "closed": links(events[CLOSED]),
        **{status.value: links(events["development-1"], registration__status=status) for status in Registration.Status},
        "invoices": {row.agreement.municipality.code: row.pk for row in Invoice.objects.filter(replaces=None)},
        "fee_years": dict(FeeYear.objects.values_list("number", "pk")),
        "inactive": inactive(),
    }


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
