"""Put the demonstration into the states that pages must show. Runs inside the portal's own process, never in the tests'."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone

from billing.models import FeeYear, Invoice
from billing.services.fee_years import issue_invoices
from events.models import Event, Invitation, Registration
from events.services.invitations import send_invitations
from municipalities.models import Coordinatorship
from partnership.models import Partnership, Person, SeatHolding
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
    return {
        "unanswered": links(events[UNANSWERED]),
        "cancelled": links(events[CANCELLED]),
        "over": links(events[OVER]),
        "closed": links(events[CLOSED]),
        **{status.value: links(events["development-1"], registration__status=status) for status in Registration.Status},
        "invoices": {invoice.agreement.municipality.code: invoice.pk for invoice in Invoice.objects.all()},
        "fee_years": dict(FeeYear.objects.values_list("number", "pk")),
        "inactive": inactive(),
        "rows": rows(),
        "sessions": [session_of("sekretariat@kl.example") for _ in range(4)],
    }


def change(event: Event, **values: dt.datetime) -> None:
    """Set what no page sets."""
    Event.objects.filter(pk=event.pk).update(**values)


def links(event: Event, **which: object) -> list[str]:
    """Return the personal links of an event's invitations."""
    invitations = Invitation.objects.filter(event=event, **which).select_related("link")
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
