"""Municipality by body: what the secretariat sees, filters and fetches."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from municipalities.models import Municipality, RegionMembership
from partnership.models import Agreement, Body, LogbookEntry, Partnership, Person
from partnership.roles import Role
from partnership.services.matrix import matrix_sheet, people_sheet, seat_matrix
from partnership.services.seats import create_seats
from tests.municipalities.factories import MunicipalityFactory, RegionFactory
from tests.partnership.factories import (
    AgreementFactory,
    BodyFactory,
    PartnershipFactory,
    PersonFactory,
    SeatHoldingFactory,
)
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 23)
PAGE, FILE, PEOPLE = (f"admin:partnership_seat_{name}" for name in ("matrix", "matrix_file", "people_file"))


def client_of(role: Role) -> Client:
    person = PersonFactory(is_staff=True, name="Sanne Østerlund")
    person.groups.add(Group.objects.get(name=role))
    return logged_in(person)


@pytest.fixture
def secretariat() -> Client:
    return client_of(Role.SECRETARIAT)


@pytest.fixture
def partnership() -> Partnership:
    """A partnership that has begun, with a steering group of 1-2 and a track of 3-5."""
    partnership = PartnershipFactory(starts_on=dt.date(2026, 10, 1))
    BodyFactory(partnership=partnership, name="Styregruppe", position=1, seats_min=1, seats_max=2)
    BodyFactory(partnership=partnership, name="Ledelsesspor", position=2)
    return partnership


def joined(
    partnership: Partnership, municipality: str, *, steering: int = 0, track: int = 0, **person: str
) -> Municipality:
    """Let a municipality take part, with so many of its seats held since the start."""
    agreement: Agreement = AgreementFactory(
        partnership=partnership, municipality=MunicipalityFactory(name=municipality)
    )
    create_seats(agreement)
    for body, held in zip(partnership.bodies.order_by("position"), (steering, track), strict=True):
        for seat in body.seats.filter(municipality=agreement.municipality).order_by("number")[:held]:
            SeatHoldingFactory(seat=seat, person=PersonFactory(**person))
    return agreement.municipality


def page(client: Client, **query: object) -> str:
    response = client.get(reverse(PAGE), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def workbook(response) -> Workbook:
    assert response.status_code == 200
    return load_workbook(BytesIO(response.content))


def test_a_cell_counts_who_holds_a_seat_today_and_who_is_missing(partnership: Partnership) -> None:
    joined(partnership, "Køge", steering=1, track=2)
    [row] = seat_matrix(partnership, on=DAY).rows
    assert [(cell.filled, cell.missing) for cell in row.cells] == [(1, 0), (2, 1)]
    assert (row.filled, row.missing) == (3, 1)
    assert seat_matrix(partnership, on=dt.date(2026, 9, 30)).filled == 0


def test_rows_stand_in_danish_order_and_only_those_who_take_part(partnership: Partnership) -> None:
    for name in ("Aarhus", "Ærø", "Køge", "Aabenraa", "Albertslund"):
        joined(partnership, name)
    AgreementFactory(partnership=partnership, status="decided", municipality=MunicipalityFactory(name="Greve"))
    names = [row.municipality.name for row in seat_matrix(partnership, on=DAY).rows]
    assert names == ["Albertslund", "Køge", "Ærø", "Aabenraa", "Aarhus"]


def test_columns_and_rows_are_added_up(partnership: Partnership) -> None:
    joined(partnership, "Køge", steering=1, track=2)
    joined(partnership, "Ærø", steering=0, track=5)
    matrix = seat_matrix(partnership, on=DAY)
    totals = [(total.filled, total.least, total.most, total.missing) for total in matrix.totals]
    assert totals == [(1, 2, 4, 1), (7, 6, 10, 1)]
    assert (matrix.filled, matrix.missing, matrix.lacking) == (8, 2, 2)


def test_a_region_is_that_of_the_day(partnership: Partnership) -> None:
    first, second = RegionFactory(name="Region Sjælland"), RegionFactory(name="Region Østdanmark")
    municipality = joined(partnership, "Køge")
    turn = dt.date(2027, 1, 1)
    RegionMembership.objects.create(municipality=municipality, region=first, from_on=dt.date(2007, 1, 1), to_on=turn)
    RegionMembership.objects.create(municipality=municipality, region=second, from_on=turn)

    def shown(region: str, on: dt.date) -> list[str]:
        return [row.region for row in seat_matrix(partnership, on=on, region=region).rows]

    assert shown(first.slug, DAY) == ["Region Sjælland"]
    assert shown(second.slug, DAY) == []
    assert shown(second.slug, turn) == ["Region Østdanmark"]


def test_only_where_somebody_is_missing(partnership: Partnership) -> None:
    joined(partnership, "Køge", steering=1, track=3)
    joined(partnership, "Greve", steering=1, track=2)
    matrix = seat_matrix(partnership, on=DAY, only_missing=True)
    assert [row.municipality.name for row in matrix.rows] == ["Greve"]
    assert matrix.taking_part == 2


def test_the_page_says_in_words_what_is_missing_and_leads_on(partnership: Partnership, secretariat: Client) -> None:
    municipality = joined(partnership, "Køge", steering=1, track=2)
    shown = page(secretariat)
    assert "mangler 1" in shown
    assert f'href="/kommune/{municipality.code}/"' in shown
    body = partnership.bodies.get(name="Ledelsesspor")
    query = {"body__id__exact": body.pk, "municipality__id__exact": municipality.pk}
    assert f"?body__id__exact={body.pk}&amp;municipality__id__exact={municipality.pk}" in shown
    seats = secretariat.get(reverse("admin:partnership_seat_changelist"), query)
    assert seats.context["cl"].result_count == 5


def test_the_page_is_two_clicks_from_the_front_page(secretariat: Client) -> None:
    front = secretariat.get(reverse("admin:index")).content.decode()
    assert reverse(PAGE) in front
    assert reverse("admin:people_merge") in front
    assert reverse("admin:people_merge") not in client_of(Role.READER).get(reverse("admin:index")).content.decode()


def test_the_page_filters(partnership: Partnership, secretariat: Client) -> None:
    region = RegionFactory(name="Region Sjælland")
    koege = joined(partnership, "Køge", steering=1, track=3)
    RegionMembership.objects.create(municipality=koege, region=region, from_on=dt.date(2007, 1, 1))
    joined(partnership, "Viborg")
    assert "Viborg" not in page(secretariat, region=region.slug)
    assert "Køge" not in page(secretariat, missing="on")
    assert "Ingen kommuner passer" in page(secretariat, missing="on", region=region.slug)
    assert "Viborg" in page(secretariat, region="findes-ikke")


def test_the_newest_partnership_is_shown_unless_another_is_asked_for(
    partnership: Partnership, secretariat: Client
) -> None:
    assert 'name="partnership"' not in page(secretariat)
    older = PartnershipFactory(starts_on=dt.date(2024, 10, 1), ends_on=dt.date(2026, 10, 1))
    BodyFactory(partnership=older, name="Den gamle gruppe")
    AgreementFactory(partnership=older)
    assert "Den gamle gruppe" not in page(secretariat)
    assert "Den gamle gruppe" in page(secretariat, partnership=older.pk)


def test_without_a_partnership_or_participants_the_page_says_what_to_do(secretariat: Client) -> None:
    assert "ikke noget partnerskab" in page(secretariat)
    assert secretariat.get(reverse(FILE)).status_code == 200
    assert secretariat.post(reverse(PEOPLE)).status_code == 200
    PartnershipFactory()
    assert "Ingen kommuner deltager endnu" in page(secretariat)
    assert not LogbookEntry.objects.exists()


def test_the_page_and_both_files_cost_the_same_for_one_row_and_for_three(
    partnership: Partnership, secretariat: Client
) -> None:
    def cost(method: str, name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert getattr(secretariat, method)(reverse(name)).status_code == 200
        return len(captured)

    addresses = [("get", PAGE), ("get", FILE), ("post", PEOPLE)]
    joined(partnership, "Køge", steering=1, track=2)
    one = [cost(*address) for address in addresses]
    joined(partnership, "Ærø", steering=2, track=5)
    joined(partnership, "Greve", steering=2, track=5)
    assert [cost(*address) for address in addresses] == one


def test_the_file_holds_what_the_page_shows_and_nobodys_name(partnership: Partnership, secretariat: Client) -> None:
    municipality = joined(partnership, "Køge", steering=1, track=2, name="Bo Ågren")
    joined(partnership, "Greve", steering=1, track=3)
    response = secretariat.get(reverse(FILE), {"missing": "on"})
    today = timezone.localdate()
    assert response["Content-Disposition"] == f'attachment; filename="pladser-pr-kommune-{today:%Y-%m-%d}.xlsx"'
    assert "no-store" in response["Cache-Control"]
    [sheet] = workbook(response).worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        [
            "Kommune",
            "Kode",
            "Region",
            "Styregruppe (1-2)",
            "Styregruppe, mangler",
            "Ledelsesspor (3-5)",
            "Ledelsesspor, mangler",
            "Besat i alt",
            "Mangler i alt",
        ],
        ["Køge", municipality.code, None, 1, 0, 2, 1, 3, 1],
        ["I alt", None, None, 1, 0, 2, 1, 3, 1],
    ]
    assert not LogbookEntry.objects.exists()


def test_the_list_of_people_is_fetched_by_a_press_and_logged(partnership: Partnership, secretariat: Client) -> None:
    joined(partnership, "Køge", steering=1, name='=HYPERLINK("http://x.example")', title="+Skoleleder", phone="+45 1")
    assert "1 personer" in secretariat.get(reverse(PEOPLE)).content.decode()
    assert not LogbookEntry.objects.exists()
    response = secretariat.post(reverse(PEOPLE))
    book = workbook(response)
    assert [sheet.title for sheet in book.worksheets] == ["Pladser", "Personer"]
    headings, person = book.worksheets[1].iter_rows()
    assert [cell.value for cell in headings][:3] == ["Kommune", "Gruppe", "Plads"]
    assert [cell.data_type for cell in person] == ["s", "s", "n", "s", "s", "s", "n", "s", "d"]
    assert person[3].value == '=HYPERLINK("http://x.example")'
    entry = LogbookEntry.objects.get()
    assert (entry.kind, entry.actor.name, entry.data["people"]) == ("people_exported", "Sanne Østerlund", 1)


def test_the_list_of_people_is_for_the_secretariat_alone(partnership: Partnership) -> None:
    joined(partnership, "Køge", steering=1)
    for role in (Role.READER, Role.FINANCE):
        client = client_of(role)
        assert client.get(reverse(PAGE)).status_code == 200
        assert client.get(reverse(FILE)).status_code == 200
        assert reverse(PEOPLE) not in client.get(reverse(PAGE)).content.decode()
        assert client.get(reverse(PEOPLE)).status_code == 403
        assert client.post(reverse(PEOPLE)).status_code == 403
    coordinator = Client()
    coordinator.force_login(PersonFactory(), backend="django.contrib.auth.backends.ModelBackend")
    assert coordinator.get(reverse(PAGE)).status_code == 302
    assert not LogbookEntry.objects.exists()


def test_who_left_a_seat_is_not_in_the_list(partnership: Partnership) -> None:
    municipality = joined(partnership, "Køge", steering=1)
    holding = Person.objects.get(seat_holdings__isnull=False).seat_holdings.get()
    holding.to_on = DAY
    holding.save()
    successor = SeatHoldingFactory(seat=holding.seat, from_on=DAY)
    matrix = seat_matrix(partnership, on=DAY)
    assert [(row[0], row[4]) for row in people_sheet(matrix).rows] == [(municipality.name, successor.person.email)]
    assert matrix_sheet(matrix).rows[0][3] == 1
    assert Body.objects.count() == 2
