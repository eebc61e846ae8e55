"""Entering people on seats: what is said beforehand, what is done, and that nothing is done twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnership.models import Letter, Person, SeatHolding
from partnership.roster.columns import Row
from partnership.services.entries import welcome
from partnership.services.roster import WrongPeriod, enter_people
from partnership.services.roster_plan import Line, Outcome, Scope, earliest_day, plan_roster
from partnership.services.seats import nominate
from tests.partnership.factories import PersonFactory
from tests.partnership.rosters import DAY, EIGHTEEN, NOW, Home, home

pytestmark = pytest.mark.django_db


def plan(place: Home, *rows: Row) -> list[Line]:
    return plan_roster(rows, scope=place.scope, from_on=DAY)


def enter(place: Home, *rows: Row, corrections: set[int] | None = None) -> list[Line]:
    return enter_people(rows, scope=place.scope, from_on=DAY, now=NOW, corrections=corrections or set())


def person(number: int = 1, body: str = "staff", email: str = "", **cells: str) -> Row:
    cells.setdefault("name", f"Bo Holm {number}")
    return Row(number, email=email or f"bo{number}@aeroe.example", body=body, **cells)


def outcomes(lines: list[Line]) -> list[str]:
    return [line.outcome.value for line in lines]


def test_of_eighteen_people_sixteen_are_good_and_two_say_what_is_wrong() -> None:
    place = home()
    lines = plan(place, *place.rows(EIGHTEEN))
    assert outcomes(lines).count("new") == 16
    faulty = {line.row.name: line.faults for line in lines if line.faults}
    assert {name: list(cells) for name, cells in faulty.items()} == {"Hans Vig": ["email"], "Nis Gram": ["body"]}
    assert "hans-at-aeroe.example" in faulty["Hans Vig"]["email"]
    assert "Kantinen" in faulty["Nis Gram"]["body"]
    assert "Medarbejderspor" in faulty["Nis Gram"]["body"]
    assert Person.objects.filter(email__endswith="@aeroe.example").count() == 0


def test_entering_them_gives_sixteen_seats_and_letters_and_repeating_it_changes_nothing() -> None:
    place = home()
    rows = place.rows(EIGHTEEN)
    for _press in range(2):
        enter(place, *rows)
        assert SeatHolding.objects.count() == 16
        assert Person.objects.filter(email__endswith="@aeroe.example").count() == 16
        assert Letter.objects.filter(kind="welcome").count() == 16
    assert outcomes(enter(place, *rows)).count("held") == 16
    holding = SeatHolding.objects.get(person__email="aase@aeroe.example")
    assert (holding.from_on, holding.entered_by, holding.entered_at) == (DAY, place.coordinator, NOW)
    assert holding.person.name == "Åse Ærø"
    assert not holding.person.has_usable_password()


def test_a_known_person_gets_one_more_seat_and_keeps_the_data() -> None:
    place = home()
    enter(place, person(title="Lærer"))
    known = person(2, "leadership", email="BO1@aeroe.example", name="Bo Holm 1", title="Skoleleder")
    line = plan(place, known)[0]
    assert (line.outcome, line.differences, line.may_correct) == (Outcome.KNOWN, {"title": "Lærer"}, True)
    enter(place, known)
    bo = Person.objects.get(email="bo1@aeroe.example")
    assert (bo.title, bo.seat_holdings.count()) == ("Lærer", 2)


def test_a_known_persons_data_are_corrected_where_somebody_says_so() -> None:
    place = home()
    enter(place, person(title="Lærer", phone="12345678"))
    again = person(title="Skoleleder")
    assert plan(place, again)[0].outcome is Outcome.HELD
    line = enter(place, again, corrections={1})[0]
    assert line.corrected
    bo = Person.objects.get(email="bo1@aeroe.example")
    assert (bo.title, bo.phone) == ("Skoleleder", "12345678")


def test_a_known_address_needs_no_name() -> None:
    place = home()
    enter(place, person())
    assert outcomes(plan(place, person(2, "leadership", email="bo1@aeroe.example", name=""))) == ["known"]


def test_a_coordinator_neither_sees_nor_corrects_the_data_of_another_municipalitys_person() -> None:
    place = home()
    other = home(place.partnership)
    enter(other, person(name="Hemmelig Jensen", title="Lærer"))
    line = plan(place, person(2, "leadership", email="bo1@aeroe.example", name="Bo Gæt"))[0]
    assert (line.outcome, line.differences, line.may_correct) == (Outcome.KNOWN, {}, False)
    assert "Hemmelig" not in " ".join(line.notes)
    enter(place, line.row, corrections={2})
    assert Person.objects.get(email="bo1@aeroe.example").name == "Hemmelig Jensen"


def test_who_belongs_to_two_municipalities_is_corrected_by_neither() -> None:
    place = home()
    other = home(place.partnership)
    enter(other, person(title="Lærer"))
    enter(place, person(2, "leadership", email="bo1@aeroe.example"))
    line = enter(place, person(3, "communication", email="bo1@aeroe.example", title="Pædagog"), corrections={3})[0]
    assert (line.differences, line.corrected) == ({"name": "Bo Holm 1", "title": "Lærer"}, False)
    assert line.notes


def test_nobody_sits_in_one_body_for_two_municipalities_and_no_name_is_given_away() -> None:
    place = home()
    other = home(place.partnership)
    enter(other, person(name="Hemmelig Jensen"))
    line = plan(place, person(name="Bo Gæt"))[0]
    assert list(line.faults) == ["email"]
    assert "Hemmelig" not in line.faults["email"]


def test_the_secretariats_people_are_not_corrected_by_a_row() -> None:
    place = home()
    PersonFactory(email="sanne@kl.example", name="Sanne", is_staff=True)
    line = enter(place, person(email="sanne@kl.example", name="Susanne"), corrections={1})[0]
    assert not line.corrected
    assert Person.objects.get(email="sanne@kl.example").name == "Sanne"


def test_whose_access_is_closed_is_not_entered() -> None:
    place = home()
    PersonFactory(email="bo1@aeroe.example", is_active=False)
    assert list(enter(place, person())[0].faults) == ["email"]
    assert SeatHolding.objects.count() == 0


def test_the_same_row_twice_is_one_person_and_one_seat() -> None:
    place = home()
    lines = enter(place, person(1, email="bo@aeroe.example", name="Bo"), person(2, email="Bo@Aeroe.example", name="bo"))
    assert outcomes(lines) == ["entered", "same"]
    assert "1" in lines[1].notes[0]
    assert SeatHolding.objects.count() == 1


def test_one_person_in_two_bodies_is_said_on_both_rows() -> None:
    place = home()
    rows = [
        person(1, email="bo@aeroe.example", name="Bo"),
        person(2, "leadership", email="bo@aeroe.example", name="Bo"),
    ]
    lines = enter(place, *rows)
    assert outcomes(lines) == ["entered", "entered"]
    assert "2" in " ".join(lines[0].notes)
    assert "1" in " ".join(lines[1].notes)
    assert Person.objects.filter(email="bo@aeroe.example").count() == 1
    assert Letter.objects.filter(kind="welcome").count() == 2


def test_one_address_under_two_names_is_a_fault() -> None:
    place = home()
    lines = plan(place, person(1, email="bo@aeroe.example"), person(2, "leadership", email="bo@aeroe.example"))
    assert outcomes(lines) == ["new", "faulty"]
    assert "Bo Holm 1" in lines[1].faults["name"]


def test_who_comes_beyond_the_seats_is_told_the_most_and_the_others_stand() -> None:
    place = home()
    nominate(place.municipality, body=place.bodies["staff"], person=PersonFactory(), from_on=DAY)
    lines = enter(place, *[person(number) for number in range(1, 8)])
    assert outcomes(lines) == ["entered"] * 4 + ["faulty"] * 3
    assert "5" in lines[4].faults["body"]
    assert SeatHolding.objects.count() == 5
    assert not Person.objects.filter(email="bo5@aeroe.example").exists()


def test_a_faulty_row_takes_no_seat_from_a_good_one() -> None:
    place = home()
    lines = plan(place, person(1, "steering", email="forkert"), person(2, "steering"), person(3, "steering"))
    assert outcomes(lines) == ["faulty", "new", "new"]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"name": "bo@aeroe.example"}, "name"),
        ({"email": "bo@aeroe"}, "email"),
        ({"email": "bo holm@aeroe.example"}, "email"),
        ({"email": f"{'b' * 250}@aeroe.example"}, "email"),
        ({"title": "x" * 151}, "title"),
        ({"workplace": "x" * 151}, "workplace"),
        ({"phone": "1234"}, "phone"),
        ({"phone": "1" * 31}, "phone"),
        ({"body": ""}, "body"),
        ({"body": "spor"}, "body"),
        ({"municipality": "Langtbortistan"}, "municipality"),
    ],
)
def test_each_cell_says_what_is_wrong_with_it(cells, fault) -> None:
    place = home()
    lines = plan(place, person(**cells))
    assert list(lines[0].faults) == [fault]
    assert lines[0].faults[fault].endswith(".")


def test_a_row_about_another_municipality_is_not_entered_for_ones_own() -> None:
    place = home()
    other = home(place.partnership)
    assert list(plan(place, person(municipality=other.municipality.code))[0].faults) == ["municipality"]
    assert plan(place, person(municipality=place.municipality.name))[0].faults == {}


def test_the_secretariat_enters_for_many_municipalities_that_take_part() -> None:
    place = home(code="101", name="København", official_name="Københavns Kommune")
    other = home(place.partnership, code="751", name="Aarhus", official_name="Aarhus Kommune")
    sanne = PersonFactory(is_staff=True)
    rows = [
        person(1, municipality="101"),
        person(2, municipality="Århus Kommune"),
        person(3, municipality=""),
        person(4, municipality="999"),
    ]
    scope = Scope(place.partnership, sanne)
    lines = enter_people(rows, scope=scope, from_on=DAY, now=NOW)
    assert outcomes(lines) == ["entered", "entered", "faulty", "faulty"]
    seats = SeatHolding.objects.order_by("pk").values_list("seat__municipality", flat=True)
    assert list(seats) == [place.municipality.pk, other.municipality.pk]
    assert "sekretariat" in Letter.objects.filter(kind="welcome").first().text


def test_the_seats_are_held_from_a_day_within_the_partnership() -> None:
    place = home()
    assert earliest_day(place.partnership, today=dt.date(2026, 6, 1)) == place.partnership.starts_on
    assert earliest_day(place.partnership, today=DAY) == DAY
    for day in (dt.date(2026, 9, 30), place.partnership.ends_on):
        with pytest.raises(WrongPeriod):
            enter_people([person()], scope=place.scope, from_on=day, now=NOW)


def test_the_first_letter_says_who_entered_what_and_what_one_can_do() -> None:
    place = home()
    enter(place, person(title="Lærer", workplace="Øster Skole", phone="12 34 56 78"))
    letter = Letter.objects.get(kind="welcome")
    assert letter.to_email == "bo1@aeroe.example"
    for words in (
        "Kirsten Koordinator (koordinator for",
        "Navn: Bo Holm 1",
        "Stilling: Lærer",
        "Arbejdsplads: Øster Skole",
        "Telefon: 12 34 56 78",
        "Plads: Medarbejderspor",
        "Dataansvarlig er KL",
        "indsigelse",
        "/privatliv/",
    ):
        assert words in letter.text
    assert letter.link is not None
    assert letter.link.person == letter.person


def test_the_first_letter_is_written_in_the_persons_language_and_once() -> None:
    place = home()
    PersonFactory(email="bo1@aeroe.example", name="Bo Holm 1", language="en")
    enter(place, person())
    letter = Letter.objects.get(kind="welcome")
    assert "Kirsten Koordinator (coordinator for" in letter.text
    assert welcome([SeatHolding.objects.get().pk], now=NOW) == 0
    assert Letter.objects.count() == 1


def test_whoever_enters_him_or_herself_needs_no_letter() -> None:
    place = home()
    enter(place, person(email=place.coordinator.email, name=place.coordinator.name))
    assert SeatHolding.objects.count() == 1
    assert Letter.objects.count() == 0


def test_a_preview_takes_the_same_queries_for_three_rows_and_for_thirty() -> None:
    place = home()
    for number in range(1, 4):
        enter(place, person(number, "leadership"))
    counts = []
    for size in (3, 30):
        rows = [person(number, "communication", municipality=place.municipality.code) for number in range(1, size + 1)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            plan(place, *rows)
        counts.append(len(queries))
    assert counts == [9, 9]
