"""A partnership whose events are all over reads as one that is finished, and its reports tell of their own round."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events.models import Event
from partnership.config.criteria.report import steering_report_pdf
from partnership.models import AssessmentRound
from partnership.services.agreements import end_agreement
from tests.events.factories import EventFactory
from tests.partnership.assessing import criterion_of, sent_in
from tests.partnership.factories import BodyFactory, PartnershipFactory, SeatFactory, SeatHoldingFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.worlds import body_of, draft_for
from tracks.models import Visit
from tracks.services.network_changes import publish_networks

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


def held(title: str, *, days_ago: int, **about: object) -> Event:
    start = timezone.now() - dt.timedelta(days=days_ago)
    return EventFactory(title=title, starts_at=start, ends_at=start + dt.timedelta(hours=5), answer_by=None, **about)


def page_of(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_front_page_names_the_latest_events_where_none_lies_ahead() -> None:
    event = held("Afslutningsworkshop", days_ago=9)
    page = page_of("/")
    assert "Seneste aktiviteter" in page
    assert "Afslutningsworkshop" in page
    assert "Der er ikke offentliggjort datoer" not in page
    EventFactory(title="Den næste", body=event.body, starts_at=timezone.now() + dt.timedelta(days=9), answer_by=None)
    page = page_of("/")
    assert "Kommende aktiviteter" in page
    assert "Afslutningsworkshop" not in page


def test_the_period_names_the_month_of_the_last_day() -> None:
    body = held("Workshop", days_ago=9).body
    body.partnership.starts_on, body.partnership.ends_on = dt.date(2024, 9, 1), dt.date(2026, 12, 1)
    body.partnership.save()
    assert "Partnerskab september 2024 – november 2026" in page_of("/")


def test_lists_of_what_is_over_say_so_and_stand_open() -> None:
    event = held("Afslutningsworkshop", days_ago=9)
    page = page_of("/aktiviteter/")
    assert "Der er ingen kommende aktiviteter." in page
    assert "<details open>" in page
    page = page_of(f"/spor/{event.body.key}/")
    assert "Tidligere aktiviteter" in page
    assert "Afslutningsworkshop" in page
    assert "De står her, så snart" not in page
    event.answer_by = event.starts_at - dt.timedelta(days=14)
    event.save()
    page = page_of(reverse("events:event", args=[event.pk]))
    assert "svarer via deres personlige link" not in page
    assert "Tilmeldingsfrist" not in page


def test_the_report_of_a_round_tells_of_its_own_time_and_sums_visits_up() -> None:
    body = body_of(3)
    today = timezone.localdate()
    rounds = {
        kind: AssessmentRound.objects.create(
            partnership=body.partnership,
            kind=kind,
            opens_on=today - dt.timedelta(days=opens),
            due_on=today - dt.timedelta(days=opens - 9),
        )
        for kind, opens in (("midway", 90), ("end", 40))
    }
    publish_networks(draft_for(body), now=NOW)
    for visit in Visit.objects.all():
        held(f"Besøg {visit.round}", days_ago=30 * visit.round, body=body, visit=visit)
    held("Midtvejsworkshop", days_ago=60, body=body)
    held("Afslutningsworkshop", days_ago=20, body=body)
    midway, end = (_text(rounds[kind]) for kind in ("midway", "end"))
    assert "Midtvejsworkshop" in midway
    assert "Afslutningsworkshop" not in midway
    assert "Afslutningsworkshop" in end
    assert "Besøg 1" not in end
    assert f"{body.name} 1 0 ikke opgjort" in midway
    assert f"{body.name} 2 0 ikke opgjort" in end


def _text(held: AssessmentRound) -> str:
    content = steering_report_pdf(held, now=timezone.now())
    return re.sub(r"\s+", " ", " ".join(leaf.extract_text() for leaf in PdfReader(io.BytesIO(content)).pages))


def test_when_the_agreements_have_ended_it_shows_who_took_part_and_they_read_how_it_went() -> None:
    today = timezone.localdate()
    partnership = PartnershipFactory(starts_on=today - dt.timedelta(days=800), ends_on=today - dt.timedelta(days=1))
    criterion_of(partnership, 1)
    held = AssessmentRound.objects.create(
        partnership=partnership,
        kind="end",
        opens_on=today - dt.timedelta(days=60),
        due_on=today - dt.timedelta(days=30),
    )
    agreements = sent_in(partnership, held, [3, 4, 4, 4, 5])
    seat = SeatFactory(body=BodyFactory(partnership=partnership), municipality=agreements[0].municipality)
    SeatHoldingFactory(seat=seat, from_on=partnership.starts_on)
    for agreement in agreements:
        end_agreement(agreement, on=today)
    assert "5 kommuner deltager" in page_of("/")
    assert agreements[0].municipality.name in page_of("/kommuner/")
    client = logged_in(agreements[0].municipality.coordinatorships.get().person)
    cockpit = client.get(reverse("criteria", args=[agreements[0].municipality.code]))
    assert cockpit.context["pictures"][0].lines[0].own == 3
    assert not cockpit.context["writes"]
    text = _text(held)
    assert "5 af 5 kommuner" in text
    assert f"{seat.body.name} 1 " in text
