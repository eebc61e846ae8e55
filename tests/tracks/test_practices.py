"""The way of a practice: who writes, who releases, who uses it, and whether it still holds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from municipalities.models import Coordinatorship
from partnership.machine import WrongStatus
from partnership.models import Letter, StoredDocument
from partnership.services.file_kinds import PDF
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.factories import AgreementFactory, PersonFactory, SeatFactory, SeatHoldingFactory
from tests.tracks.factories import NOW, PracticeFactory
from tracks.models import Practice, PracticeUse
from tracks.services.practice_upkeep import ask_authors
from tracks.services.practices import (
    MOST_FILES,
    NotEditable,
    NotReady,
    OwnPractice,
    add_practice_file,
    confirm_practice,
    municipalities_of,
    release_practice,
    retire_practice,
    return_practice,
    state_use,
    submit_practice,
    take_back_use,
    withdraw_practice_file,
    write_practice,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
STEPS = {
    "submit": lambda row: submit_practice(row, now=NOW),
    "release": lambda row: release_practice(row, now=NOW),
    "return": lambda row: return_practice(row, note="Skriv, hvad det kostede.", now=NOW),
    "retire": lambda row: retire_practice(row, now=NOW),
}
#: Status before -> what each step makes of it; nothing where it is refused.
TABLE = {
    "draft": {"submit": "submitted"},
    "submitted": {"submit": "submitted", "release": "released", "return": "returned"},
    "returned": {"submit": "submitted", "return": "returned"},
    "released": {"release": "released", "return": "returned", "retire": "retired"},
    "retired": {"submit": "submitted", "retire": "retired"},
}


@pytest.mark.parametrize("before", TABLE)
@pytest.mark.parametrize("step", STEPS)
def test_the_machine_takes_the_steps_of_its_table(before: str, step: str) -> None:
    practice = PracticeFactory(status=before)
    after = TABLE[before].get(step)
    if after is None:
        with pytest.raises(WrongStatus):
            STEPS[step](practice)
    else:
        assert STEPS[step](practice) is (before != after)
    assert Practice.objects.get().status == (after or before)


def test_a_release_and_a_return_are_told_once() -> None:
    practice = PracticeFactory(status="submitted")
    assert release_practice(practice, now=NOW)
    assert not release_practice(practice, now=NOW)
    assert return_practice(practice, note="Hvad kostede det?", now=NOW)
    letters = Letter.objects.order_by("pk")
    assert [letter.kind for letter in letters] == ["practice_released", "practice_returned"]
    assert f"/praksis/{practice.pk}-{practice.slug}/" in letters[0].text
    assert "Hvad kostede det?" in letters[1].text
    assert {letter.to_email for letter in letters} == {practice.author.email}


def test_what_others_need_to_know_must_be_there_before_it_is_sent() -> None:
    practice = PracticeFactory(status="draft", time_spent="", result="")
    with pytest.raises(NotReady, match="tid, det krævede, hvad der kom ud af det"):
        submit_practice(practice, now=NOW)
    assert practice.status == "draft"


def test_the_database_refuses_a_practice_for_nobody_and_a_return_without_a_word() -> None:
    for wrong in ({"for_school": False}, {"status": "returned", "note": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PracticeFactory(**wrong)


def test_only_what_is_not_released_or_being_read_can_be_changed() -> None:
    practice = PracticeFactory(status="draft")
    same = {"partnership": practice.partnership, "municipality": practice.municipality, "author": practice.author}
    write_practice(practice, values={"title": "Læsemakkere"}, now=NOW, **same)
    assert "laesemakker" not in Practice.objects.get().words
    assert " læsemak" in Practice.objects.get().title_words
    submit_practice(practice, now=NOW)
    with pytest.raises(NotEditable):
        write_practice(practice, values={"title": "Andet"}, now=NOW, **same)


def test_files_are_kept_under_a_name_of_our_own_and_taken_away_not_deleted() -> None:
    practice = PracticeFactory(status="draft")
    content = b"%PDF-1.4\n%%EOF"
    rows = [
        add_practice_file(practice, title="", content=content, kind=PDF, file_name="plan.pdf", now=NOW)
        for _ in range(MOST_FILES)
    ]
    assert rows[0].title == "plan.pdf"
    assert "plan" not in rows[0].document.path
    with pytest.raises(NotEditable, match="højst 10"):
        add_practice_file(practice, title="En til", content=content, kind=PDF, file_name="plan.pdf", now=NOW)
    assert withdraw_practice_file(rows[0], now=NOW)
    assert not withdraw_practice_file(rows[0], now=NOW)
    assert StoredDocument.objects.count() == MOST_FILES
    submit_practice(practice, now=NOW)
    with pytest.raises(NotEditable):
        withdraw_practice_file(rows[1], now=NOW)


def test_those_with_a_seat_today_and_coordinators_may_write() -> None:
    agreement = AgreementFactory()
    seat = SeatFactory(body__partnership=agreement.partnership, municipality=agreement.municipality)
    holder = SeatHoldingFactory(seat=seat).person
    former = SeatHoldingFactory(
        seat=SeatFactory(body=seat.body, municipality=seat.municipality, number=2), to_on=dt.date(2027, 2, 1)
    ).person
    coordinator = PersonFactory()
    Coordinatorship.objects.create(person=coordinator, municipality=agreement.municipality, from_on=dt.date(2026, 1, 1))
    own = [(agreement.partnership, agreement.municipality)]
    assert [municipalities_of(who, on=NOW.date()) for who in (holder, former, coordinator)] == [own, [], own]


def test_a_practice_is_seen_by_its_author_its_coordinators_and_staff_until_it_is_released() -> None:
    practice = PracticeFactory(status="draft")
    colleague, staff, stranger = PersonFactory(), PersonFactory(is_staff=True), PersonFactory()
    Coordinatorship.objects.create(person=colleague, municipality=practice.municipality, from_on=dt.date(2020, 1, 1))
    people = {"author": practice.author, "colleague": colleague, "staff": staff, "stranger": stranger}

    def who_sees() -> set[str]:
        return {name for name, person in people.items() if Practice.objects.visible_to(person).exists()}

    assert who_sees() == {"author", "colleague", "staff"}
    Practice.objects.update(status="released", released_at=NOW, confirmed_at=NOW)
    assert who_sees() == set(people)


def test_each_other_municipality_counts_once_and_the_own_never() -> None:
    practice, other = PracticeFactory(), MunicipalityFactory()
    assert state_use(practice, municipality=other, by=None, now=NOW)
    assert not state_use(practice, municipality=other, by=None, now=NOW)
    with pytest.raises(OwnPractice):
        state_use(practice, municipality=practice.municipality, by=None, now=NOW)
    assert PracticeUse.objects.count() == 1
    assert take_back_use(practice, municipality=other)
    assert not take_back_use(practice, municipality=other)


def listed(now: dt.datetime) -> bool:
    return Practice.objects.listed(now).exists()


def test_who_does_not_answer_twice_loses_the_place_in_the_lists_but_not_the_page() -> None:
    practice = PracticeFactory()
    assert ask_authors(now=NOW + 364 * DAY) == 0
    assert ask_authors(now=NOW + 365 * DAY) == 1
    assert ask_authors(now=NOW + 366 * DAY) == 0
    assert ask_authors(now=NOW + 395 * DAY) == 1
    assert ask_authors(now=NOW + 500 * DAY) == 0
    first, second = Letter.objects.order_by("pk")
    assert first.link_id is not None
    assert "29. april 2028" in first.text
    assert "29. april 2028" in second.text
    assert listed(NOW + 424 * DAY)
    assert not listed(NOW + 425 * DAY)
    assert Practice.objects.shown().exists()
    confirm_practice(practice, now=NOW + 430 * DAY)
    assert listed(NOW + 430 * DAY)
    assert ask_authors(now=NOW + 795 * DAY) == 1


def test_after_a_long_night_without_a_worker_the_author_still_gets_the_month() -> None:
    PracticeFactory()
    assert ask_authors(now=NOW + 700 * DAY) == 1
    assert listed(NOW + 700 * DAY)
    assert ask_authors(now=NOW + 729 * DAY) == 0
    assert ask_authors(now=NOW + 730 * DAY) == 1
    assert listed(NOW + 730 * DAY)


def test_only_a_released_practice_is_confirmed_or_asked_about() -> None:
    practice = PracticeFactory(status="draft")
    with pytest.raises(NotEditable):
        confirm_practice(practice, now=NOW)
    assert ask_authors(now=NOW + 900 * DAY) == 0
