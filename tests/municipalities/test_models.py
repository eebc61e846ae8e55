"""What the database refuses, and what the querysets answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from municipalities.models import Coordinatorship, Municipality, Region, RegionMembership
from tests.municipalities.factories import MunicipalityFactory, RegionFactory
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
# Long ago, since `visible_to` asks the clock.
START = dt.date(2020, 10, 1)
DAY = dt.date(2020, 11, 24)
NEVER = dt.date(2020, 9, 30)


def membership(**fields: object) -> RegionMembership:
    return RegionMembership(**{"from_on": START, **fields})


def coordinatorship(**fields: object) -> Coordinatorship:
    return Coordinatorship(**{"from_on": START, **fields})


def second_membership(**fields: object) -> RegionMembership:
    municipality = MunicipalityFactory()
    membership(municipality=municipality, region=RegionFactory(), **fields).save()
    return membership(municipality=municipality, region=RegionFactory())


def second_coordinatorship() -> Coordinatorship:
    first = coordinatorship(municipality=MunicipalityFactory(), person=PersonFactory())
    first.save()
    return coordinatorship(municipality=first.municipality, person=first.person, from_on=DAY)


def second_on_a_tile() -> Municipality:
    first = MunicipalityFactory()
    return MunicipalityFactory.build(tile_col=first.tile_col, tile_row=first.tile_row)


def second_with_a_code() -> Region:
    RegionFactory(code="1084")
    return RegionFactory.build(code="1084")


#: A row that one constraint refuses, and no other.
REFUSED: dict[str, Callable[[], models.Model]] = {
    "region_code_has_four_digits": lambda: RegionFactory.build(code="108"),
    "region_code_is_used_once": second_with_a_code,
    "municipality_code_has_three_digits": lambda: MunicipalityFactory.build(code="10x"),
    "municipality_cvr_has_eight_digits": lambda: MunicipalityFactory.build(cvr="6494221"),
    "municipality_tile_is_used_once": second_on_a_tile,
    "municipality_tile_on_the_map": lambda: MunicipalityFactory.build(tile_col=16),
    "municipality_lies_in_denmark": lambda: MunicipalityFactory.build(latitude=Decimal("58.0001")),
    "region_membership_one_open": lambda: second_membership(from_on=NEVER),
    "region_membership_one_per_start": lambda: second_membership(to_on=DAY),
    "region_membership_ends_after_it_starts": lambda: membership(
        municipality=MunicipalityFactory(), region=RegionFactory(), to_on=START
    ),
    "coordinatorship_one_open": second_coordinatorship,
    "coordinatorship_ends_after_it_starts": lambda: coordinatorship(
        municipality=MunicipalityFactory(), person=PersonFactory(), to_on=START
    ),
}


def test_every_constraint_has_its_case() -> None:
    ours = {
        rule.name for model in apps.get_app_config("municipalities").get_models() for rule in model._meta.constraints
    }
    assert ours == set(REFUSED)


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name: str) -> None:
    row = REFUSED[name]()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    columns = {"municipality_tile_is_used_once": "tile_row", "region_code_is_used_once": "region.code"}
    columns |= {"region_membership_one_open": "membership.municipality_id", "coordinatorship_one_open": "person_id"}
    columns["region_membership_one_per_start"] = "from_on"
    # SQLite names the columns of a unique index, PostgreSQL the constraint.
    assert name in str(refused.value) or columns[name] in str(refused.value)


@pytest.mark.parametrize("name", REFUSED)
def test_a_form_refuses_in_a_sentence(name: str) -> None:
    row = REFUSED[name]()
    rule = next(rule for rule in row._meta.constraints if rule.name == name)
    with pytest.raises(ValidationError) as refused:
        rule.validate(type(row), row)
    assert refused.value.messages == [str(rule.violation_error_message)]


@pytest.mark.parametrize("field", ["code", "name", "cvr"])
def test_no_two_municipalities_share(field: str) -> None:
    first = MunicipalityFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        MunicipalityFactory(**{field: getattr(first, field)})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "10"),
        ("code", "1010"),
        ("code", "١٠١"),
        ("cvr", "64942213"),
        ("cvr", "6494221"),
        ("cvr", "DK64942212"),
        ("cvr", "６４９４２２１２"),
        ("latitude", "53.9999"),
        ("latitude", "55.67101"),
        ("longitude", "7.9"),
        ("longitude", "16.1"),
        ("tile_col", -1),
        ("tile_col", 16),
        ("tile_row", 14),
    ],
)
def test_a_bad_value_is_refused_at_its_field(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        MunicipalityFactory.build(**{field: value}).full_clean()
    assert set(refused.value.message_dict) == {field}


def test_a_good_municipality_passes() -> None:
    MunicipalityFactory.build(cvr="64942212", tile_col=0, tile_row=0).full_clean()


@pytest.mark.parametrize(
    ("day", "expected"), [(NEVER, None), (START, "old"), (DAY, "new"), (dt.date(2099, 1, 1), "new")]
)
def test_the_region_depends_on_the_day(day: dt.date, expected: str | None) -> None:
    municipality = MunicipalityFactory()
    old, new = RegionFactory(slug="old", name="Region Sjælland"), RegionFactory(slug="new", name="Region Østdanmark")
    membership(municipality=municipality, region=old, to_on=DAY).save()
    membership(municipality=municipality, region=new, from_on=DAY).save()
    found = Municipality.objects.with_region_on(day).get()
    assert (found.region_slug, found.region_name) == {
        None: (None, None),
        "old": ("old", "Region Sjælland"),
        "new": ("new", "Region Østdanmark"),
    }[expected]


@pytest.mark.parametrize(
    ("day", "open_then"), [(NEVER, False), (START, True), (DAY - dt.timedelta(1), True), (DAY, False)]
)
def test_a_coordinatorship_holds_from_its_first_day_until_before_its_end(day: dt.date, open_then: bool) -> None:
    row = coordinatorship(municipality=MunicipalityFactory(), person=PersonFactory(), to_on=DAY)
    row.save()
    MunicipalityFactory()
    assert list(Coordinatorship.objects.open_on(day)) == [row] * open_then
    assert list(Municipality.objects.coordinated_by(row.person, on=day)) == [row.municipality] * open_then


def test_somebody_may_coordinate_again_and_two_may_at_once() -> None:
    municipality, person = MunicipalityFactory(), PersonFactory()
    coordinatorship(municipality=municipality, person=person, to_on=DAY).save()
    coordinatorship(municipality=municipality, person=person, from_on=DAY).save()
    coordinatorship(municipality=municipality, person=PersonFactory()).save()
    assert Coordinatorship.objects.open_on(DAY).count() == 2


def test_coordinatorships_are_seen_by_staff_and_within_the_own_municipality() -> None:
    own = coordinatorship(municipality=MunicipalityFactory(), person=PersonFactory())
    colleague = coordinatorship(municipality=own.municipality, person=PersonFactory())
    stranger = coordinatorship(municipality=MunicipalityFactory(), person=PersonFactory())
    former = coordinatorship(municipality=own.municipality, person=PersonFactory(), to_on=DAY - dt.timedelta(30))
    for row in (own, colleague, stranger, former):
        row.save()

    def seen_by(person: object) -> set[Coordinatorship]:
        return set(Coordinatorship.objects.visible_to(person))

    assert seen_by(PersonFactory(is_staff=True)) == {own, colleague, stranger, former}
    assert seen_by(own.person) == {own, colleague, former}
    assert seen_by(stranger.person) == {stranger}
    assert seen_by(former.person) == set()
    assert seen_by(PersonFactory()) == set()


def test_everybody_sees_every_municipality() -> None:
    municipality = MunicipalityFactory()
    assert list(Municipality.objects.visible_to(PersonFactory())) == [municipality]


def test_what_is_referred_to_cannot_be_deleted() -> None:
    row = coordinatorship(municipality=MunicipalityFactory(), person=PersonFactory())
    row.save()
    place = membership(municipality=MunicipalityFactory(), region=RegionFactory())
    place.save()
    for referred in (row.municipality, row.person, place.region):
        with pytest.raises(ProtectedError):
            referred.delete()


def test_rows_are_named_for_people() -> None:
    municipality = MunicipalityFactory(name="Ærø")
    person = PersonFactory(name="Åse", email="aase@kommune.example")
    region = Region(name="Region Syddanmark")
    assert str(region) == "Region Syddanmark"
    assert str(membership(municipality=municipality, region=region)) == "Ærø: Region Syddanmark (01.10.2020–)"
    assert str(coordinatorship(municipality=municipality, person=person)) == "Ærø: Åse <aase@kommune.example>"
