"""The year wheel and the months: whose events, where they stand, in a constant number of queries."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Event, Invitation
from events.services.month_grid import month_grid
from events.services.year_wheel import CENTRE, DOT, NAMES, year_wheel
from municipalities.models import Coordinatorship
from partnership.models import Agreement
from tests.events.factories import START, EventFactory, invitation_to
from tests.partnership.factories import AgreementFactory, BodyFactory, PartnershipFactory, PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
MONTH = "/aktiviteter/maaned/2027-01/"


def text_of(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def cells(page: str) -> dict[str, str]:
    """Return what stands on each day that has something, by the day in words."""
    found = re.findall(r'<p class="in-words">(.*?)</p>(.*?)</td>', page)
    return {day: re.sub("<[^>]+>", " ", rest).strip() for day, rest in found}


def test_a_month_shows_each_day_of_an_event_and_of_an_open_date_the_month_alone(client) -> None:
    EventFactory(title="Seminar", ends_at=START + dt.timedelta(days=1))
    EventFactory(title="Besøg", date_is_tentative=True)
    EventFactory(title="Skjult", published_at=None)
    page = text_of(client, MONTH)
    assert [day for day, words in cells(page).items() if "Seminar" in words] == [
        "Tirsdag den 12. januar 2027",
        "Onsdag den 13. januar 2027",
    ]
    assert page.count("Besøg") == 1
    assert "Skjult" not in page
    assert "/aktiviteter/maaned/2026-12/" in page
    assert "/aktiviteter/maaned/2027-02/" in page
    assert "Der er ingen aktiviteter" in text_of(client, "/aktiviteter/maaned/2027-02/")


@pytest.mark.parametrize("month", ["2027-13", "2027-1", "1999-12", "2100-01", "27-01"])
def test_what_is_no_month_is_not_found(month, client) -> None:
    assert client.get(f"/aktiviteter/maaned/{month}/").status_code == 404


@pytest.mark.parametrize("year", ["1999", "2100", "nu", "-1"])
def test_what_is_no_year_is_not_found(year, client) -> None:
    assert client.get(f"/aktiviteter/aarshjul/?aar={year}").status_code == 404


def test_what_ends_at_midnight_is_not_on_the_day_after_also_when_the_clocks_change() -> None:
    event = EventFactory.build(
        body=None,
        partnership=None,
        starts_at=dt.datetime(2027, 3, 27, 19, tzinfo=dt.UTC),
        ends_at=dt.datetime(2027, 3, 28, 22, tzinfo=dt.UTC),
    )
    grid = month_grid(dt.date(2027, 3, 1), [event])
    days = [day.date.day for week in grid.weeks for day in week.days if day.events]
    assert days == [27, 28]


def test_the_wheel_has_a_ring_for_each_body_and_no_two_dots_in_one_place() -> None:
    body = BodyFactory(position=1)
    other = BodyFactory(position=2, partnership=body.partnership)
    near = [
        EventFactory(
            body=body,
            starts_at=START + dt.timedelta(days=n),
            answer_by=None,
            ends_at=START + dt.timedelta(days=n, hours=1),
        )
        for n in (0, 0, 2)
    ]
    far = EventFactory(body=other, date_is_tentative=True)
    wheel = year_wheel([*near, far], first=dt.date(2027, 1, 1), today=dt.date(2027, 1, 12))
    assert [ring.body for ring in wheel.rings] == [body, other]
    assert [dot.number for dot in wheel.dots] == [1, 2, 3, 4]
    for one in wheel.dots:
        assert abs(one.at.x - CENTRE) < NAMES - DOT
        for two in wheel.dots:
            apart = ((one.at.x - two.at.x) ** 2 + (one.at.y - two.at.y) ** 2) ** 0.5
            assert one is two or apart >= 2 * DOT - 0.2
    assert year_wheel([], first=dt.date(2027, 1, 1), today=dt.date(2026, 1, 1)).today is None


def test_the_wheel_of_twelve_months_begins_at_the_top_and_passes_new_year() -> None:
    event = EventFactory()  # on 12 January 2027
    wheel = year_wheel([event], first=dt.date(2026, 11, 1), today=dt.date(2026, 11, 1))
    assert (wheel.name, wheel.months[0].first, wheel.last) == ("2026/27", dt.date(2026, 11, 1), dt.date(2027, 10, 1))
    assert wheel.today is not None
    assert wheel.today[0].x == CENTRE
    assert wheel.dots[0].at.x > CENTRE  # a fifth of the way round


def test_the_wheel_opens_on_the_next_twelve_months_else_from_the_next_event_else_on_the_last_year(client) -> None:
    past = EventFactory(
        title="Før", starts_at=START.replace(year=2020), ends_at=START.replace(year=2021), answer_by=None
    )
    page = text_of(client, "/aktiviteter/aarshjul/")
    assert "Før" in page
    assert "De næste tolv måneder" not in page
    now = timezone.now()
    soon = EventFactory(
        title="Snart", starts_at=now + dt.timedelta(days=300), ends_at=now + dt.timedelta(days=301), answer_by=None
    )
    page = text_of(client, "/aktiviteter/aarshjul/")
    assert ["Snart" in page, "Før" in page, 'aria-current="true" >De næste tolv måneder' in page] == [True, False, True]
    Event.objects.filter(pk=soon.pk).update(
        starts_at=now + dt.timedelta(days=800), ends_at=now + dt.timedelta(days=801)
    )
    assert "Snart" in text_of(client, "/aktiviteter/aarshjul/")
    assert "Før" in text_of(client, f"/aktiviteter/aarshjul/?aar={past.starts_at.year}")


def test_the_wheel_shows_the_year_of_the_next_event_and_the_list_beside_says_the_same(client) -> None:
    EventFactory(title="Opstart", cancelled_at=START)
    EventFactory(
        title="Senere", starts_at=START.replace(year=2028), ends_at=START.replace(year=2028, hour=12), answer_by=None
    )
    page = text_of(client, "/aktiviteter/aarshjul/?aar=2027")
    assert "Opstart" in page
    assert "Senere" not in page
    assert 'class="dot c1 off"' in page
    assert " style=" not in page
    assert "12. januar 2027" in page
    assert "aar=2028" in page


@pytest.mark.parametrize("view", ["", "aarshjul/", "maaned/2027-01/"])
def test_the_events_of_one_body_are_those_that_it_takes_part_in(view, client) -> None:
    body = BodyFactory(key="development")
    other = BodyFactory(key="steering", partnership=body.partnership)
    EventFactory(body=body, title="Seminar")
    EventFactory(body=other, delegate_body=body, title="Konference")
    EventFactory(body=other, title="Møde")
    page = text_of(client, f"/aktiviteter/{view}?gruppe=development")
    assert ["Seminar" in page, "Konference" in page, "Møde" in page] == [True, True, False]
    assert client.get(f"/aktiviteter/{view}?gruppe=ukendt").status_code == 404


@pytest.mark.parametrize("view", ["aarshjul/", "maaned/2027-01/"])
def test_ones_own_events_are_those_one_is_invited_to(view) -> None:
    mine, other = EventFactory(title="Min egen"), EventFactory(title="En andens")
    browser = logged_in(invitation_to(mine).person)
    page = text_of(browser, f"/min-side/{view}")
    assert mine.title in page
    assert other.title not in page
    assert f"/min-side/aktiviteter/{mine.pk}/" in page


@pytest.mark.parametrize("view", ["aarshjul/", "maaned/2027-01/"])
def test_a_municipality_sees_where_its_people_are_invited_and_what_it_hosts_and_a_stranger_nothing(view) -> None:
    partnership = PartnershipFactory()
    body = BodyFactory(partnership=partnership)
    event = EventFactory(body=body, title="Inviteret")
    municipality = invitation_to(event).municipality
    EventFactory(body=body, title="Vært", host=municipality, published_at=None)
    EventFactory(body=body, title="Andres")
    AgreementFactory(partnership=partnership, municipality=municipality, status=Agreement.Status.ACTIVE)
    coordinator = PersonFactory()
    Coordinatorship.objects.create(person=coordinator, municipality=municipality, from_on=dt.date(2020, 1, 1))
    address = f"/aktiviteter/kommune/{municipality.code}/{view}"
    page = text_of(logged_in(coordinator), address)
    assert ["Inviteret" in page, "Vært" in page, "Andres" in page] == [True, True, False]
    assert logged_in(PersonFactory()).get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/aktiviteter/", 3), ("/aktiviteter/aarshjul/", 3), (MONTH, 2)],
)
def test_the_pages_hold_a_constant_number_of_queries(address, queries, client) -> None:
    client.get(address)
    for _ in range(2):
        EventFactory()
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) == queries
    assert Event.objects.count() == 2


@pytest.mark.parametrize(("view", "queries"), [("aarshjul/", 4), ("maaned/2027-01/", 3)])
def test_ones_own_pages_do_too(view, queries) -> None:
    person = PersonFactory()
    browser = logged_in(person)
    invitation = invitation_to(EventFactory(), name="first")
    browser.get(f"/min-side/{view}")
    for _ in range(2):
        Invitation.objects.filter(pk=invitation.pk).update(person=person)
        invitation = invitation_to(EventFactory())
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/min-side/{view}")
        assert len(captured) == queries
