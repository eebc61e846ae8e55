"""Dietary and access needs: stated by the person, seen by nobody else, counted without names, forgotten in time."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from events.models import DoorMark, Evaluation, EvaluationTurn, Event, Material, Needs, Registration
from events.services.needs import count_needs, forget_needs, given_by, state_needs
from events.services.own_data import own_data, own_data_pdf_of
from events.services.registrations import accept_invitation
from partnership.config.merging import merge_people
from partnership.models import Letter, LogbookEntry, PersonalLink
from partnership.services.links import make_link, token_of
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.partnership.factories import PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
SECRET = "Canary-nøddeallergi"
STATED = {"answer": "save", "diets": ["vegan"], "diet_note": SECRET, "access_note": "", "consent": "on"}


@pytest.fixture
def registration() -> Registration:
    return accept_invitation(invitation_to(EventFactory()), now=NOW)


@pytest.fixture
def own(registration) -> Client:
    PersonalLink.objects.update(created_at=timezone.now(), expires_at=timezone.now() + dt.timedelta(days=90))
    client = Client()
    client.get(f"/i/{token_of(registration.invitation.link)}/")
    return client


def state(registration: Registration, **changes: object) -> Needs | None:
    values = {"diets": ["vegan"], "diet_note": SECRET, "access_note": "", "now": NOW} | changes
    return state_needs(registration.person, **values)


def test_needs_are_kept_with_consent_and_can_be_taken_back(own) -> None:
    refused = own.post("/min-side/hensyn/", {**STATED, "consent": ""})
    assert refused.status_code == 422
    assert SECRET in refused.content.decode()  # nothing typed is lost
    assert not Needs.objects.exists()
    own.post("/min-side/hensyn/", STATED)
    assert (Needs.objects.get().diet_note, Needs.objects.get().consented_at.date()) == (SECRET, timezone.now().date())
    assert SECRET in own.get("/min-side/hensyn/").content.decode()
    own.post("/min-side/hensyn/", {"answer": "delete"})
    assert not Needs.objects.exists()


def test_a_form_without_its_button_or_with_nothing_typed_changes_nothing(own) -> None:
    assert own.post("/min-side/hensyn/", {**STATED, "answer": ""}).status_code == 422
    own.post("/min-side/hensyn/", {"answer": "save"})
    assert not Needs.objects.exists()


def test_others_see_that_something_is_given_and_never_what(own, registration) -> None:
    state(registration)
    staff = logged_in(PersonFactory(is_staff=True, is_superuser=True))
    event = registration.event_id
    pages = [f"/admin/events/event/{event}/change/", "/admin/events/registration/", "/admin/partnership/person/"]
    for page in pages:
        assert SECRET not in staff.get(page).content.decode(), page
    page = staff.get(f"/admin/events/event/{event}/replies/").content.decode()
    replies, _heading, needs = page.partition("uden navne")
    assert SECRET not in replies
    assert SECRET in needs  # counted, for the kitchen
    assert registration.person.name not in needs
    page = staff.get(f"/admin/events/registration/{registration.pk}/change/").content.decode()
    assert "angivet" in page
    assert SECRET not in page
    assert given_by([registration.person]) == {registration.person_id}
    assert "angivet" in own.get("/min-side/").content.decode()
    assert SECRET not in own.get("/min-side/").content.decode()
    assert not [letter for letter in Letter.objects.all() if SECRET in letter.text]
    assert SECRET not in str(Needs.objects.get())


def test_counts_name_nobody_and_only_count_who_comes(registration) -> None:
    state(registration, access_note="Rampe")
    silent = invitation_to(registration.event)
    state_needs(silent.person, diets=["vegan"], diet_note="Andet", access_note="", now=NOW)
    counted = count_needs(registration.event)
    assert (counted.people, counted.food, counted.access) == (1, [SECRET], ["Rampe"])
    assert [count for _diet, count in counted.diets] == [1]


def test_needs_are_forgotten_two_weeks_after_the_last_event_they_are_for(registration, capsys) -> None:
    state(registration)
    ends_at = registration.event.ends_at
    assert forget_needs(now=ends_at + dt.timedelta(days=13)) == 0
    later = EventFactory(starts_at=START + dt.timedelta(days=10), ends_at=START + dt.timedelta(days=11))
    again = invitation_to(later)
    again.person = registration.person
    again.save()
    accept_invitation(again, now=NOW)
    due = ends_at + dt.timedelta(days=14)
    assert forget_needs(now=due) == 0
    Event.objects.filter(pk=later.pk).update(cancelled_at=NOW)
    assert forget_needs(now=due, dry_run=True) == 1
    assert Needs.objects.exists()
    assert (forget_needs(now=due), forget_needs(now=due)) == (1, 0)
    call_command("forget_needs", "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out) == {"forgotten": 0, "dry_run": True}


def test_of_two_records_what_was_stated_last_stays_and_the_logbook_does_not_tell(registration) -> None:
    state(registration, diet_note="Ældre")
    twin = PersonFactory()
    state_needs(twin, diets=[], diet_note=SECRET, access_note="", now=NOW + dt.timedelta(days=1))
    by = PersonFactory(is_staff=True)
    merge_people(twin, into=registration.person, by=by, values={}, now=NOW)
    assert (Needs.objects.get().person, Needs.objects.get().diet_note) == (registration.person, SECRET)
    entry = json.dumps([row.data for row in LogbookEntry.objects.all()])
    assert "Ældre" not in entry
    assert SECRET not in entry


def test_the_own_data_tell_what_the_day_left_and_nothing_of_the_evaluation(registration) -> None:
    event, person = registration.event, registration.person
    DoorMark.objects.create(registration=registration, marked_at=NOW, received_at=NOW, marked_by=PersonFactory())
    evaluation = Evaluation.objects.create(event=event)
    EvaluationTurn.objects.create(evaluation=evaluation, registration=registration, has_answered=True)
    Material.objects.create(event=event, title="Slides", audience="body", url="https://kl.example/", added_by=person)
    make_link(person, purpose=PersonalLink.Purpose.CALENDAR, expires_at=NOW + dt.timedelta(days=9), now=NOW)
    data = own_data(person, now=NOW)
    assert [row["marked_at"] for row in data["attendance"]] == [NOW]
    about = {"event": event.title, "starts_at": event.starts_at}
    assert data["evaluations"] == [about | {"has_answered": True, "is_reminded": False}]
    assert [row["title"] for row in data["materials"]] == ["Slides"]
    assert [row["revoked_at"] for row in data["calendar"]] == [None]
    assert own_data_pdf_of(person, now=NOW).startswith(b"%PDF")


def test_the_person_fetches_all_as_json_and_as_pdf(own, registration) -> None:
    state(registration)
    other = accept_invitation(invitation_to(registration.event), now=NOW)
    response = own.get("/min-side/oplysninger/data.json")
    data = json.loads(response.content)
    assert data["person"][0]["email"] == registration.person.email
    assert data["registrations"][0]["event"] == registration.event.title
    assert data["needs"][0]["other_food"] == SECRET
    assert other.person.email not in response.content.decode()
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    assert own.get("/min-side/oplysninger/data.pdf").content.startswith(b"%PDF")
    assert Client().get("/min-side/oplysninger/data.json").status_code == 302
