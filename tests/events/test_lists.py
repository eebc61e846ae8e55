"""Lists, badges and proofs: right on paper, and in the hands of those who may have them."""

from __future__ import annotations

import datetime as dt
import uuid
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from events.documents.lists import badge_of
from events.models import Question, Registration, Reply
from events.services.door import Act, record_acts
from events.services.participants import participants_of
from partnership.models import PersonalLink
from partnership.services.links import make_link, token_of
from tests.events.organisers import World, a_world, registered
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LONG = "Anne-Margrethe Christoffersen-Østerskov Kjærgaard"


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def with_people() -> World:
    world = a_world()
    other = MunicipalityFactory(name="Aabenraa")
    registered(world.event, PersonFactory(name=LONG, title="Afdelingsleder"), municipality=other)
    registered(world.event, PersonFactory(name="Gæst Gæstesen", workplace="BUPL"))
    first = Registration.objects.attending().get(person=world["registered"])
    record_acts(world.event, acts=[Act(uuid.uuid4(), first.pk, NOW)], by=world["host"], now=NOW)
    return world


def file_of(world: World, kind: str, role: str = "host") -> bytes:
    client = logged_in(world[role], "code", "mfa")
    answer = client.get(f"/aktiviteter/{world.event.pk}/lister/{kind}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return answer.content


def test_the_list_names_who_has_a_place_in_danish_order_with_guests_last() -> None:
    world = with_people()
    names = [one.person.name for one in participants_of(world.event, now=NOW)]
    assert names == ["Rolle registered", LONG, "Gæst Gæstesen"]
    sheet = load_workbook(BytesIO(file_of(world, "deltagere.xlsx"))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in rows] == names
    assert [row[5] for row in rows] == ["fremmødt", "udeblevet", "udeblevet"]
    assert rows[2][3:5] == [None, None]
    text = text_of(file_of(world, "deltagere.pdf", "reader"))
    assert "3 deltagere" in text
    assert all(name.split()[0] in text for name in names)
    assert "Rolle declined" not in text


def test_replies_are_a_sheet_for_the_secretariat_alone() -> None:
    world = with_people()
    question = Question.objects.create(event=world.event, number=1, text="Hvad vil du høre om?")
    row = Registration.objects.get(event=world.event, person=world["registered"])
    Reply.objects.create(registration=row, question=question, value="Trivsel")
    sheets = {role: load_workbook(BytesIO(file_of(world, "deltagere.xlsx", role))) for role in ("host", "reader")}
    assert len(sheets["host"].worksheets) == 1
    rows = [[cell.value for cell in row] for row in sheets["reader"].worksheets[1].iter_rows()]
    assert rows[0][3] == "Hvad vil du høre om?"
    assert [row[3] for row in rows if row[0] == "Rolle registered"] == ["Trivsel"]


def test_badges_have_name_title_place_and_body_ten_to_a_sheet() -> None:
    world = with_people()
    text = " ".join(text_of(file_of(world, "navneskilte.pdf", "secretariat")).split())
    for word in ("Anne-Margrethe", "Kjærgaard", "Afdelingsleder", "Aabenraa", "BUPL", "Gæst", world.event.body.name):
        assert word in text
    for _ in range(8):
        registered(world.event)
    assert len(PdfReader(BytesIO(file_of(world, "navneskilte.pdf"))).pages) == 2


def test_a_sheet_holds_two_columns_of_five_badges() -> None:
    world = with_people()
    for _ in range(7):
        registered(world.event)
    found: set[tuple[int, int]] = set()

    def note(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.add((round(tm[4]) // 200, round(tm[5]) // 155))

    PdfReader(BytesIO(file_of(world, "navneskilte.pdf"))).pages[0].extract_text(visitor_text=note)
    assert len({column for column, _row in found}) == 2
    assert len({row for _column, row in found}) >= 5


@pytest.mark.parametrize(
    ("name", "size"), [("Bo Ågren", "large"), ("Wilhelmina Bjerregaard-Thorvaldsen", "medium"), (LONG, "small")]
)
def test_long_names_are_set_smaller(name: str, size: str) -> None:
    world = a_world()
    registered(world.event, PersonFactory(name=name))
    [badge] = [badge_of(one) for one in participants_of(world.event, now=NOW) if one.person.name == name]
    assert badge.size == size


@pytest.mark.parametrize(
    ("path", "sees"),
    [
        ("deltagere/", {"host", "secretariat", "reader"}),
        ("lister/deltagere.xlsx", {"host", "secretariat", "reader"}),
        ("lister/navneskilte.pdf", {"host", "secretariat", "reader"}),
        ("indgang/", {"host", "secretariat"}),
        ("indgang/maerker/", {"host", "secretariat"}),
        ("indgang/arbejder.js", {"host", "secretariat"}),
        ("evaluering/", {"host", "secretariat", "reader"}),
    ],
)
def test_lists_are_for_those_who_carry_the_event_out(path: str, sees: set[str]) -> None:
    world = a_world()
    codes = {
        role: logged_in(person, "code", "mfa").get(f"/aktiviteter/{world.event.pk}/{path}").status_code
        for role, person in world.people.items()
    }
    assert {role for role, code in codes.items() if code == 200} == sees
    assert {code for role, code in codes.items() if role not in sees} == {404}
    assert logged_in(world["host"]).get(f"/aktiviteter/{world.event.pk}/lister/andet.pdf").status_code == 404


def test_who_came_gets_a_proof_and_who_did_not_gets_none(client) -> None:
    world = with_people()
    purpose, expires_at = PersonalLink.Purpose.PARTICIPANT, NOW + dt.timedelta(days=9)
    link = make_link(world["registered"], purpose=purpose, expires_at=expires_at, now=NOW)
    client.get(f"/i/{token_of(link)}/")
    page = client.get(f"/min-side/aktiviteter/{world.event.pk}/").content.decode()
    assert "Hent dit deltagerbevis" in page
    assert "fremmødt" in client.get("/min-side/").content.decode()
    first = client.get(f"/min-side/aktiviteter/{world.event.pk}/bevis.pdf")
    assert first.content == client.get(f"/min-side/aktiviteter/{world.event.pk}/bevis.pdf").content
    text = text_of(first.content)
    for word in ("Deltagerbevis", "Rolle registered", world.event.title, world.host.official_name):
        assert word in text
    absent = Registration.objects.get(person__name=LONG)
    base = f"/aktiviteter/{world.event.pk}/deltagere"
    came = Registration.objects.get(person=world["registered"])
    assert logged_in(world["host"]).get(f"{base}/{came.pk}/bevis.pdf").status_code == 200
    assert logged_in(world["host"]).get(f"{base}/{absent.pk}/bevis.pdf").status_code == 404
    assert logged_in(world["other_host"]).get(f"{base}/{came.pk}/bevis.pdf").status_code == 404


def test_attendance_is_shown_to_the_secretariat_and_each_municipality_its_own() -> None:
    world = with_people()
    page = logged_in(world["reader"], "code", "mfa").get("/aktiviteter/fremmoede/").content.decode()
    assert world.event.title in page
    assert logged_in(world["host"]).get("/aktiviteter/fremmoede/").status_code == 404
    own = logged_in(world["host"]).get(f"/aktiviteter/kommune/{world.host.code}/fremmoede/").content.decode()
    assert "Rolle registered" in own
    assert LONG not in own
    assert logged_in(world["other_host"]).get(f"/aktiviteter/kommune/{world.host.code}/fremmoede/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_number_of_times_however_many_take_part(count: int, django_assert_num_queries) -> None:
    world = a_world()
    for _ in range(count):
        registered(world.event, municipality=world.host)
    client = logged_in(world["host"])
    with django_assert_num_queries(6):
        client.get(f"/aktiviteter/{world.event.pk}/deltagere/")
    with django_assert_num_queries(4):
        client.get(f"/aktiviteter/kommune/{world.host.code}/fremmoede/")
    staff = logged_in(world["secretariat"], "code", "mfa")
    with django_assert_num_queries(5):
        staff.get("/aktiviteter/fremmoede/")
