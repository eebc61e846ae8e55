"""The secretariat makes networks in three screens; everybody sees them once they are published."""

import pytest
from django.test import Client
from django.utils import timezone

from municipalities.models import Coordinatorship
from tests.partnership.factories import PersonFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.worlds import NOW, body_of, draft_for, taking_part
from tracks.models import NetworkPlan, PairWish
from tracks.services.network_changes import publish_networks
from tracks.services.network_effects import split_of
from tracks.services.own_networks import networks_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return logged_in(PersonFactory(is_staff=True, is_superuser=True), "code", "mfa")


def test_networks_are_proposed_adjusted_and_published_in_three_screens(staff) -> None:
    body = body_of(6)
    page = f"/admin/tracks/networkplan/{body.pk}/"
    assert "Foreslå netværk" in staff.get("/admin/tracks/networkplan/").content.decode()
    assert staff.get(f"{page}adjust/").url == f"{page}propose/"
    proposed = staff.post(f"{page}propose/", {"size": 3, "seed": 1})
    assert proposed.url == f"{page}adjust/"
    adjusted = staff.get(proposed.url).content.decode()
    assert "Gennemsnitlig afstand" in adjusted
    assert "Klimadatastyrelsen" in adjusted
    assert "2 netværk" in staff.get(f"{page}publish/").content.decode()
    done = staff.post(f"{page}publish/", follow=True).content.decode()
    assert "er offentliggjort" in done
    plan = NetworkPlan.objects.get()
    assert plan.is_published
    staff.post(f"{page}take-back/")
    plan.refresh_from_db()
    assert not plan.is_published


def test_moving_by_buttons_shows_the_effect_at_once_and_can_be_undone(staff) -> None:
    body = body_of(6)
    plan = draft_for(body)
    page = f"/admin/tracks/networkplan/{body.pk}/adjust/"
    west, east = taking_part(body)[0], taking_part(body)[5]
    split = split_of(plan)
    home = next(number for number, rows in split.items() if west in rows)
    moved = staff.post(page, {"municipality": [west.code], "to": 3 - home})
    shown = staff.get(moved.url.partition("#")[0]).content.decode()
    assert "Før flytningen" in shown
    assert "Det står i vejen for offentliggørelse" in shown
    staff.post(page, {"undo": "1", "from": [f"{west.code}.{home}"]})
    assert split_of(plan) == split
    staff.post(page, {"swap": "1", "municipality": [west.code, east.code]})
    assert west in split_of(plan)[3 - home]
    for wrong in ({"to": 1}, {"swap": "1", "municipality": [west.code]}, {"municipality": [west.code], "to": "x"}):
        assert "messagelist" in staff.post(page, wrong, follow=True).content.decode()


def test_pairs_are_added_and_taken_away_beside_the_proposal(staff) -> None:
    body = body_of(3)
    one, other, _third = taking_part(body)
    page = f"/admin/tracks/networkplan/{body.pk}/"
    staff.post(f"{page}pair/", {"one": other.pk, "other": one.pk, "kind": "forbidden"})
    wish = PairWish.objects.get()
    assert str(wish) in staff.get(f"{page}propose/").content.decode()
    refused = staff.post(f"{page}propose/", {"size": 3, "seed": 1})
    assert refused.status_code == 422
    staff.post(f"{page}pair/", {"drop": wish.pk})
    assert not PairWish.objects.exists()


def test_a_reader_sees_and_changes_nothing() -> None:
    body = body_of(3)
    draft_for(body)
    client = logged_in(PersonFactory(is_staff=True), "code", "mfa")
    for step in ("adjust", "propose", "publish", "take-back", "pair"):
        assert client.post(f"/admin/tracks/networkplan/{body.pk}/{step}/").status_code == 403


@pytest.mark.parametrize("count", [3, 9])
def test_pages_ask_a_constant_number_of_questions(staff, django_assert_num_queries, count) -> None:
    body = body_of(count)
    publish_networks(draft_for(body), now=NOW)
    staff.get("/admin/")
    with django_assert_num_queries(12):
        staff.get(f"/admin/tracks/networkplan/{body.pk}/adjust/")
    with django_assert_num_queries(14):
        Client().get(f"/spor/{body.key}/")


def test_everybody_sees_published_networks_and_nobody_a_draft() -> None:
    body = body_of(3)
    plan = draft_for(body)
    municipality = taking_part(body)[0]
    coordinator, holder = PersonFactory(), PersonFactory()
    Coordinatorship.objects.create(municipality=municipality, person=coordinator, from_on=body.partnership.starts_on)
    SeatHoldingFactory(seat=SeatFactory(body=body, municipality=municipality), person=holder)
    today = timezone.localdate()
    home = f"/kommune/{municipality.code}/"
    assert "Jeres netværk" not in logged_in(coordinator).get(home).content.decode()
    assert "Der er ingen netværk endnu" in Client().get(f"/spor/{body.key}/").content.decode()
    publish_networks(plan, now=NOW)
    assert "Jeres netværk" in logged_in(coordinator).get(home).content.decode()
    assert "Mine netværk" in logged_in(holder).get("/min-side/").content.decode()
    assert [row.network.number for row in networks_for(holder, on=today)] == [1]
    assert networks_for(PersonFactory(), on=today) == []
    assert municipality.name in Client().get(f"/spor/{body.key}/").content.decode()
    assert Client().get("/spor/nowhere/").status_code == 404
