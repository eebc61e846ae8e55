"""Staff look at the portal as a coordinator: who may, what they meet, how it ends, and what the logbook keeps.

That nothing at all can be changed while it lasts is walked over the whole URLconf in tests/config/test_viewing.py.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Coordinatorship
from partnership.models import Letter, LogbookEntry, Person
from partnership.roles import Role
from partnership.services.viewing import LONGEST, NotViewable, start_viewing, stop_viewing
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
REASON = "Koordinatoren har ringet om pladserne"
LOG_IN = "django.contrib.auth.backends.ModelBackend"


def staff(role: Role = Role.SECRETARIAT, **values: object) -> Person:
    person = PersonFactory(is_staff=True, **values)
    person.groups.add(Group.objects.get(name=role))
    return person


def coordinator(**values: object) -> Person:
    """Return somebody who coordinates for a municipality that takes part."""
    agreement = AgreementFactory(municipality=MunicipalityFactory())
    person = PersonFactory(**values)
    Coordinatorship.objects.create(municipality=agreement.municipality, person=person, from_on=dt.date(2020, 1, 1))
    return person


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=LOG_IN)
    return client


def start(client: Client, target: Person):
    return client.post(reverse("admin:partnership_person_look", args=[target.pk]), {"reason": REASON})


def looking(target: Person, by: Person | None = None) -> Client:
    client = client_of(by or staff())
    assert start(client, target).status_code == 302
    return client


def ends_of(target: Person) -> int:
    return LogbookEntry.objects.filter(kind=LogbookEntry.Kind.VIEWING_STOPPED, person=target).count()


# --- Who may look at whom --------------------------------------------------------------------------------------------------


def test_a_start_is_logged_with_its_reason_and_the_coordinator_is_told() -> None:
    target, by = coordinator(name="Bo Ågren", language="en"), staff(name="Sanne Østerlund")
    entry = start_viewing(target, by=by, reason=REASON, now=NOW)
    assert (entry.kind, entry.actor, entry.person, entry.reason) == ("viewing_started", by, target, REASON)
    letter = Letter.objects.get(kind="viewed_as")
    assert letter.to_email == target.email
    assert letter.language == "en"
    for words in ("Sanne Østerlund", REASON, "24 November 2026", "10:30"):
        assert words in letter.text


@pytest.mark.parametrize(
    "values", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}], ids=["staff", "boss", "closed"]
)
def test_nobody_looks_as_staff_or_as_somebody_without_access(values: dict[str, bool]) -> None:
    target = coordinator(**values)
    with pytest.raises(NotViewable):
        start_viewing(target, by=staff(), reason=REASON, now=NOW)
    assert not LogbookEntry.objects.exists()
    assert not Letter.objects.exists()


def test_nobody_looks_as_a_former_coordinator_or_a_participant() -> None:
    former = coordinator()
    Coordinatorship.objects.update(to_on=dt.date(2026, 11, 24))
    for target in (former, PersonFactory()):
        with pytest.raises(NotViewable, match="koordinator for en kommune"):
            start_viewing(target, by=staff(), reason=REASON, now=NOW)


def test_nobody_is_looked_at_who_cannot_be_told() -> None:
    target = coordinator(email="nicht erreichbar@kommune")
    with pytest.raises(NotViewable, match="ikke få besked"):
        start_viewing(target, by=staff(), reason=REASON, now=NOW)
    assert not LogbookEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.READER, Role.FINANCE])
def test_only_the_secretariat_looks(role: Role) -> None:
    target, client = coordinator(), client_of(staff(role))
    assert start(client, target).status_code == 403
    with pytest.raises(NotViewable):
        start_viewing(target, by=staff(role), reason=REASON, now=NOW)
    assert start(client_of(coordinator()), target).status_code == 302
    assert not LogbookEntry.objects.exists()


def test_a_reason_is_needed() -> None:
    target, client = coordinator(), client_of(staff())
    for reason in ("", "   ", "ja"):
        response = client.post(reverse("admin:partnership_person_look", args=[target.pk]), {"reason": reason})
        assert response.context["form"].errors
    assert not LogbookEntry.objects.exists()
    assert client.get(reverse("admin:partnership_person_look", args=[PersonFactory().pk])).status_code == 200


def test_the_pages_of_the_person_and_the_municipality_lead_there() -> None:
    target, client = coordinator(name="Bo Ågren"), client_of(staff())
    there = reverse("admin:partnership_person_look", args=[target.pk])
    municipality = Coordinatorship.objects.get(person=target).municipality_id
    pages = [
        reverse("admin:partnership_person_change", args=[target.pk]),
        reverse("admin:municipalities_municipality_change", args=[municipality]),
    ]
    for page in pages:
        assert there in client.get(page).content.decode()
        assert there not in client_of(staff(Role.READER)).get(page).content.decode()
    participant = reverse("admin:partnership_person_change", args=[PersonFactory().pk])
    assert "/look/" not in client.get(participant).content.decode()


# --- While it lasts --------------------------------------------------------------------------------------------------------


def test_the_page_that_refuses_says_why_and_how_to_stop() -> None:
    client = looking(coordinator())
    shown = client.post("/fakturaer/").content.decode()
    assert "Intet er ændret" in shown
    assert reverse("stop_viewing") in shown
    assert "Siden er lukket under visningen" in client.get("/admin/").content.decode()


def test_an_older_personal_link_of_the_browser_plays_no_part() -> None:
    client = looking(coordinator())
    assert client.get("/min-side/").status_code == 403


# --- How it ends -----------------------------------------------------------------------------------------------------------


def test_stopping_is_logged_and_gives_staff_their_own_log_in_back() -> None:
    target, by = coordinator(), staff()
    client = looking(target, by)
    key = client.cookies["session"].value
    response = client.post(reverse("stop_viewing"))
    assert response["Location"] == reverse("admin:partnership_person_change", args=[target.pk])
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert page.wsgi_request.user == by
    assert client.cookies["session"].value != key
    assert ends_of(target) == 1
    assert client.post(reverse("stop_viewing"))["Location"] == reverse("workplace")
    assert ends_of(target) == 1


def test_stopping_needs_a_press_with_a_token() -> None:
    target = coordinator()
    client = Client(enforce_csrf_checks=True)
    client.cookies = looking(target).cookies
    assert client.get(reverse("stop_viewing")).status_code == 405
    assert client.post(reverse("stop_viewing")).status_code == 403
    assert ends_of(target) == 0


def test_logging_out_ends_both() -> None:
    target = coordinator()
    client = looking(target)
    key = client.cookies["session"].value
    assert client.get(reverse("account_logout")).status_code == 200
    client.post(reverse("account_logout"))
    assert ends_of(target) == 1
    assert client.get("/fakturaer/").status_code == 302
    client.cookies["session"] = key
    assert client.get("/fakturaer/").status_code == 302


def test_after_half_an_hour_it_is_over() -> None:
    target, by = coordinator(), staff()
    client = looking(target, by)
    assert dt.timedelta(minutes=30) == LONGEST
    session = client.session
    session["viewing"] = session["viewing"] | {"until": (timezone.now() - dt.timedelta(seconds=1)).isoformat()}
    session.save()
    response = client.get("/arbejdsplads/", follow=True)
    assert response.wsgi_request.user == by
    assert "Du ser ikke længere portalen som en anden" in response.content.decode()
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("change", ["closed", "promoted", "former", "demoted", "fired"])
def test_it_ends_at_once_when_one_of_the_two_may_no_longer(change: str) -> None:
    target, by = coordinator(), staff()
    client = looking(target, by)
    match change:
        case "closed":
            Person.objects.filter(pk=target.pk).update(is_active=False)
        case "promoted":
            Person.objects.filter(pk=target.pk).update(is_staff=True)
        case "former":
            Coordinatorship.objects.update(to_on=timezone.localdate())
        case "demoted":
            by.groups.clear()
        case "fired":
            Person.objects.filter(pk=by.pk).update(is_staff=False)
    shown = client.get("/fakturaer/")
    assert shown.wsgi_request.user == by
    assert "viewing" not in client.session


def test_another_person_who_logs_in_in_the_same_browser_does_not_look() -> None:
    client = looking(coordinator())
    other = PersonFactory()
    client.force_login(other, backend=LOG_IN)
    assert client.get("/arbejdsplads/").wsgi_request.user == other
    assert "viewing" not in client.session


def test_every_start_has_a_session_key_of_its_own() -> None:
    client = client_of(staff())
    before = client.cookies["session"].value
    start(client, coordinator())
    assert client.cookies["session"].value != before


# --- The logbook -----------------------------------------------------------------------------------------------------------


def test_the_logbook_cannot_be_changed() -> None:
    target, by = coordinator(), staff()
    entry = start_viewing(target, by=by, reason=REASON, now=NOW)
    stop_viewing(target, by=by, started=entry.pk, now=NOW)
    stop_viewing(target, by=by, started=entry.pk, now=NOW)
    assert LogbookEntry.objects.count() == 2
    for change in (
        lambda: LogbookEntry.objects.update(reason="anything"),
        lambda: LogbookEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("DELETE FROM partnership_logbookentry")


@pytest.mark.parametrize("role", Role)
def test_staff_read_the_logbook_and_nobody_writes_in_it(role: Role) -> None:
    target = coordinator(name="Bo Ågren")
    entry = start_viewing(target, by=staff(), reason=REASON, now=NOW)
    client = client_of(staff(role))
    assert REASON in client.get(reverse("admin:partnership_logbookentry_changelist")).content.decode()
    address = reverse("admin:partnership_logbookentry_change", args=[entry.pk])
    assert "koordinatoren har fået besked" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 403
