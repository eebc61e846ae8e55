"""A network's visits: hosts by turns, dates offered and ticked, one fixed, and the event that arises."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from events.models import AudienceSource, Event, Invitation
from events.services.audience import audience_of
from events.services.visits import fix_visit
from municipalities.models import Coordinatorship, Municipality
from partnership.guards import install_guards, remove_guards
from partnership.models import Agreement, Person
from tests.partnership.factories import BodyFactory, PersonFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.worlds import body_of, draft_for
from tracks.guards import GUARDS
from tracks.models import OfferedDate, Visit, VisitTick
from tracks.services.network_changes import publish_networks, take_back_networks
from tracks.services.networks import NetworkError
from tracks.services.visit_board import owed_visits, visit_rows
from tracks.services.visits import (
    Offer,
    VisitRefused,
    answer_dates,
    change_host,
    guests_of,
    hosting_shares,
    offer_dates,
    unevenness,
)

pytestmark = pytest.mark.django_db
#: A Tuesday within the factories' partnership, whatever day the tests run on.
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


def visit_in(body, *, now: dt.datetime = NOW) -> Visit:
    publish_networks(draft_for(body), now=now)
    return Visit.objects.select_related("network__plan__body", "host").filter(network__plan__body=body).first()


def offered(visit: Visit, *, now: dt.datetime = NOW, days: tuple[int, ...] = (20, 27)) -> list[OfferedDate]:
    dates = [(now + dt.timedelta(days=day), now + dt.timedelta(days=day, hours=5)) for day in days]
    offer_dates(visit, offer=Offer(dates=dates, shows="Værkstedet", venue="Rådhuset", capacity=20), now=now)
    return list(OfferedDate.objects.filter(visit=visit))


def never_host(visit: Visit) -> Municipality:
    """Return a guest that hosts neither round."""
    hosts = set(Visit.objects.filter(network=visit.network).values_list("host", flat=True))
    return next(row for row in guests_of(visit.network, host=visit.host) if row.pk not in hosts)


def coordinator_of(municipality: Municipality) -> Person:
    person = PersonFactory()
    Coordinatorship.objects.create(municipality=municipality, person=person, from_on="2026-10-01")
    return person


def test_hosting_goes_round_and_what_is_uneven_is_counted() -> None:
    body = body_of(3)
    partnership = body.partnership
    bodies = [body, BodyFactory(partnership=partnership), BodyFactory(partnership=partnership)]
    for one in bodies:
        visit_in(one)
        assert unevenness(hosting_shares(partnership)) <= 1
    # three bodies of one network each: six visits among three, so each hosts twice and visits four times
    assert [(share.hosts, share.visits) for share in hosting_shares(partnership)] == [(2, 4)] * 3


def test_a_host_is_changed_for_one_that_has_not_hosted() -> None:
    visit = visit_in(body_of(3))
    other = Visit.objects.get(network=visit.network, round=2)
    third = next(row for row in guests_of(visit.network, host=visit.host) if row != other.host)
    for wrong in (other.host, body_of(1).partnership.agreements.get().municipality):
        with pytest.raises(VisitRefused, match=wrong.name):
            change_host(visit, host=wrong)
    offered(visit)
    assert change_host(visit, host=third)
    assert not OfferedDate.objects.exists()


def test_publishing_is_refused_when_no_visit_can_be_held() -> None:
    plan = draft_for(body_of(3))
    with pytest.raises(NetworkError, match="Partnerskabet er slut"):
        publish_networks(plan, now=NOW.replace(year=2030))


@pytest.mark.parametrize(
    ("state", "step", "refused"),
    [
        ("planned", "offer", False),
        ("planned", "answer", True),
        ("planned", "change host", False),
        ("planned", "take back", False),
        ("offered", "offer", False),
        ("offered", "answer", False),
        ("offered", "fix", False),
        ("offered", "change host", False),
        ("offered", "take back", False),
        ("agreed", "offer", True),
        ("agreed", "answer", True),
        ("agreed", "fix", False),
        ("agreed", "fix another", True),
        ("agreed", "change host", True),
        ("agreed", "take back", True),
    ],
)
def test_the_machine_of_a_visit(state: str, step: str, refused: bool) -> None:
    visit = visit_in(body_of(3))
    guest = never_host(visit)
    dates = offered(visit) if state != "planned" else []
    if state == "agreed":
        fix_visit(visit, date=dates[0], now=NOW)
    steps = {
        "offer": lambda: offered(visit, days=(30,)),
        "answer": lambda: answer_dates(visit, person=PersonFactory(), municipality=guest, dates=[], now=NOW),
        "fix": lambda: fix_visit(visit, date=dates[0], now=NOW),
        "fix another": lambda: fix_visit(visit, date=dates[1], now=NOW),
        "change host": lambda: change_host(visit, host=guest),
        "take back": lambda: take_back_networks(visit.network.plan),
    }
    if refused:
        with pytest.raises((VisitRefused, NetworkError)):
            steps[step]()
    else:
        steps[step]()
    assert Event.objects.count() == (1 if state == "agreed" or step == "fix" else 0)


@pytest.mark.parametrize("days", [(), (-1,), (0,), (20, 20), (900,)])
def test_dates_that_cannot_be_are_refused(days: tuple[int, ...]) -> None:
    visit = visit_in(body_of(3))
    with pytest.raises(VisitRefused):
        offered(visit, days=days)


def test_a_new_offer_keeps_the_ticks_at_dates_that_stay() -> None:
    visit = visit_in(body_of(3))
    first, second = offered(visit)
    guest = guests_of(visit.network, host=visit.host)[0]
    answer_dates(visit, person=PersonFactory(), municipality=guest, dates=[first.pk, second.pk, 0], now=NOW)
    offered(visit, days=(20, 34))
    assert list(VisitTick.objects.values_list("date", flat=True)) == [first.pk]


def test_the_event_is_for_the_networks_seats_and_the_host_arranges_it() -> None:
    body = body_of(7)
    visit = visit_in(body)
    inside, outside = visit.host, Municipality.objects.exclude(network_memberships__network=visit.network)
    holder, stranger = PersonFactory(), PersonFactory()
    for municipality, person in (
        (inside, holder),
        (outside.filter(agreements__partnership=body.partnership)[0], stranger),
    ):
        SeatHoldingFactory(seat=SeatFactory(body=body, municipality=municipality), person=person)
    event = fix_visit(visit, date=offered(visit)[0], now=NOW)
    assert (event.kind, event.host, event.capacity, event.venue) == ("network_visit", inside, 20, "Rådhuset")
    assert [guest.person for guest in audience_of(event, on=NOW.date())] == [holder]
    assert AudienceSource.objects.get().network == visit.network
    assert list(Event.objects.organised_by(coordinator_of(inside))) == [event]


def test_the_database_refuses_what_no_service_does() -> None:
    visit = visit_in(body_of(7))
    other = Visit.objects.exclude(network=visit.network).first()
    date, foreign = offered(visit)[0], offered(other)[0]
    guest = never_host(visit)
    answer = answer_dates(visit, person=PersonFactory(), municipality=guest, dates=[], now=NOW)
    own = Visit.objects.filter(pk=visit.pk)

    def refused(step) -> bool:
        try:
            with transaction.atomic():
                step()
                transaction.set_rollback(True)
        except IntegrityError:
            return True
        return False

    before = [
        lambda: own.update(host=other.host),
        lambda: own.update(fixed_date=foreign, fixed_at=NOW),
        lambda: VisitTick.objects.create(answer=answer, date=foreign),
    ]
    after = [
        lambda: own.update(host=guest),
        lambda: VisitTick.objects.create(answer=answer, date=date),
        lambda: OfferedDate.objects.create(visit=visit, starts_at=NOW, ends_at=NOW + dt.timedelta(hours=1)),
        lambda: (
            type(visit.network.plan).objects.filter(pk=visit.network.plan_id).update(status="draft", published_at=None)
        ),
    ]
    assert [refused(step) for step in before] == [True] * 3
    own.update(fixed_date=date, fixed_at=NOW)
    assert [refused(step) for step in after] == [True] * 4
    remove_guards(connection, GUARDS)
    try:
        assert [refused(step) for step in after] == [False] * 4
    finally:
        install_guards(connection, GUARDS)


@pytest.mark.parametrize("count", [3, 9])
def test_the_board_and_what_is_owed_ask_a_constant_number_of_questions(django_assert_num_queries, count) -> None:
    body = body_of(count)
    offered(visit_in(body))
    agreements = list(Agreement.objects.filter(partnership=body.partnership).select_related("municipality"))
    with django_assert_num_queries(5):
        rows = visit_rows(Visit.objects.all())
    assert len(rows) == count // 3 * 2
    with django_assert_num_queries(6):
        owed = owed_visits(agreements, now=NOW)
    # the host of the offer waits for two guests; in the other networks the host owes dates
    assert sum(map(len, owed.values())) == 2 + count // 3 - 1


def test_a_visit_is_arranged_by_its_people_alone_from_offer_to_invitations() -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    body = body_of(
        3,
        partnership__starts_on=now.date() - dt.timedelta(days=30),
        partnership__ends_on=now.date() + dt.timedelta(days=700),
    )
    visit = visit_in(body, now=now)
    first, second = guests_of(visit.network, host=visit.host)
    host, guest = logged_in(coordinator_of(visit.host)), logged_in(coordinator_of(first))
    holder = PersonFactory()
    SeatHoldingFactory(seat=SeatFactory(body=body, municipality=second), person=holder)
    page = f"/besoeg/{visit.pk}/"
    assert Client().get(page).status_code == 302
    assert logged_in(PersonFactory()).get(page).status_code == 404
    assert "Foreslå datoer" in host.get(page).content.decode()
    day = (now + dt.timedelta(days=40)).date().isoformat()
    sent = {"shows": "Værkstedet", "day_1": day, "from_1": "09:00", "until_1": "14:00", "capacity": "20"}
    assert host.post(f"{page}datoer/", sent | {"until_1": "08:00"}).status_code == 422
    assert host.post(f"{page}datoer/", sent).status_code == 302
    date = OfferedDate.objects.get()
    assert "I har ikke svaret" in guest.get(f"/kommune/{first.code}/").content.decode()
    assert guest.post(f"{page}datoer/", sent).status_code == 404
    assert guest.post(f"{page}fastlaeg/", {"date": date.pk}).status_code == 404
    guest.post(page, {"date": [date.pk]})
    logged_in(holder).post(page, {"none": "1"})
    host.post(page, {"date": [date.pk]})
    assert list(VisitTick.objects.values_list("answer__municipality", flat=True)) == [first.pk]
    assert "Fastlæg denne dato" in host.get(page).content.decode()
    host.post(f"{page}fastlaeg/", {"date": date.pk})
    event = Event.objects.get()
    assert host.get(f"/aktiviteter/{event.pk}/deltagere/").status_code == 200
    changed = {"description": "Andet", "venue": "Skolen", "address": "", "capacity": "10"}
    assert host.post(f"{page}oplysninger/", changed).status_code == 302
    assert "Send 1 invitation" in host.get(page).content.decode()
    host.post(f"{page}inviter/")
    assert [row.person for row in Invitation.objects.all()] == [holder]
    event.refresh_from_db()
    assert (event.venue, event.capacity, event.description) == ("Skolen", 10, "Andet")


def test_the_secretariat_sees_all_on_one_page_and_changes_a_host() -> None:
    visit = visit_in(body_of(3))
    staff = logged_in(PersonFactory(is_staff=True, is_superuser=True), "code", "mfa")
    page = "/admin/tracks/networkplan/visits/"
    third = next(
        row
        for row in guests_of(visit.network, host=visit.host)
        if not Visit.objects.filter(network=visit.network, host=row).exists()
    )
    assert "Hvor jævnt det er fordelt" in staff.get(page).content.decode()
    staff.post(page, {"visit": visit.pk, "host": third.code})
    visit.refresh_from_db()
    assert visit.host == third
    assert staff.get(f"/besoeg/{visit.pk}/").status_code == 200
