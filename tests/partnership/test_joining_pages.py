"""The municipality's pages about its agreement and its coordinators, and what they refuse."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from municipalities.models import Coordinatorship, Municipality
from partnership.models import Agreement, Letter, Person
from partnership.services.agreements import attach_signed_document
from partnership.services.joining import store_invitation
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, PersonFactory, SeatFactory, SeatHoldingFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nunderskrevet\n%%EOF\n"
LONG_AGO = dt.date(2026, 1, 1)


def client_for(person: Person) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def coordinatorship(municipality: Municipality, **person: object) -> Coordinatorship:
    return Coordinatorship.objects.create(municipality=municipality, person=PersonFactory(**person), from_on=LONG_AGO)


def invited() -> Agreement:
    return AgreementFactory(
        status="invited",
        invited_on=LONG_AGO,
        answer_by=dt.date(2030, 8, 28),
        decided_on=None,
        confirmed_on=None,
        active_from=None,
        partnership__contact_name="Sanne Østerlund",
        partnership__contact_email="sekretariat@kl.example",
    )


def at(agreement: Agreement, path: str = "") -> str:
    return f"/kommune/{agreement.municipality.code}/aftale/{path}"


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def seen_in(response) -> str:
    return re.search(r'name="seen" value="([^"]+)"', response.content.decode())[1]


def send(client: Client, url: str, **typed: object):
    """Open a form, fill it in and send it, as a browser does."""
    return client.post(url, {"seen": seen_in(client.get(url)), **typed})


# --- The agreement -------------------------------------------------------------------------------------------------------


def test_a_coordinator_sees_where_the_agreement_stands_with_numbers_papers_and_history() -> None:
    agreement = AgreementFactory(municipality_case_no="26/1234", case_id="SAG-1", document_id="4711")
    client = client_for(coordinatorship(agreement.municipality).person)
    response = client.get(at(agreement))
    page = text(response)
    for words in ("You take part from 1 October 2026.", "26/1234", "SAG-1", "4711", "27 August 2026", "Created."):
        assert words in page, words
    assert at(agreement, "aftale.pdf") in response.content.decode()
    assert at(agreement, "underskrevet.pdf") not in response.content.decode()


def test_the_log_in_leads_to_the_agreement_while_the_municipality_is_on_its_way() -> None:
    agreement = invited()
    client = client_for(coordinatorship(agreement.municipality).person)
    assert client.get("/arbejdsplads/")["Location"] == at(agreement)
    Agreement.objects.update(status="active", decided_on=LONG_AGO, confirmed_on=LONG_AGO, active_from=LONG_AGO)
    assert client.get("/arbejdsplads/")["Location"] == f"/kommune/{agreement.municipality.code}/"
    Agreement.objects.all().delete()
    assert client.get("/arbejdsplads/")["Location"].endswith("/koordinatorer/")


def test_a_decision_is_reported_with_the_signed_agreement() -> None:
    agreement = invited()
    client = client_for(coordinatorship(agreement.municipality).person)
    file = SimpleUploadedFile("../../aftale.html", PDF, content_type="text/html")
    response = send(client, at(agreement, "beslutning/"), on="2026-02-01", case_no="26/1", signed=file)
    assert response["Location"] == at(agreement)
    agreement.refresh_from_db()
    assert (agreement.status, agreement.municipality_case_no) == ("decided", "26/1")
    assert agreement.history.latest().history_user == client_user(client)
    assert Letter.objects.get().kind == "decision_reported"


def client_user(client: Client) -> Person:
    return Person.objects.get(pk=client.session["_auth_user_id"])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"on": "", "case_no": "x"}, "on"),
        ({"on": "31.2.2026"}, "on"),
        ({"on": "2999-01-01"}, "on"),
        ({"on": "2025-12-31"}, "on"),
        ({"on": "2026-02-01", "case_no": "x" * 41}, "case_no"),
        ({"on": "2026-02-01", "signed": SimpleUploadedFile("a.pdf", b"<html>")}, "signed"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(typed: dict[str, object], field: str) -> None:
    agreement = invited()
    client = client_for(coordinatorship(agreement.municipality).person)
    response = send(client, at(agreement, "beslutning/"), **typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert Agreement.objects.get().status == "invited"
    if typed.get("case_no"):
        assert f'value="{typed["case_no"]}"' in response.content.decode()


def test_two_who_report_at_once_do_not_overwrite_each_other() -> None:
    agreement = invited()
    first = client_for(coordinatorship(agreement.municipality, name="Åse Ærøskøbing").person)
    second = client_for(coordinatorship(agreement.municipality).person)
    url = at(agreement, "beslutning/")
    shown = seen_in(second.get(url))
    assert send(first, url, on="2026-02-01", case_no="26/1").status_code == 302
    refused = second.post(url, {"seen": shown, "on": "2026-02-02", "case_no": "26/2"})
    assert refused.status_code == 422
    assert "Åse Ærøskøbing changed this on" in text(refused)
    assert 'value="26/2"' in refused.content.decode()
    assert Agreement.objects.get().municipality_case_no == "26/1"
    again = second.post(url, {"seen": seen_in(refused), "on": "2026-02-02", "case_no": "26/2"})
    assert again.status_code == 302
    assert Agreement.objects.get().municipality_case_no == "26/2"


def test_once_kl_has_confirmed_only_the_signed_agreement_is_asked_for() -> None:
    agreement = AgreementFactory()
    client = client_for(coordinatorship(agreement.municipality).person)
    url = at(agreement, "beslutning/")
    assert 'name="on"' not in client.get(url).content.decode()
    assert send(client, url).status_code == 422
    assert send(client, url, on="2020-01-01", signed=SimpleUploadedFile("a.pdf", PDF)).status_code == 302
    stored = Agreement.objects.get()
    assert stored.decided_on == agreement.decided_on
    assert stored.signed_document.file.read_bytes() == PDF


@pytest.mark.parametrize("status", ["withdrawn", "ended"])
def test_nothing_is_reported_on_an_agreement_that_is_over(status: str) -> None:
    agreement = AgreementFactory(status=status, withdrawn_from=LONG_AGO)
    client = client_for(coordinatorship(agreement.municipality).person)
    assert client.get(at(agreement)).status_code == 200
    assert client.get(at(agreement, "beslutning/")).status_code == 404
    assert client.post(at(agreement, "beslutning/"), {}).status_code == 404


def test_papers_are_downloads_that_no_browser_runs() -> None:
    agreement = AgreementFactory()
    now = timezone.now()
    attach_signed_document(agreement, content=PDF, now=now)
    paper = store_invitation(agreement.partnership, answer_by=dt.date(2030, 1, 1), now=now)
    Agreement.objects.update(invitation=paper)
    client = client_for(coordinatorship(agreement.municipality).person)
    for name in ("aftale", "underskrevet", "invitation"):
        response = client.get(at(agreement, f"{name}.pdf"))
        content = response.getvalue()
        assert content.startswith(b"%PDF-")
        assert response["Content-Disposition"].startswith("attachment; filename=")
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert "no-store" in response["Cache-Control"]
    assert client.get(at(agreement, "andet.pdf")).status_code == 404


def test_a_paper_that_is_not_there_is_not_found() -> None:
    agreement = AgreementFactory()
    client = client_for(coordinatorship(agreement.municipality).person)
    for name in ("underskrevet", "invitation"):
        assert client.get(at(agreement, f"{name}.pdf")).status_code == 404
    attach_signed_document(agreement, content=PDF, now=timezone.now())
    agreement.signed_document.file.unlink()
    assert client.get(at(agreement, "underskrevet.pdf")).status_code == 404


def test_strangers_and_former_coordinators_find_none_of_it_and_staff_only_read() -> None:
    agreement = invited()
    row = coordinatorship(agreement.municipality)
    code = agreement.municipality.code
    reading = [at(agreement), at(agreement, "aftale.pdf"), f"/kommune/{code}/koordinatorer/"]
    writing = [
        at(agreement, "beslutning/"),
        f"/kommune/{code}/koordinatorer/ny/",
        f"/kommune/{code}/koordinatorer/{row.pk}/slut/",
        f"/kommune/{code}/personer/{row.person_id}/",
    ]
    former = coordinatorship(agreement.municipality)
    Coordinatorship.objects.filter(pk=former.pk).update(to_on=LONG_AGO + dt.timedelta(days=1))
    for person in (coordinatorship(MunicipalityFactory()).person, former.person, PersonFactory()):
        client = client_for(person)
        for url in [*reading, *writing]:
            assert client.get(url).status_code == 404, url
        for url in writing:
            assert client.post(url, {}).status_code == 404, url
    staff = client_for(PersonFactory(is_staff=True))
    assert [staff.get(url).status_code for url in reading] == [200] * 3
    assert [staff.post(url, {}).status_code for url in writing] == [404] * 4


# --- Coordinators --------------------------------------------------------------------------------------------------------


def test_coordinators_are_listed_in_a_constant_number_of_queries() -> None:
    municipality = AgreementFactory().municipality
    client = client_for(coordinatorship(municipality).person)
    url = f"/kommune/{municipality.code}/koordinatorer/"

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    one = cost()
    coordinatorship(municipality)
    coordinatorship(municipality)
    assert cost() == one


def test_a_coordinator_invites_a_colleague_and_is_told() -> None:
    row = coordinatorship(AgreementFactory().municipality)
    client = client_for(row.person)
    url = f"/kommune/{row.municipality.code}/koordinatorer/ny/"
    response = client.post(url, {"name": "Bo Ågren", "email": "bo@kommune.example"}, follow=True)
    assert "Bo Ågren coordinates from today and has got a mail." in text(response)
    assert Letter.objects.get().to_email == "bo@kommune.example"
    again = client.post(url, {"name": "Bo Ågren", "email": "bo@kommune.example"})
    assert again.status_code == 422
    assert "email" in again.context["form"].errors


def end_url(row: Coordinatorship) -> str:
    return f"/kommune/{row.municipality.code}/koordinatorer/{row.pk}/slut/"


def test_the_last_one_is_warned_and_may_know_better() -> None:
    row = coordinatorship(AgreementFactory().municipality)
    client = client_for(row.person)
    assert "Nobody else coordinates for" in text(client.get(end_url(row)))
    today = timezone.localdate().isoformat()
    refused = send(client, end_url(row), on=today)
    assert refused.status_code == 422
    assert "leave_nobody" in refused.context["form"].errors
    assert send(client, end_url(row), on=today, leave_nobody="on")["Location"] == "/arbejdsplads/"
    assert client.get(f"/kommune/{row.municipality.code}/koordinatorer/").status_code == 404


def test_a_successor_takes_over_and_half_a_successor_is_asked_for() -> None:
    row = coordinatorship(AgreementFactory().municipality)
    client = client_for(row.person)
    today = timezone.localdate().isoformat()
    for half, missing in (({"name": "Bo"}, "email"), ({"email": "bo@kommune.example"}, "name")):
        response = send(client, end_url(row), on=today, **half)
        assert list(response.context["form"].errors) == [missing]
    send(client, end_url(row), on=today, name="Bo Ågren", email="bo@kommune.example")
    open_today = Coordinatorship.objects.open_on(timezone.localdate())
    assert [found.person.email for found in open_today] == ["bo@kommune.example"]
    assert Letter.objects.count() == 2


def test_a_colleague_who_was_ended_meanwhile_is_reported() -> None:
    municipality = AgreementFactory().municipality
    row, other = coordinatorship(municipality), coordinatorship(municipality, name="Åse Ærøskøbing")
    third = coordinatorship(municipality)
    client = client_for(row.person)
    shown = seen_in(client.get(end_url(third)))
    today = timezone.localdate().isoformat()
    assert send(client_for(other.person), end_url(third), on=today).status_code == 302
    response = client.post(end_url(third), {"seen": shown, "on": today})
    assert response.status_code == 422
    assert "Åse Ærøskøbing changed this on" in text(response)
    assert client.get(end_url(third)).status_code == 404


def test_a_foreign_coordinatorship_is_not_found_under_the_own_municipality() -> None:
    row, foreign = coordinatorship(AgreementFactory().municipality), coordinatorship(AgreementFactory().municipality)
    client = client_for(row.person)
    url = f"/kommune/{row.municipality.code}/koordinatorer/{foreign.pk}/slut/"
    assert (client.get(url).status_code, client.post(url, {}).status_code) == (404, 404)


# --- A colleague's data --------------------------------------------------------------------------------------------------


def correct_url(municipality: Municipality, person: Person) -> str:
    return f"/kommune/{municipality.code}/personer/{person.pk}/"


def typed_for(person: Person, **changes: str) -> dict[str, str]:
    names = ("name", "title", "workplace", "phone", "language", "email")
    return {name: getattr(person, name) for name in names} | changes


def test_a_coordinator_corrects_who_has_a_seat() -> None:
    municipality = AgreementFactory().municipality
    client = client_for(coordinatorship(municipality).person)
    person = SeatHoldingFactory(seat=SeatFactory(municipality=municipality)).person
    response = send(client, correct_url(municipality, person), **typed_for(person, title="Skoleleder"))
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.title == "Skoleleder"
    assert person.history.latest().history_user == client_user(client)


def test_a_person_changed_meanwhile_is_reported_and_what_was_typed_stays() -> None:
    municipality = AgreementFactory().municipality
    row, other = coordinatorship(municipality), coordinatorship(municipality, name="Åse Ærøskøbing")
    person = SeatHoldingFactory(seat=SeatFactory(municipality=municipality)).person
    client, url = client_for(row.person), correct_url(municipality, person)
    shown = seen_in(client.get(url))
    send(client_for(other.person), url, **typed_for(person, phone="33 70 33 70"))
    response = client.post(url, {"seen": shown, **typed_for(person, phone="11 11 11 11")})
    assert response.status_code == 422
    assert "Åse Ærøskøbing changed this on" in text(response)
    assert "phone is now “33 70 33 70”" in text(response)
    assert 'value="11 11 11 11"' in response.content.decode()


def test_an_address_that_is_taken_is_said_at_the_field() -> None:
    municipality = AgreementFactory().municipality
    row = coordinatorship(municipality)
    taken = PersonFactory(email="bo@kommune.example")
    url = correct_url(municipality, row.person)
    response = send(client_for(row.person), url, **typed_for(row.person, email=taken.email.upper()))
    assert response.status_code == 422
    assert Person.objects.get(pk=row.person_id).email == row.person.email


def test_nobody_takes_over_an_account_of_another_municipality_by_inviting_it() -> None:
    """The threat: invite a foreign coordinator as a colleague, change the address, and log in as that person."""
    own, foreign = AgreementFactory().municipality, AgreementFactory().municipality
    me, victim = coordinatorship(own).person, coordinatorship(foreign).person
    client = client_for(me)
    client.post(f"/kommune/{own.code}/koordinatorer/ny/", {"name": "X", "email": victim.email})
    assert Coordinatorship.objects.filter(municipality=own, person=victim).exists()
    assert client.get(correct_url(own, victim)).status_code == 404
    response = client.post(correct_url(own, victim), typed_for(victim, email="me@own.example"))
    assert response.status_code == 404
    assert correct_url(own, victim) not in client.get(f"/kommune/{own.code}/koordinatorer/").content.decode()
