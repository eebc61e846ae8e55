"""The coordinator's pages for adding people, and the secretariat's import."""

from __future__ import annotations

import html
import io
import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from partnership.models import Letter, Person, SeatHolding
from partnership.roles import Role
from partnership.roster.files import write_workbook
from partnership.services.professions import record_professions
from partnership.services.roster import enter_people
from tests.partnership.factories import PersonFactory
from tests.partnership.rosters import DAY, EIGHTEEN, NOW, Home, home

pytestmark = pytest.mark.django_db
FROM = "2026-11-02"


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def secretary(role: Role = Role.SECRETARIAT) -> Person:
    person = PersonFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role.value))
    return person


def fields_of(response) -> dict[str, object]:
    """Return what the preview's form would send, as a browser does: hidden fields, cells and chosen options."""
    content = response.content.decode()
    fields: dict[str, object] = {"row": re.findall(r'name="row" value="(\d+)"', content)}
    for tag in re.findall(r"<input[^>]*>", content):
        name = re.search(r'name="([^"]+)"', tag)
        if name and (name[1] in {"kept", "from_on"} or name[1].startswith("row-")):
            value = re.search(r'value="([^"]*)"', tag)
            fields[name[1]] = html.unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select name="(row-[^"]+)".*?>(.*?)</select>', content, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = html.unescape(chosen[1]) if chosen else ""
    return fields


def paste(place: Home, client: Client, text: str = EIGHTEEN, **fields: str):
    return client.post(f"{place.url}/indsaet/", {"step": "preview", "text": text, "from_on": FROM, **fields})


def test_eighteen_people_are_pasted_corrected_and_entered() -> None:
    place = home()
    client = browser(place.coordinator)
    response = paste(place, client)
    assert response.status_code == 422
    assert SeatHolding.objects.count() == 0
    assert len(response.context["ready"]) == 16
    assert [form.number for form in response.context["row_forms"]] == [9, 15]
    fields = fields_of(response)
    assert fields["row-9-email"] == "hans-at-aeroe.example"
    assert fields["row-15-body"] == "Kantinen"

    response = client.post(f"{place.url}/indsaet/", fields | {"step": "enter"})
    assert SeatHolding.objects.count() == 16
    assert [form.number for form in response.context["row_forms"]] == [9, 15]

    fields = fields_of(response) | {"row-9-email": "hans@aeroe.example", "row-15-body": "staff"}
    response = client.post(f"{place.url}/indsaet/", fields | {"step": "check"})
    assert (response.status_code, len(response.context["ready"]), SeatHolding.objects.count()) == (200, 2, 16)
    response = client.post(f"{place.url}/indsaet/", fields_of(response) | {"step": "enter"}, follow=True)
    assert response.redirect_chain == [(f"/kommune/{place.municipality.code}/pladser/", 302)]
    assert SeatHolding.objects.count() == 18
    assert Letter.objects.filter(kind="welcome").count() == 18


def test_pressing_twice_enters_nobody_twice() -> None:
    place = home()
    client = browser(place.coordinator)
    fields = fields_of(paste(place, client)) | {"step": "enter"}
    for _press in range(2):
        client.post(f"{place.url}/indsaet/", fields)
    assert (SeatHolding.objects.count(), Letter.objects.count()) == (16, 16)


def test_a_row_can_be_left_out_and_known_data_corrected() -> None:
    place = home()
    client = browser(place.coordinator)
    enter_people(place.rows(EIGHTEEN)[:1], scope=place.scope, from_on=DAY, now=NOW)
    text = "Åse Ærø\taase@aeroe.example\tFormand\t\t\tstaff\nBo Holm\tbo@aeroe.example\t\t\t\tstaff"
    response = paste(place, client, text)
    assert "Borgmester" in response.content.decode()
    client.post(f"{place.url}/indsaet/", fields_of(response) | {"step": "enter", "leave_out": ["2"], "correct": ["1"]})
    assert Person.objects.get(email="aase@aeroe.example").title == "Formand"
    assert not Person.objects.filter(email="bo@aeroe.example").exists()


def test_rows_that_name_no_body_get_the_one_that_was_chosen() -> None:
    place = home()
    response = paste(place, browser(place.coordinator), "Bo Holm;bo@aeroe.example", body="staff")
    assert response.context["ready"][0].body == place.bodies["staff"]


@pytest.mark.parametrize(
    "text", ["", "  \n\n", "Navn\tE-mail\tGruppe", "\n".join(f"p{n}@x.example" for n in range(201))]
)
def test_a_text_without_people_or_with_too_many_is_refused_and_kept(text) -> None:
    place = home()
    response = paste(place, browser(place.coordinator), text)
    assert response.status_code == 422
    assert response.context["form"].errors["text"]
    assert response.context["form"]["text"].value() == text


def test_a_day_outside_the_partnership_is_refused() -> None:
    place = home()
    response = paste(place, browser(place.coordinator), from_on="2020-01-01")
    assert response.context["form"].errors["from_on"]


@pytest.mark.parametrize(
    "fields",
    [
        {"kept": "no json"},
        {"kept": "[[1]]"},
        {"kept": '[["x", "", "", "", "", "", "", ""]]'},
        {"kept": '[[1, 2, "", "", "", "", "", ""]]'},
        {"kept": '[[1, "a", "", "", "", "", "", ""]]', "row": ["1"]},
        {"kept": "[" * 5000},
        {"from_on": "2020-01-01"},
        {"from_on": ""},
    ],
)
def test_what_no_page_of_ours_sends_is_a_bad_request(fields) -> None:
    place = home()
    sent = {"step": "enter", "kept": "[]", "from_on": FROM} | fields
    assert browser(place.coordinator).post(f"{place.url}/indsaet/", sent).status_code == 400


def test_when_all_rows_are_left_out_one_starts_over() -> None:
    place = home()
    sent = {"step": "enter", "kept": '[[1, "Bo", "", "", "", "", "", ""]]', "from_on": FROM, "leave_out": "1"}
    response = browser(place.coordinator).post(f"{place.url}/indsaet/", sent)
    assert response["Location"] == f"{place.url}/indsaet/"


def one(**fields: str) -> dict[str, str]:
    return {"name": "Bo Holm", "email": "bo@aeroe.example", "body": "staff", "from_on": FROM} | fields


def test_one_person_is_added_in_one_press_and_a_second_changes_nothing() -> None:
    place = home()
    client = browser(place.coordinator)
    assert client.get(f"{place.url}/tilfoej/?gruppe=staff").context["form"]["body"].value() == "staff"
    for _press in range(2):
        response = client.post(f"{place.url}/tilfoej/", one())
        assert response["Location"] == f"/kommune/{place.municipality.code}/pladser/"
    assert (SeatHolding.objects.count(), Letter.objects.count()) == (1, 1)


def test_faults_of_one_person_stand_at_the_fields() -> None:
    place = home()
    response = browser(place.coordinator).post(f"{place.url}/tilfoej/", one(email="bo", phone="1"))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"email", "phone"}
    assert response.context["form"]["name"].value() == "Bo Holm"


def test_whether_to_correct_a_known_persons_data_is_asked_once() -> None:
    place = home()
    client = browser(place.coordinator)
    client.post(f"{place.url}/tilfoej/", one(title="Lærer"))
    changed = one(title="Pædagog", body="leadership")
    response = client.post(f"{place.url}/tilfoej/", changed)
    assert response.status_code == 422
    assert "Lærer" in response.content.decode()
    assert SeatHolding.objects.count() == 1
    client.post(f"{place.url}/tilfoej/", changed | {"correct_asked": "1", "correct": "on"})
    assert Person.objects.get(email="bo@aeroe.example").title == "Pædagog"
    assert SeatHolding.objects.count() == 2


@pytest.mark.parametrize("page", ["tilfoej", "indsaet"])
def test_another_municipalitys_pages_are_not_found(page) -> None:
    place = home()
    other = home(place.partnership)
    for person in (other.coordinator, PersonFactory(), secretary()):
        client = browser(person)
        assert client.get(f"{place.url}/{page}/").status_code == 404
        assert client.post(f"{place.url}/{page}/", one(text="x;x@x.example", step="preview")).status_code == 404
    assert Client().get(f"{place.url}/{page}/").status_code == 302


def test_whom_the_bodies_seek_is_shown_with_the_professions_that_are_decided() -> None:
    place = home()
    record_professions(
        place.bodies["communication"],
        professions="Skolesekretærer\nKommunikationskonsulenter",
        decided_on=DAY,
        minutes="Referat, punkt 4",
        by=None,
        now=NOW,
    )
    client = browser(place.coordinator)
    for response in (client.get(f"{place.url}/tilfoej/"), client.get(f"{place.url}/indsaet/"), paste(place, client)):
        content = response.content.decode()
        assert "Politikere" in content
        assert "Skolesekretærer og Kommunikationskonsulenter" in content


IMPORT = "/admin/partnership/person/import/"
HEADINGS = ["Kommune", "Navn", "E-mail", "Gruppe"]


def upload(client: Client, rows: list[list[str]]):
    file = SimpleUploadedFile("personer.xlsx", write_workbook({"Personer": [HEADINGS, *rows]}))
    return client.post(IMPORT, {"step": "preview", "file": file, "from_on": FROM})


def test_the_secretariat_imports_for_many_municipalities_in_three_screens() -> None:
    place = home(code="101", name="København", official_name="Københavns Kommune")
    home(place.partnership, code="751", name="Aarhus", official_name="Aarhus Kommune")
    client = browser(secretary())
    assert client.get(IMPORT).status_code == 200
    rows = [
        ["101", "Bo Holm", "bo@kk.example", "staff"],
        ["Aarhus", "Li Ø", "li@aa.example", "Ledelsesspor"],
        ["Atlantis", "Jo Å", "jo@at.example", "staff"],
    ]
    response = upload(client, rows)
    assert [form.number for form in response.context["row_forms"]] == [4]
    response = client.post(IMPORT, fields_of(response) | {"step": "enter", "row-4-municipality": "751"})
    assert response.status_code == 200
    assert len(response.context["entered"]) == 3
    assert SeatHolding.objects.count() == 3


def test_an_unreadable_file_is_said_at_the_field() -> None:
    home()
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04")
    response = browser(secretary()).post(IMPORT, {"step": "preview", "file": file, "from_on": FROM})
    assert response.context["form"].errors["file"]


def test_the_template_has_the_headings_the_bodies_and_the_municipalities() -> None:
    place = home(code="101", name="København", official_name="Københavns Kommune")
    response = browser(secretary()).get(f"{IMPORT}template/")
    book = load_workbook(io.BytesIO(response.content))
    assert [cell.value for cell in book["Personer"][1]][:3] == ["Kommune", "Navn", "E-mail"]
    assert book["Grupper"]["A2"].value == place.bodies["steering"].name
    assert [cell.value for cell in book["Kommuner"][2]] == ["101", "København"]
    client = browser(secretary())
    empty = SimpleUploadedFile("personer.xlsx", response.content)
    assert client.post(IMPORT, {"step": "preview", "file": empty, "from_on": FROM}).context["form"].errors["file"]


@pytest.mark.parametrize("role", [Role.READER, Role.FINANCE])
def test_only_the_secretariat_imports(role) -> None:
    home()
    client = browser(secretary(role))
    assert client.get(IMPORT).status_code == 403
    assert client.get(f"{IMPORT}template/").status_code == 403
    assert upload(client, []).status_code == 403
    assert IMPORT not in client.get("/admin/partnership/person/").content.decode()


def test_before_there_is_a_partnership_there_is_no_import() -> None:
    assert browser(secretary()).get(IMPORT).status_code == 404
