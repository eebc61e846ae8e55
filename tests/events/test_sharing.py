"""Materials, minutes and decisions: who may see what, and how files are taken in and handed out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from events.models import Audience, Decision, Material, Minutes
from events.services.materials import add_file, add_link, withdraw_material
from events.services.minutes import MinutesRefused, record_decision, strike_decision, write_minutes
from events.services.sharing import shared_about
from partnership.models import GuidingQuestion, PersonalLink, StoredDocument
from partnership.services.file_kinds import PDF
from partnership.services.links import make_link, token_of
from tests.events import uploads
from tests.events.organisers import World, a_world
from tests.partnership.factories import PartnershipFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()
R, B, P = Audience.REGISTERED, Audience.BODY, Audience.PUBLIC


def one_of_each(world: World) -> None:
    for audience in Audience:
        said = {"audience": audience, "now": NOW}
        file = {"content": uploads.PDF, "kind": PDF, "file_name": "Oplæg æøå.pdf"}
        add_file(world.event, title=f"Fil {audience}", by=world["host"], **file, **said)
        record_decision(world.event, text=f"Besluttet {audience}", **said)


SEES = {
    "registered": {R, B, P},
    "declined": {P},
    "seated": {B, P},
    "left": {P},
    "stranger": {P},
    "host": {R, B, P},
    "other_host": {P},
    "secretariat": {R, B, P},
    "reader": {R, B, P},
}


@pytest.mark.parametrize("role", SEES)
def test_each_role_sees_what_is_for_it(role: str) -> None:
    world = a_world()
    one_of_each(world)
    person = world[role]
    assert {row.audience for row in Material.objects.visible_to(person)} == SEES[role]
    assert {row.audience for row in Decision.objects.visible_to(person)} == SEES[role]
    client = logged_in(person, "code", "mfa")
    answers = {
        row.audience: client.get(f"/aktiviteter/{world.event.pk}/materialer/{row.pk}/")
        for row in Material.objects.all()
    }
    for answer in answers.values():
        answer.close()
    assert {audience for audience, answer in answers.items() if answer.status_code == 200} == SEES[role]
    assert {answer.status_code for answer in answers.values()} <= {200, 404}


def test_a_personal_link_shows_what_is_shared_and_nothing_of_a_coordinators_or_the_secretariats() -> None:
    world = a_world()
    one_of_each(world)
    for role, sees in {**SEES, "host": {P}, "secretariat": {P}, "reader": {P}}.items():
        shared = shared_about(world.event, through_link=world[role], logged_in=None)
        assert {row.audience for row in shared.materials} == sees, role
        assert {row.audience for row in shared.decisions} == sees, role


def test_the_public_sees_the_public_part_of_a_published_event_alone(client: Client) -> None:
    world = a_world()
    one_of_each(world)
    page = client.get(f"/aktiviteter/{world.event.pk}/").content.decode()
    assert "Fil public" in page
    assert "Besluttet public" in page
    assert "Fil body" not in page
    assert "Besluttet registered" not in page
    world.event.published_at = None
    world.event.save()
    public = Material.objects.get(audience=P)
    assert client.get(f"/aktiviteter/{world.event.pk}/materialer/{public.pk}/").status_code == 404


def test_the_registered_person_finds_everything_on_the_own_page(client: Client) -> None:
    world = a_world()
    one_of_each(world)
    write_minutes(world.event, text="Vi mødtes.", audience=R, published=True, now=NOW)
    purpose, expires_at = PersonalLink.Purpose.PARTICIPANT, NOW + dt.timedelta(days=9)
    link = make_link(world["registered"], purpose=purpose, expires_at=expires_at, now=NOW)
    client.get(f"/i/{token_of(link)}/")
    page = client.get(f"/min-side/aktiviteter/{world.event.pk}/").content.decode()
    assert all(f"Fil {audience}" in page and f"Besluttet {audience}" in page for audience in Audience)
    assert "Vi mødtes." in page
    material = Material.objects.get(audience=R)
    answer = client.get(f"/aktiviteter/{world.event.pk}/materialer/{material.pk}/")
    assert b"".join(answer.streaming_content) == uploads.PDF
    assert client.get("/aktiviteter/999/materialer/1/").status_code == 404


def test_what_is_taken_away_is_gone_for_everybody() -> None:
    world = a_world()
    one_of_each(world)
    for row in Material.objects.all():
        assert withdraw_material(row, now=NOW)
        assert not withdraw_material(row, now=NOW)
    for person in world.people.values():
        assert not shared_about(world.event, through_link=None, logged_in=person).materials
    assert StoredDocument.objects.count() == 3


def test_a_file_is_handed_out_apart_under_the_name_that_people_gave_it() -> None:
    world = a_world()
    one_of_each(world)
    material = Material.objects.get(audience=P)
    answer = Client().get(f"/aktiviteter/{world.event.pk}/materialer/{material.pk}/")
    assert b"".join(answer.streaming_content) == uploads.PDF
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Opl%C3%A6g%20%C3%A6%C3%B8%C3%A5.pdf"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Oplæg" not in StoredDocument.objects.filter(material=material).get().path


def test_an_organiser_adds_a_presentation_and_takes_it_away() -> None:
    world = a_world()
    client = logged_in(world["host"])
    address = f"/aktiviteter/{world.event.pk}/materialer/"
    assert "Der er ikke delt noget" in client.get(address).content.decode()
    file = SimpleUploadedFile("../Oplæg.exe", uploads.pptx(), content_type="text/html")
    answer = client.post(address, {"title": "Oplæg", "file": file, "audience": "body"})
    assert answer.status_code == 302
    material = Material.objects.get()
    assert (material.title, material.file_name, material.audience, material.added_by) == (
        "Oplæg",
        "Oplæg.pptx",
        "body",
        world["host"],
    )
    assert material.document.media_type.endswith("presentation")
    assert material.document.file.read_bytes() == uploads.pptx()
    client.post(f"{address}{material.pk}/fjern/")
    assert not Material.objects.published().exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"file": SimpleUploadedFile("a.pdf", b"<html>")}, "Kun PDF"),
        ({"url": "javascript:alert(1)"}, "hele adressen"),
        ({"url": "ftp://kl.dk/a"}, "hele adressen"),
        ({}, "ikke begge dele"),
        ({"url": "https://kl.dk", "file": SimpleUploadedFile("a.pdf", uploads.PDF)}, "ikke begge dele"),
    ],
)
def test_what_is_no_file_and_no_link_is_refused_with_a_reason(typed: dict[str, object], said: str) -> None:
    world = a_world()
    client = logged_in(world["secretariat"], "code", "mfa")
    answer = client.post(
        f"/aktiviteter/{world.event.pk}/materialer/", {"title": "Oplæg", "audience": "public", **typed}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Material.objects.exists()
    assert not StoredDocument.objects.exists()


def test_the_database_refuses_a_material_that_is_nothing_or_two_things() -> None:
    world = a_world()
    material = add_link(world.event, title="x", audience=P, url="https://kl.dk/", by=world["host"], now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Material.objects.filter(pk=material.pk).update(url="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Material.objects.filter(pk=material.pk).update(file_name="a.pdf")


@pytest.mark.parametrize("page", ["materialer/", "referat/", "beslutninger/ny/", "dagen/"])
def test_only_organisers_write(page: str) -> None:
    world = a_world()
    codes = {
        role: logged_in(person, "code", "mfa").get(f"/aktiviteter/{world.event.pk}/{page}").status_code
        for role, person in world.people.items()
    }
    allowed = {"host", "secretariat"} | ({"reader"} if page == "dagen/" else set())
    assert {role for role, code in codes.items() if code == 200} == allowed
    assert {code for role, code in codes.items() if role not in allowed} == {404}


def test_minutes_are_a_draft_until_they_are_shown() -> None:
    world = a_world()
    client = logged_in(world["host"])
    address = f"/aktiviteter/{world.event.pk}/referat/"
    seen = client.get(address).context["form"]["seen"].value()
    typed = {"text": "Udkast", "audience": "public", "seen": seen}
    assert client.post(address, typed).status_code == 302
    assert "Udkast" not in Client().get(f"/aktiviteter/{world.event.pk}/").content.decode()
    assert client.post(address, typed).status_code == 422  # somebody saved meanwhile
    seen = client.get(address).context["form"]["seen"].value()
    file = SimpleUploadedFile("r.pdf", uploads.PDF)
    assert client.post(address, {**typed, "seen": seen, "published": "on", "file": file}).status_code == 302
    assert "Udkast" in Client().get(f"/aktiviteter/{world.event.pk}/").content.decode()
    answer = Client().get(f"{address}fil/")
    assert b"".join(answer.streaming_content) == uploads.PDF
    assert Minutes.objects.get().history.count() == 2


def test_empty_minutes_are_not_shown() -> None:
    world = a_world()
    with pytest.raises(MinutesRefused):
        write_minutes(world.event, text=" ", audience=P, published=True, now=NOW)
    assert not Minutes.objects.exists()


def test_decisions_are_numbered_corrected_and_struck_out() -> None:
    world = a_world()
    question = GuidingQuestion.objects.create(partnership=world.event.partnership, number=1, text="Hvordan?")
    client = logged_in(world["host"])
    base = f"/aktiviteter/{world.event.pk}/beslutninger/"
    typed = {"text": "Vi begynder nu", "audience": "body", "guiding_question": question.pk}
    assert client.post(f"{base}ny/", typed).status_code == 302
    decision = Decision.objects.get()
    assert (decision.number, decision.guiding_question) == (1, question)
    assert (
        client.post(f"{base}{decision.pk}/", {**typed, "text": "Vi venter", "guiding_question": ""}).status_code == 302
    )
    decision.refresh_from_db()
    assert (decision.text, decision.guiding_question) == ("Vi venter", None)
    second = record_decision(world.event, text="To", audience=B, now=NOW)
    assert second.number == 2
    client.post(f"{base}{decision.pk}/", {"step": "strike"})
    assert record_decision(world.event, text="Tre", audience=B, now=NOW).number == 3
    strike_decision(second)
    assert list(Decision.objects.values_list("number", flat=True)) == [3]


def test_a_guiding_question_of_another_partnership_is_refused() -> None:
    world = a_world()
    foreign = GuidingQuestion.objects.create(partnership=PartnershipFactory(), number=1, text="Hvordan?")
    with pytest.raises(MinutesRefused):
        record_decision(world.event, text="x", audience=B, guiding_question=foreign, now=NOW)
    client = logged_in(world["host"])
    typed = {"text": "x", "audience": "body", "guiding_question": foreign.pk}
    assert client.post(f"/aktiviteter/{world.event.pk}/beslutninger/ny/", typed).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_materials_asks_the_same_number_of_times_however_many_there_are(
    count: int, django_assert_num_queries
) -> None:
    world = a_world()
    for _ in range(count):
        one_of_each(world)
    client = logged_in(world["host"])
    with django_assert_num_queries(4):
        client.get(f"/aktiviteter/{world.event.pk}/materialer/")
    with django_assert_num_queries(3):
        shared_about(world.event, through_link=world["registered"], logged_in=world["host"])
