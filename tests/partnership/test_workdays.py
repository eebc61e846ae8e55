"""Weekends, Danish holidays and school holidays, checked against the calendar."""

import datetime as dt

import pytest

from partnership.workdays import add_working_days, add_working_hours, is_mailing_day, is_working_day, next_mailing_day


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    "closed",
    [
        "2026-11-21",  # Saturday
        "2026-11-22",  # Sunday
        "2027-01-01",
        "2027-03-25",  # Maundy Thursday
        "2027-03-26",  # Good Friday
        "2027-03-29",  # Easter Monday
        "2023-05-05",  # Great Prayer Day, for the last time
        "2027-05-06",  # Ascension Day
        "2027-05-17",  # Whit Monday
        "2026-06-05",  # Constitution Day
        "2026-05-01",
        "2026-12-24",
        "2026-12-25",
        "2026-12-31",
    ],
)
def test_weekends_and_holidays_are_no_working_days(closed) -> None:
    assert not is_working_day(day(closed))
    assert not is_mailing_day(day(closed))


@pytest.mark.parametrize("open_day", ["2026-11-23", "2024-04-26", "2027-03-24", "2026-12-23", "2027-01-04"])
def test_other_days_are_working_and_mailing_days(open_day) -> None:
    assert is_working_day(day(open_day))
    assert is_mailing_day(day(open_day))


@pytest.mark.parametrize("week", [7, 8, 28, 29, 30, 31, 42])
@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_nobody_is_reminded_in_the_schools_holidays_but_they_are_working_days(year, week) -> None:
    days = [dt.date.fromisocalendar(year, week, weekday) for weekday in range(1, 6)]
    assert [is_mailing_day(one) for one in days] == [False] * 5
    assert all(is_working_day(one) for one in days)


@pytest.mark.parametrize("week", [6, 9, 27, 32, 41, 43])
def test_the_weeks_beside_them_are_not_quiet(week) -> None:
    assert is_mailing_day(dt.date.fromisocalendar(2026, week, 2))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-11-24", "2026-11-24"),
        ("2026-11-28", "2026-11-30"),
        ("2026-10-13", "2026-10-19"),  # week 42
        ("2026-07-07", "2026-08-03"),  # weeks 28 to 31
        ("2026-02-10", "2026-02-23"),  # weeks 7 and 8
        ("2026-12-24", "2026-12-28"),
    ],
)
def test_the_next_mailing_day_is_the_day_itself_or_the_first_after_it(start, expected) -> None:
    assert next_mailing_day(day(start)) == day(expected)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-23", 10, "2026-12-07"),
        ("2026-12-21", 10, "2027-01-08"),  # 24, 25 and 31 December and 1 January do not count
        ("2026-10-09", 10, "2026-10-23"),  # the quiet weeks do
    ],
)
def test_working_days_are_counted_without_weekends_and_holidays(start, n, expected) -> None:
    assert add_working_days(day(start), n) == day(expected)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(day("2026-11-23"), -1)


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        ("2026-11-23T10:00+01:00", 8, "2026-11-24T10:00+01:00"),
        ("2026-11-23T07:15+01:00", 8, "2026-11-23T16:00+01:00"),  # begins when offices open
        ("2026-11-23T22:00+01:00", 1, "2026-11-24T09:00+01:00"),
        ("2026-11-27T15:00+01:00", 2, "2026-11-30T09:00+01:00"),  # over a weekend
        ("2026-12-23T15:30+01:00", 1, "2026-12-28T08:30+01:00"),  # over Christmas
        ("2027-03-26T12:00+01:00", 1, "2027-03-30T09:00+02:00"),  # over Easter and into summer time
        ("2026-10-23T15:00+02:00", 9, "2026-10-26T16:00+01:00"),  # and out of it
        ("2026-11-22T12:00+01:00", 0, "2026-11-23T08:00+01:00"),
    ],
)
def test_working_hours_are_counted_from_8_to_16_in_copenhagen(moment, hours, expected) -> None:
    found = add_working_hours(dt.datetime.fromisoformat(moment), hours)
    assert found == dt.datetime.fromisoformat(expected)


def test_working_hours_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_hours(dt.datetime(2026, 11, 23, tzinfo=dt.UTC), -1)
