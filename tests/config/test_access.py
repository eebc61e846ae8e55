"""The policy table against the whole URLconf: every address, every role, GET, HEAD and POST."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse
from django.utils import timezone

from billing.models import (
    BankAccount,
    BankEntry,
    BankFile,
    BillingProfile,
    CreditNote,
    Expense,
    FeeYear,
    Invoice,
    InvoiceRun,
    PaymentReminder,
    Receipt,
    Seller,
)
from billing.services.bank_import import import_bank_file
from billing.services.credit_notes import credit_invoice
from billing.services.reminders import send_reminder
from billing.services.run_requests import request_run
from billing.services.runs import carry_out_runs
from events.models import Decision, Event, Invitation, Material, Registration, was_there
from events.services.door_codes import door_token
from events.services.registrations import decline_invitation
from municipalities.models import Coordinatorship, Municipality
from partnership.config.demonstration.bank_file import sample_bank_file
from partnership.config.demonstration.past_events import WORKSHOP
from partnership.config.demonstration.seats import APPROVED_AT_HOME
from partnership.config.demonstration.seeding import seed_demonstration
from partnership.config.policy import ROLES, Route, all_routes, roles_of
from partnership.models import (
    Body,
    FocusArea,
    IdentityProvider,
    LetterAttachment,
    Nomination,
    Person,
    PersonalLink,
    SeatHolding,
    StoredDocument,
)
from partnership.roles import Role
from partnership.services.links import make_link, token_of
from partnership.services.pulses import record_pulse
from partnership.services.subscriptions import stop_token
from tests.partnership.factories import PersonFactory
from tests.partnership.logging_in import logged_in
from tracks.models import Output, Practice, Visit
from tracks.services.enquiries import confirm_token

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small demonstration partnership with an issued fee year; taken back after the module."""
    folder = tmp_path_factory.mktemp("world")
    kept = settings.DOCUMENTS
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            settings.DOCUMENTS = folder
            now = timezone.now()
            seed_demonstration(municipalities=3, start=timezone.localdate(now).replace(day=1), now=now)
            request_run(FeeYear.objects.get(number=1), by=None, now=now)
            carry_out_runs()
            Seller.objects.update(second_approval=True)
            request_run(FeeYear.objects.get(number=2), by=None, now=now)
            credit_invoice(own_invoice(), reason="Aftalt", amounts={1: Decimal(1000)}, by=None, now=now)
            account = BankAccount.objects.get()
            paid = sample_bank_file(account, today=timezone.localdate(now))
            import_bank_file(paid, name="bank.xml", account=account, by=None, now=now)
            send_reminder(own_invoice(), sequence=1, by=None, now=now + dt.timedelta(days=40))
            record_pulse("beat", now=now)
            IdentityProvider.objects.update(is_active=True, issuer="http://localhost:9")  # nothing answers there
            yield folder
        finally:
            settings.DOCUMENTS = kept
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def documents_of_the_world(request, own_folders, settings) -> None:
    """Let tests in the small world find its documents."""
    if "world" in request.fixturenames:
        settings.DOCUMENTS = request.getfixturevalue("world")
        settings.OIDC_SECRETS = {"demo": "a secret"}


@pytest.fixture(autouse=True)
def second_factor_on(ordinary_log_in, settings) -> None:
    """Ask the secretariat for a second factor, as in production."""
    settings.STAFF_SECOND_FACTOR = True


def staff(role: Role) -> Person:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role.value))
    return person


def client_of(role: str) -> Client:
    """Return a browser of somebody in the role; participant and coordinator belong to the first municipality."""
    match role:
        case "participant":
            client = Client()
            client.get(f"/i/{token_of(own_invitation().link)}/")
            return client
        case "coordinator":
            return logged_in(a_guest(coordinator_of(own_municipality())))
        case "other_coordinator":
            return logged_in(a_guest(coordinator_of(own_municipality(1))))
        case "former_coordinator":
            return logged_in(a_guest(former_coordinator()))
        case "staff_without_second_factor":
            return logged_in(a_guest(staff(Role.SECRETARIAT)))
            client.force_login(a_guest(coordinator_of(own_municipality())))
        case "reader" | "finance" | "secretariat":
            return logged_in(a_guest(staff(Role(role))), "code", "mfa")
    return Client()


def coordinator_of(municipality: Municipality) -> Person:
    return Coordinatorship.objects.filter(municipality=municipality, to_on=None).first().person


def former_coordinator() -> Person:
    person = PersonFactory()
    Coordinatorship.objects.create(
        person=person, municipality=own_municipality(), from_on="2020-01-01", to_on="2020-02-01"
    )
    return person


def a_guest(person: Person) -> Person:
    """Invite somebody who logs in to the participant's event too, and let the person answer."""
    theirs, now = own_invitation(), timezone.now()
    event = theirs.event
    purpose = PersonalLink.Purpose.PARTICIPANT
    link = make_link(person, purpose=purpose, expires_at=now + dt.timedelta(days=9), now=now)
    invitation = Invitation.objects.create(
        event=event, person=person, municipality=theirs.municipality, link=link, invited_at=now
    )
    decline_invitation(invitation, now=now)
    return person


def own_municipality(number: int = 0) -> Municipality:
    return Municipality.objects.filter(agreements__status="active").order_by("sort_key")[number]


def own_invoice() -> Invoice:
    return Invoice.objects.issued().get(agreement__municipality=own_municipality())


def own_invitation() -> Invitation:
    return Invitation.objects.filter(municipality=own_municipality(), event__cancelled_at=None).order_by("pk").first()


def addresses() -> list[tuple[Route, str]]:
    """Return every address that is walked, filled with what the first municipality's people may see.

    The personal link comes last: who has followed it is no stranger any more.
    """
    known = arguments()
    routes = [route for route in all_routes() if route.name not in BESIDE and route.name != "admin:"]
    routes.sort(key=lambda route: route.name == "open_link")
    return [
        (route, reverse(route.name, kwargs=known.get(route.name) or admin_object(route.name)) + chosen_row(route.name))
        for route in routes
    ]


def arguments() -> dict[str, dict[str, object]]:
    """Return what to fill into the addresses that have something to fill in, by name."""
    municipality = own_municipality()
    attachment = LetterAttachment.objects.first()
    coordinator = {"code": municipality.code}
    task = Coordinatorship.objects.filter(municipality=municipality).first()
    agreement = municipality.agreements.get()
    invoice = {"pk": Invoice.objects.issued().get(agreement__municipality=municipality).pk}
    invoice = {"pk": own_invoice().pk}
    profile = coordinator | {"pk": BillingProfile.objects.filter(municipality=municipality).first().pk}
    credit_note = {"pk": CreditNote.objects.get(invoice__agreement__municipality=municipality).pk}
    event = {"pk": Event.objects.published().filter(date_is_tentative=False).first().pk}
    own_event = {"pk": own_invitation().event_id}
    past = {"pk": Event.objects.get(key=WORKSHOP, host=municipality).pk}
    material = Material.objects.filter(event=past["pk"], audience="public", document__isnull=False).get()
    output = Output.objects.filter(document__isnull=False, summary__guiding_question__isnull=False).get()
    held = SeatHolding.objects.open().filter(seat__municipality=municipality, seat__body__key="staff")
    seat = coordinator | {"pk": held.first().seat_id}
    practice = Practice.objects.shown().filter(enquiries__isnull=False, municipality=municipality).get()
    file = {"pk": practice.pk, "file_pk": practice.files.get().pk}
    return {
        "stop_letters": {"token": stop_token(own_invitation().person_id, "reminders")},
        "open_link": {"token": token_of(own_invitation().link)},
        "sign_on": {"key": "demo"},
        "sign_on_answer": {"key": "demo"},
        "municipality_home": coordinator,
        "municipality_status": coordinator,
        "local_organisation": coordinator,
        "add_person": coordinator,
        "returned_letters": coordinator,
        "paste_people": coordinator,
        "events:answers": coordinator,
        "agreement": coordinator,
        "agreement_case_file": {"pk": agreement.pk},
        "event_case_file": past,
        "agreement_report": coordinator,
        "agreement_paper": {**coordinator, "paper": "aftale"},
        "coordinators": coordinator,
        "criteria": coordinator,
        "criteria_pdf": coordinator,
        "criteria_report": {"path": "midtvejs"},
        "assessment": coordinator | {"path": "midtvejs"},
        "assessment_answer": coordinator | {"path": "midtvejs", "number": 1},
        "assessment_colleagues": coordinator,
        "assessment_reopen": coordinator | {"path": "midtvejs"},
        "coordinator_invite": coordinator,
        "coordinator_end": {**coordinator, "pk": task.pk},
        "person": {**coordinator, "pk": task.person_id},
        "seats": coordinator,
        "seat_swap": seat,
        "seat_vacate": seat,
        "seat_cancel_plan": seat,
        "seat_approver": coordinator | {"pk": Body.objects.get(key=APPROVED_AT_HOME).pk},
        "nomination_withdraw": coordinator | {"pk": Nomination.objects.get(seat__municipality=municipality).pk},
        "open_approval": {"token": token_of(PersonalLink.objects.filter(purpose="approver").first())},
        "events:substitute": coordinator | {"pk": own_invitation().person_id},
        "billing:invoice": invoice,
        "billing:pdf": invoice,
        "billing:forward": invoice,
        "billing:statement": coordinator,
        "billing:statement-pdf": coordinator,
        "billing:xml": invoice | {"format": "peppol_bis3"},
        "billing:credit-note": credit_note,
        "billing:credit-note-pdf": credit_note,
        "billing:credit-note-xml": credit_note | {"format": "oioubl_21"},
        "billing:reminder-pdf": {"pk": PaymentReminder.objects.get().pk},
        "billing:reminder-xml": {"pk": PaymentReminder.objects.get().pk},
        "billing:profiles": coordinator,
        "billing:profile-add": coordinator,
        **{f"billing:profile-{step}": profile for step in ("change", "default", "end")},
        **{
            f"events:{name}": past
            for name in ("participants", "catering", "catering-file", "door", "door-marks", "door-worker")
        },
        **{f"events:{name}": past for name in ("evaluation", "evaluation-file")},
        "events:participants-file": past | {"kind": "deltagere.xlsx"},
        "events:proof": past
        | {"registration_pk": Registration.objects.filter(was_there(), event=past["pk"]).first().pk},
        "events:municipality-attendance": coordinator,
        "check_in": {"token": door_token(Registration.objects.attending().filter(event=past["pk"]).first().pk)},
        "personal:evaluation": own_event,
        **{f"events:{name}": past for name in ("day", "materials", "minutes", "minutes-file", "decision-add")},
        "events:material-file": past | {"material_pk": material.pk},
        "events:material-withdraw": past | {"material_pk": material.pk},
        "events:decision": past | {"decision_pk": Decision.objects.filter(event=past["pk"]).first().pk},
        "knowledge:question": {"pk": output.summary.guiding_question_id},
        "knowledge:body": {"pk": output.summary.body_id},
        "knowledge:theme": {"pk": FocusArea.objects.first().pk},
        "knowledge:output": {"pk": output.pk},
        "knowledge:partnership": {"slug": "demo"},
        "admin:tracks_summary_step": {"step": "publish"},
        "practices:practice": {"pk": practice.pk, "slug": practice.slug},
        **{f"practices:{name}": {"pk": practice.pk} for name in ("ask", "use", "own-practice", "own-file-add")},
        **{f"practices:{name}": file for name in ("file", "own-file", "own-file-withdraw")},
        "practices:declare": coordinator | {"pk": practice.pk},
        "practices:confirm": {"token": confirm_token(practice.enquiries.get())},
        "practices:own-answer": {"pk": practice.enquiries.get().pk},
        "admin:tracks_practice_step": {"step": "release"},
        "events:event": event,
        "events:month": {"first": dt.date(2027, 3, 1)},
        "personal:month": {"first": dt.date(2027, 3, 1)},
        "events:municipality-wheel": coordinator,
        "events:municipality-months": coordinator,
        "events:municipality-month": coordinator | {"first": dt.date(2027, 3, 1)},
        "events:calendar-file": event,
        "events:body-calendar": {"pk": Body.objects.get(key=APPROVED_AT_HOME).pk},
        "own_calendar": {"token": token_of(PersonalLink.objects.filter(purpose="calendar").first())},
        **{
            f"personal:{step}": own_event
            for step in ("event", "calendar-file", "accept", "confirm", "decline", "cancel", "replies", "colleague")
        },
        "admin:app_list": {"app_label": "billing"},
        "admin:partnership_letter_attachment": {"letter_pk": attachment.letter_id, "pk": attachment.pk},
        "admin:partnership_storeddocument_file": {"pk": StoredDocument.objects.first().pk},
        "admin:partnership_person_look": {"pk": coordinator_of(municipality).pk},
        "admin:partnership_agreement_step": {"step": "withdraw"},
        "admin:partnership_agreement_paper": {"pk": agreement.pk, "paper": "aftale"},
        "admin:partnership_agreement_invite_pdf": {
            "partnership_pk": agreement.partnership_id,
            "answer_by": "2030-01-01",
        },
        "admin:partnership_seat_step": {"step": "nominate"},
        "admin:partnership_person_step": {"step": "roles"},
        "body": {"key": "leadership"},
        **{
            name: {"pk": Visit.objects.filter(host=municipality).first().pk}
            for name in ("visit", "visit_offer", "visit_fix", "visit_details", "visit_invite")
        },
        **{
            f"admin:tracks_networkplan_{step}": {"pk": Body.objects.get(key="leadership").pk}
            for step in ("propose", "pair", "adjust", "publish", "take_back")
        },
        "admin:events_event_invite": event,
        "admin:events_event_publish": event,
        "admin:events_event_register": event,
        "admin:letter_text": {"kind": "invitation", "language": "da"},
        "events:colleagues": coordinator | event,
        "events:delegates": coordinator | {"pk": Event.objects.get(key="steering-1").pk},
        **{f"admin:events_event_{step}": event for step in ("remind", "move", "cancel", "restore", "replies")},
        "admin:billing_invoice_credit": invoice,
        "admin:billing_invoice_return": invoice,
        "admin:billing_transmission_step": {"step": "by_hand"},
        "admin:billing_invoice_payments": invoice,
        "admin:billing_bankfile_match": {"pk": BankFile.objects.get().pk},
        "admin:billing_bankentry_match": {"pk": BankEntry.objects.payable().latest("pk").pk},
        "admin:billing_invoicerun_files": {"pk": InvoiceRun.objects.filter(finished_at__isnull=False).first().pk},
        "admin:billing_invoicerun_approve": {"pk": InvoiceRun.objects.awaiting_approval().get().pk},
        **{
            f"admin:billing_budget_{step}": {"pk": FeeYear.objects.get(number=1).pk}
            for step in ("year", "set", "report")
        },
        **{f"admin:billing_{name}_file": {"form": "plain"} for name in ("economy", "postings")},
        "admin:billing_expense_enter": {"pk": FeeYear.objects.get(number=1).pk},
        "admin:billing_expense_take_back": {"pk": Expense.objects.latest("pk").pk},
        "admin:billing_expense_receipt": {"pk": Expense.objects.latest("pk").pk},
        "admin:billing_expense_file": {"pk": Receipt.objects.latest("pk").pk},
        "admin:billing_feeyear_issue": {"pk": FeeYear.objects.get(number=2).pk},
    }


def admin_object(name: str) -> dict[str, object]:
    """Return the first row for the admin's pages about one row, and nothing for its other pages."""
    if name.startswith("admin:") and name.endswith(("_history", "_delete", "_change")):
        app, model, _action = name.removeprefix("admin:").split("_")
        rows = apps.get_model(app, model)._default_manager.order_by("pk")
        # What people are invited to cannot be deleted, so look at an event without guests.
        instance = (rows.filter(invitations=None) if model == "event" else rows).first()
        assert instance is not None, f"the demonstration has no {model}"
        return {"object_id": instance.pk}
    return {}


def chosen_row(name: str) -> str:
    """Return what chooses the first row for a step, and nothing for other pages."""
    if not name.endswith("_step"):
        return ""
    app, model, _step = name.removeprefix("admin:").split("_")
    return f"?row={apps.get_model(app, model)._default_manager.order_by('pk').first().pk}"


def reached(response) -> bool:
    """Tell whether the page was given, rather than the log-in, a refusal or "not found"."""
    if response.status_code in {403, 404}:
        return False
    where = response.headers.get("Location", "")
    return not where.startswith(
        ("/konto/log-ind/?next", "/konto/andet-trin/", "/konto/bekraeft/", "/admin/login/", "/send-link/")
    )


def read_whole(response) -> None:
    """Read a file to its end, which closes it."""
    if response.streaming:
        b"".join(response.streaming_content)


#: Asked of nobody in this walk: what these do is not a page. Their own tests are named.
BESIDE = {
    "admin:login",  # leads to the portal's own log-in
    "admin:logout",  # test_logging_out_ends_the_session
    "admin:view_on_site",  # a redirect to an object's own page; no model of ours has one
    "admin:autocomplete",  # test_autocomplete_is_for_those_who_see_the_rows
    "admin:billing_seller_add",  # only while there is no seller
    "admin:partnership_secretariat_add",  # only while nothing is written
    "account_confirm_login_code",  # without a code under way it leads back to the log-in: test_login
    "account_inactive",
    "personal:proof",  # only who came has one: tests/events/test_lists.py
    # about what one has added, and led to from each other: tests/partnership/test_second_factor.py
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_deactivate_totp",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
}


def walk(client: Client, role: str) -> dict[str, set[str]]:
    """Get, head and post every address; what is posted is taken back. Returns what the table does not say."""
    surprises: dict[str, set[str]] = {}
    for route, address in addresses():
        for method in ("get", "head"):
            response = getattr(client, method)(address)
            if response.status_code == 405:
                response = posted(client, address)
            read_whole(response)
            if reached(response) != (role in route.roles):
                surprises.setdefault(route.name, set()).add(f"{method} {response.status_code}")
        response = posted(client, address)
        if response.status_code >= 500 or (response.status_code != 405 and reached(response) > (role in route.roles)):
            surprises.setdefault(route.name, set()).add(f"post {response.status_code}")
    return surprises


def posted(client: Client, address: str) -> HttpResponse:
    """Post nothing to an address, and take back what came of it, a log-out among it."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.post(address)
        read_whole(response)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


@pytest.mark.thorough
@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_the_table_says_and_nothing_else_and_reading_changes_nothing(world, role) -> None:
    client = client_of(role)
    before = everything()
    assert walk(client, role) == {}
    assert everything() == before


def test_every_address_is_in_the_table() -> None:
    assert [route for route in all_routes() if not route.listed] == []


def test_an_address_that_nobody_listed_is_noticed() -> None:
    assert roles_of("billing_secret_page") is None
    assert roles_of("") is None


def test_a_wrong_token_is_needed_for_no_page_but_posts_without_one_are_refused(world) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of("secretariat").cookies
    event = Event.objects.first()
    for address in (f"/admin/events/event/{event.pk}/invite/", "/konto/log-ud/", "/send-link/"):
        assert strict.post(address, {}).status_code == 403


def everything() -> list[list[dict[str, object]]]:
    """Return every row of every table, sessions and log-in times aside."""
    models = [
        model
        for model in apps.get_models()
        if model._meta.app_label not in {"sessions", "usersessions", "admin"} and model is not Person
    ]
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_a_coordinator_never_sees_another_municipalitys_words(world, capsys) -> None:
    call_command("seed_demo", "--municipalities", "3", "--json")
    report = json.loads(capsys.readouterr().out)
    own = own_municipality().code
    foreign = [row["canary"] for row in report["municipalities"] if row["code"] != own]
    assert len(foreign) == 2
    client = client_of("coordinator")
    pages = [
        f"/kommune/{own}/",
        f"/kommune/{own}/lokal-organisation/",
        "/lokal-organisation/",
        "/ugemail/",
        f"/kommune/{own}/pladser/",
        "/godkendelse/",
        f"/aktiviteter/kommune/{own}/",
        f"/kommune/{own}/aftale/",
        f"/kommune/{own}/koordinatorer/",
        "/fakturaer/",
        "/min-side/",
        "/",
        "/kommuner/",
        "/aktiviteter/",
    ]
    for page in pages:
        content = client.get(page).content.decode()
        assert [word for word in foreign if word in content] == [], page
    for row in report["municipalities"]:
        if row["code"] != own:
            for page in (
                f"/kommune/{row['code']}/",
                f"/kommune/{row['code']}/status.pdf",
                f"/kommune/{row['code']}/lokal-organisation/",
                f"/kommune/{row['code']}/pladser/",
                f"/kommune/{row['code']}/pladser/{row['seats'][0]}/skift/",
                f"/kommune/{own}/pladser/{row['seats'][0]}/skift/",
                f"/aktiviteter/kommune/{row['code']}/",
            ):
                assert client.get(page).status_code == 404
            for invoice in row["invoices"]:
                assert client.get(f"/fakturaer/{invoice}/pdf/").status_code == 404


def got_or_posted(client: Client, address: str) -> Any:
    """Ask for a page, or send to it what only takes what is sent."""
    response = client.get(address)
    return client.post(address) if response.status_code == 405 else response


@pytest.mark.thorough
@pytest.mark.once
def test_another_municipalitys_coordinator_meets_not_found_on_every_object(world) -> None:
    for role in ("other_coordinator", "former_coordinator"):
        client = client_of(role)
        objects = [
            (route.name, address)
            for route, address in addresses()
            if "coordinator" in route.roles and "other_coordinator" not in route.roles
        ]
        assert {name for name, _address in objects} >= {"municipality_home", "billing:pdf", "events:answers"}
        assert {name: got_or_posted(client, address).status_code for name, address in objects} == {
            name: 404 for name, _address in objects
        }


@pytest.mark.thorough
@pytest.mark.once
def test_a_reader_changes_nothing_by_any_post(world) -> None:
    client = client_of("reader")
    everywhere = [address for route, address in addresses() if route.name.startswith("admin:")]
    before = everything()
    for address in everywhere:
        read_whole(client.post(address, {"post": "yes"}))
    assert everything() == before


def test_a_former_coordinator_reaches_the_own_page_alone(world) -> None:
    client = logged_in(former_coordinator())
    assert client.get(f"/kommune/{own_municipality().code}/").status_code == 404
    assert client.get("/fakturaer/").content.decode().count("<tr>") == 0
    assert client.get("/arbejdsplads/")["Location"] == "/min-side/"


def test_logging_out_ends_the_session(world) -> None:
    client = client_of("coordinator")
    cookie = client.cookies["session"].value
    client.post("/konto/log-ud/")
    client.cookies["session"] = cookie
    assert not reached(client.get("/fakturaer/"))


def test_autocomplete_is_for_those_who_see_the_rows(world) -> None:
    address = "/admin/autocomplete/?app_label=events&model_name=delegate&field_name=person&term=a"
    assert client_of("secretariat").get(address).status_code == 200
    assert client_of("coordinator").get(address).status_code in {302, 403}
    assert Client().get(address).status_code in {302, 403}


def test_the_command_lists_every_address_with_its_roles(capsys) -> None:
    call_command("routes", "--json")
    routes = json.loads(capsys.readouterr().out)
    assert {
        "name": "billing:pdf",
        "path": "/fakturaer/<int:pk>/pdf/",
        "roles": ["coordinator", "reader", "finance", "secretariat"],
    } in routes


def test_the_command_fails_on_an_address_that_the_table_does_not_know(monkeypatch) -> None:
    stranger = path("hemmeligt/", lambda request: None, name="secret")
    monkeypatch.setattr(get_resolver(), "url_patterns", [*get_resolver().url_patterns, stranger])
    with pytest.raises(CommandError, match="secret"):
        call_command("routes", "--json")
