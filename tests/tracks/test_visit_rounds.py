"""A round of visits has a period: hosts offer dates within it, and nothing is published that could not be held."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from partnership import text
from tests.partnership.factories import PersonFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.worlds import NOW, body_of, draft_for
from tracks.models import Track, Visit, VisitRound
from tracks.services.network_changes import publish_networks
from tracks.services.networks import NetworkError
from tracks.services.visit_board import owed_visits
from tracks.services.visits import Offer, VisitRefused, offer_dates

pytestmark = pytest.mark.django_db


def in_days(days: int) -> dt.date:
    return NOW.date() + dt.timedelta(days=days)


def offer_on(visit: Visit, *days: int) -> Visit:
    dates = [(NOW + dt.timedelta(days=day), NOW + dt.timedelta(days=day, hours=5)) for day in days]
    return offer_dates(visit, offer=Offer(dates=dates, shows="Værkstedet"), now=NOW)


def test_a_host_offers_dates_within_the_period_of_the_round() -> None:
    body = body_of(3)
    publish_networks(draft_for(body), now=NOW)
    first, second = Visit.objects.order_by("round")
    VisitRound.objects.create(body=body, number=1, first_on=in_days(20), last_on=in_days(27))
    for wrong in (19, 28):
        with pytest.raises(VisitRefused, match=r"i 1\. runde holdes fra 14\. december 2026 til 21\. december"):
            offer_on(first, 20, wrong)
    assert offer_on(first, 20, 27)
    assert offer_on(second, 28)  # the second round has no period


def test_networks_whose_round_is_over_or_whose_track_starts_too_late_are_not_published() -> None:
    body = body_of(3)
    plan = draft_for(body)
    VisitRound.objects.create(body=body, number=1, first_on=in_days(-9), last_on=in_days(-1))
    with pytest.raises(NetworkError, match=r"Perioden for 1\. runde sluttede den 23\. november 2026"):
        publish_networks(plan, now=NOW)
    VisitRound.objects.update(last_on=in_days(9))
    track = Track.objects.create(body=body, theme="Aula", launches_on=body.partnership.ends_on)
    with pytest.raises(NetworkError, match="Sporet starter"):
        publish_networks(plan, now=NOW)
    track.delete()
    assert publish_networks(plan, now=NOW)


def test_hosts_are_not_asked_before_the_track_starts() -> None:
    body = body_of(3)
    publish_networks(draft_for(body), now=NOW)
    Track.objects.create(body=body, theme="Aula", launches_on=in_days(1))
    agreements = list(body.partnership.agreements.select_related("municipality"))
    assert not any(owed_visits(agreements, now=NOW).values())
    assert any(owed_visits(agreements, now=NOW + dt.timedelta(days=1)).values())
    with pytest.raises(VisitRefused, match="starter den"):
        Track.objects.update(launches_on=in_days(30))
        offer_on(Visit.objects.first(), 20)


def test_the_secretariat_sets_periods_in_order_and_sees_them_on_the_board() -> None:
    body = body_of(3)
    publish_networks(draft_for(body), now=NOW)
    staff = logged_in(PersonFactory(is_staff=True, is_superuser=True), "code", "mfa")
    add = reverse("admin:tracks_visitround_add")

    def enter(number: int, first: int, last: int) -> str:
        values = {"body": body.pk, "number": number, "first_on": in_days(first), "last_on": in_days(last)}
        return staff.post(add, values, follow=True).content.decode()

    assert "Sidste dag kan ikke ligge før den første" in enter(1, 60, 30)
    assert "Besøgene ligger mellem" in enter(1, 20, 9000)
    enter(1, 20, 50)
    assert "Runden har allerede en periode" in enter(1, 20, 40)
    assert "1. runde slutter, før 2. runde begynder" in enter(2, 50, 90)
    enter(2, 51, 90)
    assert VisitRound.objects.count() == 2
    board = staff.get(reverse("admin:tracks_networkplan_visits")).content.decode().split()
    for first, last in ((20, 50), (51, 90)):
        assert text.short_day(in_days(first)) in board
        assert text.short_day(in_days(last)) in board
