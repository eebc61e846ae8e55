"""A load brings the database to what the file says, whatever changed places, and repeating it does nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from municipalities.models import Coordinatorship, Municipality, Region, RegionMembership
from municipalities.services.loading import Loaded, load_municipalities
from municipalities.services.reading import COLUMNS, SHIPPED, FileRefused
from tests.faults.race import race
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
Table = dict[str, dict[str, str]]


@pytest.fixture
def load(tmp_path: Path) -> Callable[[Table], Loaded]:
    """Give a function that loads a table as a file."""

    def load_table(table: Table) -> Loaded:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(table.values())
        path = tmp_path / "municipalities.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return load_municipalities(path)

    return load_table


def shipped() -> Table:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def everything() -> list[object]:
    """Return every row of the room."""
    return [list(model.objects.order_by("pk").values()) for model in (Region, Municipality, RegionMembership)]


def stored_as(table: Table) -> bool:
    """Say whether the database holds what the table says."""
    wanted = {
        code: (row["name"], row["cvr"], int(row["tile_col"]), int(row["tile_row"])) for code, row in table.items()
    }
    rows = Municipality.objects.values_list("code", "name", "cvr", "tile_col", "tile_row")
    return {code: tuple(rest) for code, *rest in rows} == wanted


def test_the_first_load_creates_and_the_second_changes_nothing() -> None:
    assert load_municipalities() == Loaded(created=98)
    before = everything()
    assert load_municipalities() == Loaded(unchanged=98)
    assert everything() == before


def test_a_load_asks_a_constant_number_of_questions(load: Callable[[Table], Loaded]) -> None:
    table = shipped()
    few = {code: table[code] for code in list(table)[:3]}
    counts = []
    for rows in (few, table):
        load(rows)
        with CaptureQueriesContext(connection) as queries:
            load(rows)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_what_changed_is_updated(load: Callable[[Table], Loaded]) -> None:
    table = shipped()
    load(table)
    table["101"] |= {"official_name": "Hovedstadens Kommune", "email_domain_hint": ""}
    table["751"] |= {"name": "Smilets By"}
    assert load(table) == Loaded(updated=2, unchanged=96)
    assert Municipality.objects.get(code="101").official_name == "Hovedstadens Kommune"
    assert Municipality.objects.order_by("sort_key").last() != Municipality.objects.get(name="Smilets By")
    assert stored_as(table)


def test_a_municipality_that_is_not_in_the_file_is_kept_and_named(load: Callable[[Table], Loaded]) -> None:
    table = shipped()
    load(table)
    before = Municipality.objects.filter(code="825").values().get()
    del table["825"]
    assert load(table) == Loaded(unchanged=97, missing=["825"])
    assert Municipality.objects.filter(code="825").values().get() == before
    assert RegionMembership.objects.filter(municipality__code="825").count() == 1


@pytest.mark.parametrize(
    ("column", "taken", "fault"),
    [
        ("name", {"name": "Læsø"}, "“Læsø” belongs to Læsø, which is not in the file."),
        ("cvr", {"cvr": "45973328"}, "“45973328” belongs to Læsø, which is not in the file."),
        ("tile_col", {"tile_col": "6", "tile_row": "1"}, "“6,1” belongs to Læsø, which is not in the file."),
    ],
)
def test_what_a_kept_municipality_has_is_not_given_to_another(
    load: Callable[[Table], Loaded], column: str, taken: dict[str, str], fault: str
) -> None:
    table = shipped()
    load(table)
    before = everything()
    del table["825"]
    table["101"] |= taken
    with override("en"), pytest.raises(FileRefused) as refused:
        load(table)
    assert [(found.line, found.column, found.message) for found in refused.value.faults] == [(2, column, fault)]
    assert everything() == before


@pytest.mark.parametrize("codes", [["101", "751"], ["751", "101"], ["101", "461", "751"], ["860", "101", "492", "400"]])
def test_municipalities_may_change_places(load: Callable[[Table], Loaded], codes: list[str]) -> None:
    table = shipped()
    load(table)
    keys = dict(Municipality.objects.values_list("code", "pk"))
    columns = ("name", "cvr", "tile_col", "tile_row")
    before = [{column: table[code][column] for column in columns} for code in codes]
    for code, values in zip(codes, before[1:] + before[:1], strict=True):
        table[code] |= values
    assert load(table) == Loaded(updated=len(codes), unchanged=98 - len(codes))
    assert stored_as(table)
    assert dict(Municipality.objects.values_list("code", "pk")) == keys


def test_the_whole_map_may_be_turned_upside_down(load: Callable[[Table], Loaded]) -> None:
    table = shipped()
    load(table)
    for row in table.values():
        row["tile_row"] = str(13 - int(row["tile_row"]))
    load(table)
    assert stored_as(table)


def test_a_new_municipality_takes_what_another_gives_up(load: Callable[[Table], Loaded]) -> None:
    table = shipped()
    new = table.pop("860") | {"code": "861", "cvr": "62547413"}
    load(table)
    new |= {column: table["101"][column] for column in ("name", "tile_col", "tile_row")}
    table["101"] |= {"name": "Kjøbenhavn", "tile_col": "0", "tile_row": "0"}
    assert load({"861": new, **table}) == Loaded(created=1, updated=1, unchanged=96)
    assert stored_as({"861": new, **table})


def test_two_regions_become_one_on_1_january_2027() -> None:
    load_municipalities()

    def sizes(day: dt.date) -> dict[str, int]:
        slugs = list(Municipality.objects.with_region_on(day).values_list("region_slug", flat=True))
        return {slug: slugs.count(slug) for slug in slugs}

    others = {"nordjylland": 11, "midtjylland": 19, "syddanmark": 22}
    assert sizes(dt.date(2007, 1, 1)) == {**others, "hovedstaden": 29, "sjaelland": 17}
    assert sizes(dt.date(2026, 12, 31)) == {**others, "hovedstaden": 29, "sjaelland": 17}
    assert sizes(dt.date(2027, 1, 1)) == {**others, "oestdanmark": 46}
    assert sizes(dt.date(2006, 12, 31)) == {None: 98}


def test_a_municipality_that_moves_to_another_region_is_updated(load: Callable[[Table], Loaded]) -> None:
    table = shipped()
    load(table)
    table["253"] |= {"region_code": "1082", "region": "Region Midtjylland"}
    assert load(table) == Loaded(updated=1, unchanged=97)
    memberships = RegionMembership.objects.filter(municipality__code="253")
    assert [(row.region.slug, row.to_on) for row in memberships] == [("midtjylland", None)]


def test_coordinators_stay_when_their_municipality_is_updated(load: Callable[[Table], Loaded]) -> None:
    table = shipped()
    load(table)
    row = Coordinatorship.objects.create(
        municipality=Municipality.objects.get(code="101"), person=PersonFactory(), from_on=dt.date(2026, 10, 1)
    )
    table["101"] |= {"name": "Kjøbenhavn"}
    load(table)
    row.refresh_from_db()
    assert row.municipality.name == "Kjøbenhavn"


@pytest.mark.django_db(transaction=True)
def test_of_two_first_loads_at_once_one_creates_and_the_other_finds_nothing_to_do() -> None:
    outcomes = race([load_municipalities, load_municipalities])
    assert sorted(outcomes, key=lambda loaded: loaded.created) == [Loaded(unchanged=98), Loaded(created=98)]
    assert RegionMembership.objects.count() == 98 + 46


def test_a_load_is_part_of_the_transaction_around_it() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        load_municipalities()
        raise RuntimeError
    assert everything() == [[], [], []]
