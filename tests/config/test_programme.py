"""A programme file becomes a partnership, or is refused whole."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.translation import override

from billing.models import FeeYear
from events.models import Event
from partnership.config.programme.days import easter, is_meeting_day, meeting_day, month_after
from partnership.config.programme.loading import event_days, load_programme
from partnership.config.programme.reading import SHIPPED, read_programme
from partnership.config.programme.section import ProgrammeRefused
from partnership.models import Body, FocusArea, GuidingQuestion, Partnership, SuccessCriterion
from tracks.models import Track

START = dt.date(2017, 10, 1)
CONFERENCE, SEMINAR, WORKSHOP, VISIT = (
    Event.Kind.STEERING_CONFERENCE,
    Event.Kind.DEVELOPMENT_SEMINAR,
    Event.Kind.TRACK_WORKSHOP,
    Event.Kind.NETWORK_VISIT,
)
# key, kind, body, first minute, last minute, the day is not fixed, delegates of, together with
EVENTS_OF_2017 = [
    ("leadership-1", WORKSHOP, "leadership", "2017-11-28 09:30", "15:30", False, None, None),
    ("staff-1", WORKSHOP, "staff", "2017-11-30 09:30", "15:30", False, None, None),
    ("development-1", SEMINAR, "development", "2017-12-06 09:30", "15:30", False, None, None),
    ("steering-1", CONFERENCE, "steering", "2018-01-25 10:00", "15:30", False, "development", None),
    ("staff-visits-1", VISIT, "staff", "2018-03-15 09:00", "14:00", True, None, None),
    ("leadership-visits-1", VISIT, "leadership", "2018-03-20 09:00", "14:00", True, None, None),
    ("communication-1", WORKSHOP, "communication", "2018-05-29 09:30", "15:30", False, None, None),
    ("development-visits-1", VISIT, "development", "2018-06-13 09:00", "15:00", True, None, None),
    ("leadership-2", WORKSHOP, "leadership", "2018-09-18 09:30", "15:30", False, None, None),
    ("staff-2", WORKSHOP, "staff", "2018-09-20 09:30", "15:30", False, None, None),
    ("communication-visits-1", VISIT, "communication", "2018-09-26 09:00", "14:00", True, None, None),
    ("development-2", SEMINAR, "development", "2018-11-21 09:30", "15:30", False, None, None),
    ("steering-2", CONFERENCE, "steering", "2019-01-31 10:00", "15:30", False, "development", None),
    ("communication-2", WORKSHOP, "communication", "2019-03-12 09:30", "15:30", False, None, None),
    ("leadership-visits-2", VISIT, "leadership", "2019-03-19 09:00", "14:00", True, None, None),
    ("staff-visits-2", VISIT, "staff", "2019-03-21 09:00", "14:00", True, None, None),
    ("development-visits-2", VISIT, "development", "2019-06-12 09:00", "15:00", True, None, None),
    ("communication-visits-2", VISIT, "communication", "2019-06-18 09:00", "14:00", True, None, None),
    ("leadership-3", WORKSHOP, "leadership", "2019-09-17 09:30", "15:30", False, None, None),
    ("staff-3", WORKSHOP, "staff", "2019-09-19 09:30", "15:30", False, None, None),
    ("communication-3", WORKSHOP, "communication", "2019-10-01 09:30", "15:30", False, None, None),
    ("development-3", SEMINAR, "development", "2019-11-21 09:00", "12:00", False, None, "steering-3"),
    ("steering-3", CONFERENCE, "steering", "2019-11-21 12:30", "16:00", False, "development", None),
]


@pytest.mark.django_db
def test_the_start_of_2017_gives_the_events_of_the_invitation() -> None:
    load_programme(read_programme(), start=START)
    found = [
        (
            event.key,
            event.kind,
            event.body.key,
            f"{timezone.localtime(event.starts_at):%Y-%m-%d %H:%M}",
            f"{timezone.localtime(event.ends_at):%H:%M}",
            event.date_is_tentative,
            event.delegate_body and event.delegate_body.key,
            event.joint_with and event.joint_with.key,
        )
        for event in Event.objects.order_by("starts_at")
    ]
    assert found == EVENTS_OF_2017


@pytest.mark.django_db
def test_the_start_of_2017_gives_the_partnership_of_the_invitation() -> None:
    partnership = load_programme(read_programme(), start=START).partnership
    assert (partnership.slug, partnership.starts_on, partnership.ends_on) == (
        "partnerskab-2017-10",
        START,
        dt.date(2020, 1, 1),
    )
    assert (partnership.yearly_fee, partnership.vat_rate) == (Decimal("65000.00"), Decimal("25.00"))
    assert list(Body.objects.order_by("position").values_list("key", "kind", "seats_min", "seats_max")) == [
        ("steering", "steering_group", 1, 2),
        ("development", "development_group", 2, 3),
        ("leadership", "track", 3, 5),
        ("staff", "track", 3, 5),
        ("communication", "track", 3, 5),
    ]
    assert [model.objects.count() for model in (FocusArea, GuidingQuestion, SuccessCriterion)] == [5, 7, 8]
    assert list(Track.objects.order_by("body__position").values_list("body__key", "launches_on")) == [
        ("leadership", dt.date(2017, 10, 1)),
        ("staff", dt.date(2017, 10, 1)),
        ("communication", dt.date(2018, 4, 1)),
    ]
    assert list(FeeYear.objects.order_by("number").values_list("number", "starts_on", "ends_on", "issue_on")) == [
        (1, dt.date(2017, 10, 1), dt.date(2018, 10, 1), dt.date(2017, 11, 1)),
        (2, dt.date(2018, 10, 1), dt.date(2019, 10, 1), dt.date(2018, 11, 1)),
    ]


@pytest.mark.django_db
def test_events_wait_unpublished_with_a_deadline_two_weeks_before() -> None:
    load_programme(read_programme(), start=START)
    assert not Event.objects.published().exists()
    workshop = Event.objects.get(key="leadership-1")
    assert workshop.answer_by is not None
    assert f"{timezone.localtime(workshop.answer_by):%Y-%m-%d %H:%M}" == "2017-11-14 23:59"
    assert set(Event.objects.filter(answer_by=None).values_list("kind", flat=True)) == {VISIT}


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    first = load_programme(read_programme(), start=START)
    Event.objects.filter(key="leadership-1").update(title="Rettet af sekretariatet")
    second = load_programme(read_programme(), start=START)
    assert (first.created, second.created, second.partnership) == (True, False, first.partnership)
    assert (Partnership.objects.count(), Event.objects.count()) == (1, 23)
    assert Event.objects.get(key="leadership-1").title == "Rettet af sekretariatet"


@pytest.mark.django_db
def test_the_next_partnership_stands_beside_the_first() -> None:
    load_programme(read_programme(), start=START)
    load_programme(read_programme(), start=dt.date(2027, 10, 1), name="Det næste partnerskab")
    assert list(Partnership.objects.order_by("starts_on").values_list("slug", flat=True)) == [
        "partnerskab-2017-10",
        "partnerskab-2027-10",
    ]
    assert Event.objects.count() == 46


def test_the_shipped_file_knows_no_year() -> None:
    without_comments = re.sub(r"(?m)#.*$", "", SHIPPED.read_text(encoding="utf-8"))
    assert re.findall(r"\b(?:19|20)\d\d\b", without_comments) == []


@pytest.mark.parametrize(
    "start", [dt.date(year, month, 1) for year in (2026, 2027, 2028, 2033) for month in range(1, 13)]
)
def test_whatever_the_start_people_meet_on_free_days_in_order_and_within_the_period(start: dt.date) -> None:
    programme = read_programme()
    days = event_days(programme, start=start)
    assert [day for day in days.values() if not is_meeting_day(day)] == []
    assert all(start <= day < month_after(start, programme.months) for day in days.values())
    for body in programme.bodies:
        in_file_order = [days[event.key] for event in programme.events if event.body == body.key]
        assert in_file_order == sorted(set(in_file_order))
    kick_offs = {body: days[f"{body}-1"] for body in ("leadership", "staff", "communication")}
    gap = kick_offs["communication"] - min(kick_offs["leadership"], kick_offs["staff"])
    assert dt.timedelta(days=135) < gap < dt.timedelta(days=225)  # half a year, give or take holidays


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-21", "Saturday"),
        ("2027-02-17", "winter holiday"),
        ("2027-02-24", "winter holiday"),
        ("2027-07-14", "summer holiday"),
        ("2027-10-20", "autumn holiday"),
        ("2027-03-24", "the week before Easter"),
        ("2027-03-29", "Easter Monday"),
        ("2027-05-06", "Ascension Day"),
        ("2027-05-07", "the day after Ascension Day"),
        ("2027-05-17", "Whit Monday"),
        ("2029-06-05", "Constitution Day"),
        ("2027-12-22", "Christmas"),
        ("2028-12-29", "between the years"),
        ("2026-01-01", "New Year's Day"),
        ("2018-04-27", "Great Prayer Day, while there was one"),
    ],
)
def test_nobody_meets_on(day: str, why: str) -> None:
    assert not is_meeting_day(dt.date.fromisoformat(day)), why


@pytest.mark.parametrize("day", ["2026-11-24", "2027-01-04", "2024-04-26", "2027-03-30", "2027-12-21", "2027-08-09"])
def test_people_meet_on(day: str) -> None:
    assert is_meeting_day(dt.date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2017-04-16", "2018-04-01", "2024-03-31", "2027-03-28", "2038-04-25", "2285-03-22"])
def test_easter_sunday(day: str) -> None:
    assert easter(int(day[:4])) == dt.date.fromisoformat(day)


def test_a_rule_names_a_weekday_of_a_month() -> None:
    def day(month: int, ordinal: str, weekday: str) -> str:
        return meeting_day(START, month=month, ordinal=ordinal, weekday=weekday).isoformat()

    assert day(1, "first", "wednesday") == "2017-11-01"
    assert day(1, "fourth", "wednesday") == "2017-11-22"
    assert day(1, "last", "wednesday") == "2017-11-29"
    assert day(0, "third", "tuesday") == "2017-10-24"  # the 17th is in week 42
    assert day(9, "second", "tuesday") == "2018-08-07"  # four weeks of summer holiday


def test_months_are_counted_to_the_last_day_where_there_is_no_such_day() -> None:
    assert month_after(dt.date(2027, 11, 30), 3) == dt.date(2028, 2, 29)
    assert month_after(dt.date(2027, 12, 1), 1) == dt.date(2028, 1, 1)
    assert month_after(dt.date(2027, 12, 1), 0) == dt.date(2027, 12, 1)


def changed(old: str, new: str) -> Callable[[str], str]:
    def change(source: str) -> str:
        assert old in source
        return source.replace(old, new, 1)

    return change


FAULTS = [
    (changed('body = "steering"\ndelegates', 'body = "stering"\ndelegates'), "body: There is no body “stering”."),
    (
        changed('delegates_from = "development"', 'delegates_from = "x"'),
        "delegates_from: There is no body “x”.",
    ),
    (
        changed('joint_with = "steering-3"', 'joint_with = "steering-9"'),
        "joint_with: There is no event “steering-9” with a day of its own.",
    ),
    (
        changed('[[tracks]]\nbody = "staff"', '[[tracks]]\nbody = "steering"'),
        "body: There is no track body “steering”.",
    ),
    (changed("seats_min = 1\n", ""), "seats_min: The key is missing."),
    (changed("seats_min = 1\n", "seats_min = 3\n"), "seats_max: The most seats must not be below the fewest."),
    (changed("seats_min = 1\n", 'seats_min = "1"\n'), "seats_min: Write a whole number."),
    (changed("seats_min = 1\n", "seats_min = true\n"), "seats_min: Write a whole number."),
    (changed("seats_min = 1\n", "seats_min = -1\n"), "seats_min: Write a whole number from 0 to 30000."),
    (changed("seats_min = 1\n", "seats_mni = 1\n"), "seats_mni: This key is not known here. Is it misspelt?"),
    (changed('key = "steering-2"', 'key = "steering-1"'), "key: “steering-1” is used twice."),
    (changed('key = "steering-2"', 'key = "Steering 2"'), "key: Use small letters a-z, digits and hyphens."),
    (changed('kind = "steering_conference"', 'kind = "party"'), "kind: “party” is not one of: steering_conference"),
    (changed('day = "last thursday"', 'day = "last saturday"'), "day: Write it as “last tuesday”"),
    (changed("starts = 10:00:00", 'starts = "10.00"'), "starts: Write a time such as 09:30:00."),
    (changed("ends = 15:30:00", "ends = 09:00:00"), "ends: The event must end after it starts."),
    (changed("yearly_fee = 65000.00", "yearly_fee = 0"), "yearly_fee: Write a number above 0"),
    (changed("yearly_fee = 65000.00", "yearly_fee = 65000.005"), "yearly_fee: Write a number above 0"),
    (changed("vat_rate = 25.00", "vat_rate = 101"), "vat_rate: Write a number above -0.01, at most 100.00"),
    (changed("tentative = true", 'tentative = "ja"'), "tentative: Write true or false."),
    (changed('title = "Opstartskonference', f'title = "{"x" * 200}'), "title: The text is longer than 200 characters."),
    (changed("number = 2\n", "number = 1\n"), "number: “1” is used twice."),
    (changed("focus_areas = [", 'focus_areas = [ "",'), "focus_areas: The list needs texts, none of them empty."),
    (changed("[[fee_years]]", "[[feeyears]]"), "feeyears: This table is not known here. Is it misspelt?"),
]


@pytest.mark.parametrize(("change", "message"), FAULTS, ids=[message for _change, message in FAULTS])
def test_a_faulty_file_is_refused_with_the_line_of_the_table(
    change: Callable[[str], str], message: str, tmp_path: Path
) -> None:
    source = change(SHIPPED.read_text(encoding="utf-8"))
    with override("en"), pytest.raises(ProgrammeRefused) as refused:
        read_programme(written(source, tmp_path))
    with override("en"):
        faults = [str(fault) for fault in refused.value.faults]
    (fault,) = [fault for fault in faults if message in fault]
    line = re.match(r"Line (\d+), ", fault)
    if line:
        assert source.splitlines()[int(line[1]) - 1].startswith("[")
    else:
        assert fault == "feeyears: This table is not known here. Is it misspelt?"


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    source = SHIPPED.read_text(encoding="utf-8").replace("seats_min = 3\n", "").replace("months = 27\n", "")
    with override("en"), pytest.raises(ProgrammeRefused) as refused:
        read_programme(written(source, tmp_path))
    assert [fault.key for fault in refused.value.faults] == ["months", "seats_min", "seats_min", "seats_min"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[partnership]\nname = ", "The file is not TOML: Invalid value (at end of document)"),
        (b'name = "K\xf8benhavn"', "The file is not UTF-8."),
        (b"", "bodies: The file needs at least one [[bodies]] table."),
        (b"partnership = 1\nbodies = 2\n", "bodies: The file needs at least one [[bodies]] table."),
    ],
)
def test_a_file_that_is_no_programme_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "programme.toml"
    path.write_bytes(content)
    with override("en"), pytest.raises(ProgrammeRefused) as refused:
        read_programme(path)
    assert message in str(refused.value)


def test_a_file_saved_on_windows_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "programme.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SHIPPED.read_bytes().replace(b"\n", b"\r\n"))
    assert read_programme(path) == read_programme()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("month = 25\n", "month = 27\n", "steering-3"),
        ("launch_month = 6\n", "launch_month = 27\n", "launch_month"),
        ("months = 12\n", "months = 28\n", "months"),
        ("issue_month = 13\n", "issue_month = 27\n", "issue_month"),
    ],
)
def test_dates_outside_the_period_are_refused_and_nothing_is_loaded(
    old: str, new: str, key: str, tmp_path: Path
) -> None:
    programme = read_programme(written(changed(old, new)(SHIPPED.read_text(encoding="utf-8")), tmp_path))
    with override("en"), pytest.raises(ProgrammeRefused) as refused:
        load_programme(programme, start=START)
    fault = refused.value.faults[0]
    assert fault.key == key
    assert fault.line > 0
    assert fault.message.endswith(
        " lies outside the partnership, which runs from 1 October 2017 until before 1 January 2020."
    )
    assert not Partnership.objects.exists()


@pytest.mark.django_db
def test_the_command_reports_as_json_and_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_programme", "--start", "2027-10-01", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["partnership"]["slug"] == "partnerskab-2027-10"
    assert (report["created"], len(report["events"]), len(report["bodies"])) == (True, 23, 5)
    call_command("load_programme", "--start", "2027-10-01")
    assert "(partnerskab-2027-10)" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_refuses_a_faulty_file_in_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(SHIPPED.read_text(encoding="utf-8").replace("months = 27\n", ""), tmp_path)
    with pytest.raises(CommandError) as refused:
        call_command("load_programme", "--start", "2027-10-01", "--file", str(path), "--json")
    assert "months" in str(refused.value).splitlines()[1]
    assert json.loads(capsys.readouterr().out)["faults"][0]["key"] == "months"
    assert not Partnership.objects.exists()


@pytest.mark.django_db
def test_the_command_says_so_when_there_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=str(tmp_path)):
        call_command("load_programme", "--start", "2027-10-01", "--file", str(tmp_path / "none.toml"))


def written(source: str, folder: Path) -> Path:
    path = folder / "programme.toml"
    path.write_text(source, encoding="utf-8")
    return path
