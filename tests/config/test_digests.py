"""One mail a coordinator and week, only when something is missing, never on a day off."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import Client

from municipalities.models import Coordinatorship
from partnership.config.coordinator.digests import due_recipients, is_digest_time, send_digests
from partnership.config.tasks import send_weekly_digests
from partnership.letter_texts import STOP_MARKER
from partnership.models import Agreement, Digest, Letter, Partnership, Person
from partnership.services.digests import forget_digests
from partnership.services.seats import nominate, vacate_seat
from partnership.services.subscriptions import DIGEST, choose_letters, is_wanted
from partnership.tasks import forget_digests as forget_task
from partnership.text import COPENHAGEN
from tests.config.coordinator_world import NOW, coordinator_of, event_in, fill, invite, taking_part
from tests.partnership.factories import BodyFactory, PartnershipFactory, PersonFactory

pytestmark = pytest.mark.django_db

WEEK = dt.timedelta(days=7)


@pytest.fixture
def partnership() -> Partnership:
    partnership = PartnershipFactory(name="Partnerskabet")
    BodyFactory(partnership=partnership, name="Ledelsesspor", seats_min=1)
    return partnership


def fill_seats(agreement: Agreement) -> None:
    nominate(
        agreement.municipality, body=agreement.partnership.bodies.get(), person=PersonFactory(), from_on=NOW.date()
    )


def copenhagen(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T12:00", False),  # Monday
        ("2026-11-24T07:59", False),
        ("2026-11-24T08:00", True),
        ("2026-06-23T08:00", True),  # summer time
        ("2026-11-27T16:00", True),  # a worker that was away all week
        ("2026-11-28T12:00", False),  # Saturday
        ("2026-10-13T12:00", False),  # week 42
        ("2026-07-07T12:00", False),  # week 28
        ("2026-02-10T12:00", False),  # week 7
        ("2026-12-24T12:00", False),
        ("2027-01-01T12:00", False),
        ("2026-12-29T12:00", True),
    ],
)
def test_digests_go_out_from_tuesday_at_eight_on_mailing_days(moment, expected) -> None:
    assert is_digest_time(copenhagen(moment)) == expected


def test_nothing_is_looked_at_outside_these_days(partnership, django_assert_num_queries) -> None:
    taking_part(partnership)
    with django_assert_num_queries(0):
        assert send_digests(now=copenhagen("2026-10-13T12:00")) == 0


def test_the_letter_says_what_is_missing_with_links_to_pages_and_no_personal_link(partnership) -> None:
    agreement = taking_part(partnership)
    invite(event_in(partnership, title="Opstartsworkshop"), agreement, name="Dorthe Kildegård")
    assert send_digests(now=NOW) == 1
    letter = Letter.objects.get(kind="weekly_digest")
    code = agreement.municipality.code
    assert letter.subject == f"Det mangler {agreement.municipality.official_name} i uge 48"
    assert "Opstartsworkshop: 1 person har ikke svaret på invitationen. Senest 17. december 2026." in letter.text
    assert "Hvem: Dorthe Kildegård" in letter.text
    assert f"Se svarene: http://localhost:8000/aktiviteter/kommune/{code}/" in letter.text
    assert "Ledelsesspor: Der mangler 1 person." in letter.text
    assert f'<a href="http://localhost:8000/kommune/{code}/pladser/">Se pladserne</a>' in letter.html
    assert f"Stop ugemailen: {STOP_MARKER}" in letter.text
    assert letter.link is None
    assert letter.priority == Letter.Priority.BULK


def test_a_deadline_that_is_over_is_said_so(partnership) -> None:
    agreement = taking_part(partnership)
    invite(event_in(partnership, answer_by=NOW - dt.timedelta(days=2)), agreement)
    send_digests(now=NOW)
    assert "Fristen var 22. november 2026." in Letter.objects.get().text


def test_each_reads_it_in_the_own_language(partnership) -> None:
    agreement = taking_part(partnership, coordinators=2)
    Person.objects.filter(pk=coordinator_of(agreement).pk).update(language="en")
    assert send_digests(now=NOW) == 2
    assert sorted(Letter.objects.values_list("language", flat=True)) == ["da", "en"]
    assert "Ledelsesspor: 1 person is missing." in Letter.objects.get(language="en").text


def test_whose_municipality_owes_nothing_gets_no_letter_that_week(partnership) -> None:
    agreement = taking_part(partnership)
    fill_seats(agreement)
    assert send_digests(now=NOW) == 0
    assert Letter.objects.count() == 0
    # Owed since Wednesday: it waits for the next week, or a fresh invitation would bring a reminder the same day.
    seat = agreement.municipality.seats.get(number=1)
    vacate_seat(seat, on=NOW.date() + dt.timedelta(days=1))
    assert send_digests(now=NOW + dt.timedelta(days=1)) == 0
    assert send_digests(now=NOW + WEEK) == 1


def test_it_comes_once_a_week_however_often_the_clock_strikes(partnership) -> None:
    taking_part(partnership)
    written = [send_digests(now=NOW + dt.timedelta(hours=24 * n)) for n in range(14)]
    assert [n for n, count in enumerate(written) if count] == [0, 7]
    assert Digest.objects.count() == Letter.objects.filter(kind="weekly_digest").count() == 2


def test_a_quiet_week_is_left_out_and_not_made_up_for(partnership) -> None:
    taking_part(partnership)
    tuesdays = [copenhagen("2026-10-06T09:00") + n * WEEK for n in range(3)]
    assert [send_digests(now=tuesday) for tuesday in tuesdays] == [1, 0, 1]


def test_the_week_around_new_year_is_one_week(partnership) -> None:
    taking_part(partnership)
    assert send_digests(now=copenhagen("2026-12-29T09:00")) == 1
    assert send_digests(now=copenhagen("2027-01-05T09:00")) == 1
    assert list(Digest.objects.values_list("year", "week").order_by("year", "week")) == [(2026, 53), (2027, 1)]


def test_every_coordinator_of_every_municipality_gets_one(partnership) -> None:
    agreements = [taking_part(partnership, coordinators=2) for _ in range(2)]
    both = coordinator_of(agreements[0])
    Coordinatorship.objects.create(municipality=agreements[1].municipality, person=both, from_on=NOW.date())
    assert send_digests(now=NOW) == 5
    assert Letter.objects.filter(person=both).count() == 2


@pytest.mark.parametrize("why", ["stopped", "closed", "former", "left", "unwritable"])
def test_who_should_not_get_it_does_not(partnership, why) -> None:
    agreement = taking_part(partnership)
    person = coordinator_of(agreement)
    match why:
        case "stopped":
            choose_letters(person, DIGEST, wanted=False, now=NOW)
        case "closed":
            Person.objects.update(is_active=False)
        case "former":
            Coordinatorship.objects.update(to_on=NOW.date())
        case "left":
            Agreement.objects.update(status=Agreement.Status.WITHDRAWN, withdrawn_from=NOW.date())
        case "unwritable":
            Person.objects.filter(pk=person.pk).update(email="ikke en adresse")
    assert send_digests(now=NOW) == 0


def test_two_rows_of_one_coordinator_that_overlap_give_one_letter(partnership) -> None:
    agreement = taking_part(partnership)
    Coordinatorship.objects.create(
        municipality=agreement.municipality,
        person=coordinator_of(agreement),
        from_on="2026-01-01",
        to_on="2027-01-01",
    )
    assert send_digests(now=NOW) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_finding_who_is_due_takes_two_questions(partnership, count, django_assert_num_queries) -> None:
    for _ in range(count):
        fill(taking_part(partnership, coordinators=count), size=1)
    with django_assert_num_queries(2):
        assert len(due_recipients(now=NOW)) == count * count


def test_the_clock_and_the_sweep_start_it(partnership, capsys) -> None:
    taking_part(partnership)
    assert send_weekly_digests() in {0, 1}  # whether today is a mailing day is not this test's affair
    call_command("sweep", "--json")
    assert '"digests": 0' in capsys.readouterr().out or Letter.objects.exists()


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_coordinator_stops_the_mail_and_gets_it_back_by_a_button(partnership) -> None:
    person = coordinator_of(taking_part(partnership))
    client = client_of(person)
    assert 'value="stop"' in client.get("/ugemail/").content.decode()
    assert client.post("/ugemail/", {"choice": "stop"}).status_code == 302
    assert not is_wanted(person, DIGEST)
    assert send_digests(now=NOW) == 0
    client.post("/ugemail/", {"choice": "get"})
    assert send_digests(now=NOW) == 1


def test_looking_at_the_page_or_sending_it_without_the_button_changes_nothing(partnership) -> None:
    person = coordinator_of(taking_part(partnership))
    client = client_of(person)
    client.get("/ugemail/?choice=stop")
    assert client.post("/ugemail/").status_code == 422
    assert is_wanted(person, DIGEST)


def test_who_coordinates_for_nobody_has_no_such_page(partnership) -> None:
    assert client_of(PersonFactory()).get("/ugemail/").status_code == 404
    assert Client().post("/ugemail/", {"choice": "stop"})["Location"].startswith("/konto/log-ind/")


def test_choosing_twice_changes_nothing(db) -> None:
    person = PersonFactory()
    for wanted in (False, True):
        changed = [choose_letters(person, DIGEST, wanted=wanted, now=NOW) for _ in range(2)]
        assert changed == [True, False]


def test_what_is_known_of_a_week_is_forgotten_after_thirteen_months_and_the_letter_stays(partnership) -> None:
    taking_part(partnership)
    send_digests(now=NOW)
    send_digests(now=NOW + WEEK)
    year = dt.timedelta(days=396)
    assert [forget_digests(now=NOW + year), Digest.objects.count()] == [0, 2]
    assert forget_digests(now=NOW + year + dt.timedelta(days=1)) == 1
    assert Digest.objects.get().created_at == NOW + WEEK
    assert Letter.objects.filter(kind="weekly_digest").count() == 2
    Digest.objects.update(created_at=NOW - year)
    assert forget_task() == 1
