"""What there is in the demonstration: for programs as one object, for people in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import Invoice
from events.models import Event, Invitation, Registration
from municipalities.models import Coordinatorship, Municipality
from partnership.config.demonstration.course.story import PLAYED
from partnership.config.demonstration.invitations import NEXT_WORKSHOP
from partnership.config.demonstration.office import STAFF
from partnership.config.demonstration.people import canary_of
from partnership.models import Agreement, Partnership, Person, Seat, SeatHolding
from partnership.roles import Role
from partnership.services.assessments import PATHS
from partnership.services.links import url_of

COORDINATOR, PARTICIPANT = "coordinator", "participant"
#: How many coordinators the summary in words names.
_SHOWN = 3


def demonstration_report(partnership: Partnership) -> dict[str, Any]:
    """Return accounts, personal links and ids per municipality: the contract of `seed_demo --json`."""
    agreements = Agreement.objects.active().filter(partnership=partnership).select_related("municipality")
    municipalities = [agreement.municipality for agreement in agreements.order_by("municipality__code")]
    coordinators = _coordinators(municipalities)
    return {
        "partnership": partnership.pk,
        "fee_year": f"{partnership.slug}/1",
        "accounts": [
            *(_account(role.value, _person(email), None) for _name, email, role in STAFF),
            *(_account(COORDINATOR, person, place) for place in municipalities for person in coordinators[place.pk]),
            *_participants(partnership, municipalities),
        ],
        "municipalities": _municipalities(partnership, municipalities, coordinators),
        "events": [
            {
                "id": event.pk,
                "key": event.key,
                "title": event.title,
                "body": event.body.key,
                "capacity": event.capacity,
                "starts_at": event.starts_at.isoformat(),
            }
            for event in Event.objects.filter(partnership=partnership, visit=None)
            .select_related("body")
            .order_by("starts_at", "pk")
        ],
        "links": _links(partnership),
    }


def demonstration_summary(report: dict[str, Any]) -> str:
    """Return the report for a person at a terminal: where to go, whom to be, where letters and invoices lie."""
    names = {row["code"]: row["name"] for row in report["municipalities"]}
    staff = [account for account in report["accounts"] if account["municipality_code"] is None]
    coordinators = [account for account in report["accounts"] if account["role"] == COORDINATOR][:_SHOWN]
    lines = [
        _("The demonstration has %(municipalities)d municipalities and %(links)d personal links.")
        % {"municipalities": len(names), "links": len(report["links"])},
        "",
        _("Log in with one of these addresses; the code comes as a letter: %(url)s")
        % {"url": settings.SITE_URL + reverse("account_request_login_code")},
        *(f"  {account['email']:<40}{account['name']} ({Role(account['role']).label})" for account in staff),
        *(
            f"  {account['email']:<40}{account['name']} ({_('coordinator')}, {names[account['municipality_code']]})"
            for account in coordinators
        ),
        _("  … and %(count)d more, with the personal links: manage.py seed_demo --json")
        % {"count": len(report["accounts"]) - len(staff) - len(coordinators)},
        "",
        _("Letters: %(folder)s") % {"folder": settings.MAIL_FOLDER},
        _("Invoices: %(folder)s") % {"folder": settings.DOCUMENTS},
        "",
        _("Try this:"),
        *_worth_trying(report),
    ]
    return "\n".join(lines)


def _worth_trying(report: dict[str, Any]) -> list[str]:
    """Return commands for a partnership that runs; for one that has run its course, what there is to read."""
    if report["fee_year"].startswith(PLAYED):
        papers = [reverse("criteria_report", args=[path]) for path in PATHS]
        return [f"  {settings.SITE_URL}{path}" for path in ("/", reverse("criteria_all"), *papers)]
    workshop = next(event for event in report["events"] if event["key"] == NEXT_WORKSHOP)
    return [
        f"  manage.py send_invitations {workshop['id']}",
        f"  manage.py issue_invoices {report['fee_year']} --dry-run",
    ]


def _account(role: str, person: Person, municipality: Municipality | None) -> dict[str, Any]:
    code = municipality.code if municipality else None
    return {"role": role, "email": person.email, "name": person.name, "municipality": code, "municipality_code": code}


def _person(email: str) -> Person:
    person: Person = Person.objects.get(email=email)
    return person


def _coordinators(municipalities: list[Municipality]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = defaultdict(list)
    rows = Coordinatorship.objects.filter(municipality__in=municipalities, to_on=None).select_related("person")
    for row in rows.order_by("municipality", "pk"):
        found[row.municipality_id].append(row.person)
    return found


def _participants(partnership: Partnership, municipalities: list[Municipality]) -> list[dict[str, Any]]:
    """Return one participant per municipality: who holds its first seat in the staff track."""
    holdings = SeatHolding.objects.open().filter(
        seat__body__partnership=partnership,
        seat__body__key="staff",
        seat__number=1,
        seat__municipality__in=municipalities,
    )
    rows = holdings.select_related("person", "seat__municipality").order_by("seat__municipality__code")
    return [_account(PARTICIPANT, row.person, row.seat.municipality) for row in rows]


def _municipalities(
    partnership: Partnership, municipalities: list[Municipality], coordinators: dict[int, list[Person]]
) -> list[dict[str, Any]]:
    codes = sorted(Municipality.objects.values_list("code", flat=True))
    seats = _ids(Seat.objects.filter(body__partnership=partnership).values_list("municipality", "pk"))
    answers = Registration.objects.filter(event__partnership=partnership, municipality__isnull=False)
    registrations = _ids(answers.values_list("municipality", "pk"))
    invoices = _ids(
        Invoice.objects.filter(fee_year__partnership=partnership).values_list("agreement__municipality", "pk")
    )
    rows = []
    for municipality in municipalities:
        # Somebody may have taken the coordinator away since.
        email = next((person.email for person in coordinators[municipality.pk]), None)
        rows.append(
            {
                "code": municipality.code,
                "name": municipality.name,
                "coordinator": email,
                "coordinator_email": email,
                "canary": canary_of(municipality, codes=codes),
                "seats": seats[municipality.pk],
                "registrations": registrations[municipality.pk],
                "invoices": invoices[municipality.pk],
            }
        )
    return rows


def _ids(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for municipality_id, pk in sorted(pairs):
        found[municipality_id].append(pk)
    return found


def _links(partnership: Partnership) -> list[dict[str, Any]]:
    invitations = Invitation.objects.standing().filter(event__partnership=partnership, municipality__isnull=False)
    return [
        {
            "event": invitation.event_id,
            "event_id": invitation.event_id,
            "email": invitation.person.email,
            "municipality": invitation.municipality.code,
            "municipality_code": invitation.municipality.code,
            "url": url_of(invitation.link),
        }
        for invitation in invitations.select_related("person", "municipality", "link").order_by("pk")
        if invitation.municipality is not None
    ]
