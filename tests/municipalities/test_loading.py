"""The file of municipalities is loaded whole or refused whole."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from municipalities.models import Municipality, Region, RegionMembership
from municipalities.services.loading import DATA, FileRefused, load_municipalities

pytestmark = pytest.mark.django_db
SHIPPED = (DATA / "municipalities.csv").read_text(encoding="utf-8")


def file_with(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """Return the shipped file with texts replaced."""
    text = SHIPPED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "municipalities.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_holds_the_98() -> None:
    loaded = load_municipalities()
    assert (loaded.created, loaded.updated, loaded.unchanged, loaded.missing) == (98, 0, 0, [])
    assert Municipality.objects.get(code="101").official_name == "Københavns Kommune"


def test_a_second_load_changes_nothing() -> None:
    load_municipalities()
    before = [list(model.objects.order_by("pk").values()) for model in (Municipality, Region, RegionMembership)]
    again = load_municipalities()
    assert (again.created, again.updated, again.unchanged) == (0, 0, 98)
    assert before == [list(model.objects.order_by("pk").values()) for model in (Municipality, Region, RegionMembership)]


def test_a_changed_row_is_updated_and_one_that_is_gone_is_kept(tmp_path) -> None:
    load_municipalities()
    first, second = SHIPPED.splitlines()[1:3]
    path = file_with(
        tmp_path, (first + "\n", ""), (second, second.replace("Frederiksberg Kommune", "Frederiksberg By"))
    )
    loaded = load_municipalities(path)
    assert (loaded.updated, loaded.unchanged, loaded.missing) == (1, 96, ["101"])
    assert Municipality.objects.count() == 98
    assert Municipality.objects.get(code="147").official_name == "Frederiksberg By"


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        ("64942212", "64942213", 2, "cvr"),
        ("64942212", "6494221", 2, "cvr"),
        ("147,Frederiksberg,", "101,Frederiksberg,", 3, "code"),
        ("147,Frederiksberg,", "47,Frederiksberg,", 3, "code"),
        ("147,Frederiksberg,", "147,,", 3, "name"),
        ("11259979", "64942212", 3, "cvr"),
        ("55.6710,12.5536", "nord,12.5536", 2, "lat"),
        ("55.6710,12.5536", "48.8,12.5536", 2, "lat"),
        (",15,8\n", ",16,8\n", 2, "tile_col"),
        (",15,8\n", ",14,8\n", 3, "tile_col"),
        (",15,8\n", ",1.5,8\n", 2, "tile_col"),
        ("1084,Region Hovedstaden,64942212", "1099,Region Nowhere,64942212", 2, "region_code"),
    ],
)
def test_a_fault_is_named_with_line_and_column_and_nothing_is_loaded(tmp_path, old, new, line, column) -> None:
    with pytest.raises(FileRefused) as refusal:
        load_municipalities(file_with(tmp_path, (old, new)))
    assert (line, column) in [(fault.line, fault.column) for fault in refusal.value.faults]
    assert not Municipality.objects.exists()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (SHIPPED.splitlines()[0].encode(), 2),
        (b"code;name\n", 1),
        (SHIPPED.encode("latin-1"), 2),
        (SHIPPED.splitlines()[0].encode() + b"\n101,x\n", 2),
        (SHIPPED.splitlines()[0].encode() + b'\n"101,x\n', 2),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, content, line) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refusal:
        load_municipalities(path)
    assert refusal.value.faults[0].line == line


def test_all_faults_are_named_at_once(tmp_path) -> None:
    with pytest.raises(FileRefused) as refusal:
        load_municipalities(file_with(tmp_path, ("64942212", "1"), ("11259979", "2"), ("58271713", "3")))
    assert [fault.line for fault in refusal.value.faults] == [2, 3, 4]


def test_regions_change_on_1_january_2027() -> None:
    load_municipalities()
    last_day, first_day = dt.date(2026, 12, 31), dt.date(2027, 1, 1)
    names = [
        set(Municipality.objects.with_region_on(day).values_list("region_name", flat=True))
        for day in (last_day, first_day)
    ]
    assert names[0] - names[1] == {"Region Hovedstaden", "Region Sjælland"}
    assert names[1] - names[0] == {"Region Østdanmark"}
    east = Municipality.objects.with_region_on(first_day).filter(region_name="Region Østdanmark").count()
    assert east == 46


def test_danish_order_ends_with_ae_and_aa() -> None:
    load_municipalities()
    names = list(Municipality.objects.values_list("name", flat=True))
    assert names[0] == "Albertslund"
    assert names[-4:] == ["Ærø", "Aabenraa", "Aalborg", "Aarhus"]
    assert names.index("Fanø") < names.index("Favrskov") < names.index("Faxe") < names.index("Faaborg-Midtfyn")


def test_the_command_reports_and_refuses(tmp_path, capsys) -> None:
    call_command("load_municipalities", "--json")
    assert json.loads(capsys.readouterr().out)["created"] == 98
    bad = file_with(tmp_path, ("64942212", "64942213"))
    with pytest.raises(CommandError, match="cvr"):
        call_command("load_municipalities", str(bad), "--json")
    assert json.loads(capsys.readouterr().out)["faults"][0]["line"] == 2
    with pytest.raises(CommandError, match="no-such-file"):
        call_command("load_municipalities", str(tmp_path / "no-such-file"))
