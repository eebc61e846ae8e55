"""Money, dates and times in words."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from partnership import text

NB = "\u00a0"
MONDAY = dt.date(2026, 11, 23)
HALF_PAST_NINE = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)


def utc(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("amount", "danish", "english"),
    [
        ("65000", "65.000,00", "65,000.00"),
        ("0", "0,00", "0.00"),
        ("999.995", "1.000,00", "1,000.00"),
        ("1234567.8", "1.234.567,80", "1,234,567.80"),
        ("-16250", "-16.250,00", "-16,250.00"),
        ("-0.001", "0,00", "0.00"),
    ],
)
def test_an_amount_has_two_decimals_and_the_separators_of_the_language(amount: str, danish: str, english: str) -> None:
    assert text.kroner(Decimal(amount), "da") == f"{danish}{NB}kr."
    assert text.kroner(Decimal(amount), "en") == f"DKK{NB}{english}"


@pytest.mark.parametrize(
    ("rate", "danish", "english"),
    [
        ("25.00", f"25{NB}%", "25%"),
        ("12.50", f"12,5{NB}%", "12.5%"),
        ("100", f"100{NB}%", "100%"),
        ("0", f"0{NB}%", "0%"),
    ],
)
def test_a_rate_is_shown_without_idle_zeros(rate: str, danish: str, english: str) -> None:
    assert text.percent(Decimal(rate), "da") == danish
    assert text.percent(Decimal(rate), "en") == english


def test_a_date_is_written_out() -> None:
    assert text.day(MONDAY, "da") == "23. november 2026"
    assert text.day(MONDAY, "en") == "23 November 2026"
    assert text.weekday_day(MONDAY, "da") == "mandag den 23. november 2026"
    assert text.weekday_day(MONDAY, "en") == "Monday 23 November 2026"
    assert text.month(MONDAY, "da") == "november 2026"
    assert text.month(MONDAY, "en") == "November 2026"
    assert text.short_month(MONDAY, "da") == "nov. 2026"
    assert text.short_month(MONDAY, "en") == "Nov 2026"
    assert text.short_day(dt.date(2027, 2, 3)) == "03.02.2027"


@pytest.mark.parametrize(
    ("date", "number"),
    [(MONDAY, 48), (dt.date(2026, 12, 31), 53), (dt.date(2027, 1, 3), 53), (dt.date(2027, 1, 4), 1)],
)
def test_weeks_are_numbered_as_in_iso_8601(date: dt.date, number: int) -> None:
    assert text.week(date, "da") == f"uge{NB}{number}"
    assert text.week(date, "en") == f"week{NB}{number}"


def test_a_time_of_day_reads_as_in_a_sentence() -> None:
    assert text.clock(dt.time(9, 5), "da") == f"kl.{NB}9.05"
    assert text.clock(dt.time(9, 5), "en") == "9:05"
    assert text.clock(HALF_PAST_NINE, "da") == f"kl.{NB}9.30"
    assert text.day_time(HALF_PAST_NINE, "da") == f"23. november 2026 kl.{NB}9.30"
    assert text.day_time(HALF_PAST_NINE, "en") == f"23 November 2026 at{NB}9:30"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (utc(10, 25, 0, 59), f"25. oktober 2026 kl.{NB}2.59"),
        (utc(10, 25, 1), f"25. oktober 2026 kl.{NB}2.00"),
        (utc(10, 25, 22, 30), f"25. oktober 2026 kl.{NB}23.30"),
        (utc(10, 25, 23), f"26. oktober 2026 kl.{NB}0.00"),
        (utc(3, 28, 0, 59, 2027), f"28. marts 2027 kl.{NB}1.59"),
        (utc(3, 28, 1, 0, 2027), f"28. marts 2027 kl.{NB}3.00"),
        (utc(3, 28, 22, 0, 2027), f"29. marts 2027 kl.{NB}0.00"),
    ],
)
def test_moments_follow_the_clock_in_copenhagen_when_it_is_changed(moment: dt.datetime, shown: str) -> None:
    assert text.day_time(moment, "da") == shown


def test_the_day_of_a_moment_is_the_day_in_copenhagen() -> None:
    assert text.day(utc(12, 31, 23, 30), "da") == "1. januar 2027"
    assert text.week(utc(11, 22, 23, 30), "da") == f"uge{NB}48"


def test_a_span_within_a_day_names_the_day_once() -> None:
    end = HALF_PAST_NINE + dt.timedelta(hours=3)
    assert text.span(HALF_PAST_NINE, end, "da") == f"mandag den 23. november 2026 kl.{NB}9.30-12.30"
    assert text.span(HALF_PAST_NINE, end, "en") == "Monday 23 November 2026, 9:30–12:30"


def test_a_span_over_several_days_names_both_and_their_year_once() -> None:
    end = utc(11, 24, 14)
    assert text.span(HALF_PAST_NINE, end, "da") == (
        f"mandag den 23. november kl.{NB}9.30 til tirsdag den 24. november 2026 kl.{NB}15.00"
    )
    assert text.span(HALF_PAST_NINE, end, "en") == "Monday 23 November, 9:30 to Tuesday 24 November 2026, 15:00"


def test_a_span_over_new_year_names_both_years() -> None:
    assert text.span(utc(12, 31, 19), utc(1, 1, 0, year=2027), "da") == (
        f"torsdag den 31. december 2026 kl.{NB}20.00 til fredag den 1. januar 2027 kl.{NB}1.00"
    )


def test_what_ends_at_midnight_ends_the_day_before() -> None:
    assert text.span(utc(11, 23, 19), utc(11, 23, 23), "da") == f"mandag den 23. november 2026 kl.{NB}20.00-24.00"
    assert text.span(utc(11, 22, 19), utc(11, 23, 23), "da") == (
        f"søndag den 22. november kl.{NB}20.00 til mandag den 23. november 2026 kl.{NB}24.00"
    )


def test_a_span_over_the_change_of_the_clock_shows_both_clocks() -> None:
    assert text.span(utc(10, 24, 20), utc(10, 25, 9), "da") == (
        f"lørdag den 24. oktober kl.{NB}22.00 til søndag den 25. oktober 2026 kl.{NB}10.00"
    )


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        text.clock(dt.datetime(2026, 11, 23, 9, 30))


@pytest.mark.parametrize(
    ("names", "phrase"),
    [([], ""), (["Ærø"], "Ærø"), (["Ærø", "Aarhus"], "Ærø og Aarhus"), (["A", "B", "C"], "A, B og C")],
)
def test_names_are_joined_to_a_phrase(names: list[str], phrase: str) -> None:
    assert text.join_names(names, "da") == phrase


def test_the_active_language_is_used_where_none_is_named() -> None:
    with override("en"):
        assert text.day(MONDAY) == "23 November 2026"
    with override("da"):
        assert text.day(MONDAY) == "23. november 2026"
    with override("de"):
        assert text.join_names(["A", "B"]) == "A and B"


def test_templates_have_the_same_words() -> None:
    template = Template(
        "{% load danish %}{{ fee|kroner }}|{{ fee|figure }}|{{ at|weekday_day }}|{{ at|clock }}|{{ at|week }}"
        "|{% span at end %}"
    )
    context = Context({"fee": Decimal(65000), "at": HALF_PAST_NINE, "end": HALF_PAST_NINE + dt.timedelta(hours=1)})
    with override("da"):
        assert template.render(context) == (
            f"65.000,00{NB}kr.|65.000,00|mandag den 23. november 2026|kl.{NB}9.30|uge{NB}48|"
            f"mandag den 23. november 2026 kl.{NB}9.30-10.30"
        )


def test_what_is_missing_shows_as_nothing_in_a_template() -> None:
    assert Template("{% load danish %}[{{ nothing|day }}{{ none|kroner }}]").render(Context({"none": None})) == "[]"
