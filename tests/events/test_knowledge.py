"""The pages of what is known: what stands where, who sees what, and how often they ask."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Audience, Event
from events.services.copying import copy_event
from events.services.materials import add_file
from events.services.minutes import record_decision, write_minutes
from partnership.models import FocusArea, GuidingQuestion, PersonalLink
from partnership.services.file_kinds import PDF
from partnership.services.links import make_link, token_of
from tests.events import uploads
from tests.events.factories import EventFactory
from tests.events.organisers import World, a_world
from tests.partnership.factories import BodyFactory, PartnershipFactory, PersonFactory
from tests.partnership.logging_in import logged_in
from tests.tracks.factories import PracticeFactory, SummaryFactory
from tracks.models import Practice, Summary, Track
from tracks.services.summaries import add_output

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def area_of(event: Event, number: int = 1) -> FocusArea:
    area, _made = FocusArea.objects.get_or_create(
        partnership=event.partnership, number=number, defaults={"text": "Lederne: hvordan de leder."}
    )
    return area


def fill(event: Event, question: GuidingQuestion) -> None:
    """Share one of each kind with each audience, on an event with a theme."""
    event.focus_areas.add(area_of(event))
    write_minutes(event, text="Referat <i>her</i>", audience=Audience.BODY, published=True, now=NOW)
    for audience in Audience:
        record_decision(event, text=f"Besluttet for {audience}", audience=audience, guiding_question=question, now=NOW)
        file = {"content": uploads.PDF, "kind": PDF, "file_name": "plan.pdf", "by": PersonFactory()}
        add_file(event, title=f"Materiale for {audience}", audience=audience, **file, now=NOW)


@pytest.fixture
def world() -> World:
    world = a_world()
    summary = SummaryFactory(body=world.event.body, readers="body", text="Kun **gruppen** ved det.")
    add_output(summary, title="Gruppens ark", file=(uploads.PDF, PDF, "ark.pdf"), now=NOW)
    fill(world.event, summary.guiding_question)
    return world


def pages(world: World) -> list[str]:
    question, area = GuidingQuestion.objects.get(), FocusArea.objects.get()
    return [f"/viden/spoergsmaal/{question.pk}/", f"/viden/gruppe/{world.event.body_id}/", f"/viden/tema/{area.pk}/"]


#: What each sees on the three pages: decisions and materials by audience, and what is the body's own.
SEES = {
    "stranger": {"public"},
    "other_host": {"public"},
    "seated": {"public", "body", "own"},
    "registered": {"public", "body", "registered"},
    "host": {"public", "body", "registered"},
    "secretariat": {"public", "body", "registered", "own"},
}


def seen(client: Client, world: World) -> set[str]:
    """Return which audiences' texts the pages show, the same on each."""
    by_question, by_body, by_theme = (text_of(client, address) for address in pages(world))
    found = {audience.value for audience in Audience if f"Besluttet for {audience}" in by_question}
    for page in (by_body, by_theme):
        assert {audience.value for audience in Audience if f"Besluttet for {audience}" in page} == found
        assert {audience.value for audience in Audience if f"Materiale for {audience}" in page} == found
        assert ("Referat &lt;i&gt;her&lt;/i&gt;" in page) == ("body" in found)
    own = "Kun <strong>gruppen</strong> ved det." in by_question
    assert own == ("Kun <strong>gruppen</strong> ved det." in by_body) == ("Gruppens ark" in by_question)
    return found | ({"own"} if own else set())


@pytest.mark.parametrize("role", SEES)
def test_each_sees_what_is_shared_with_them(world: World, role: str) -> None:
    client = logged_in(world[role], "code", "mfa")
    assert seen(client, world) == SEES[role]
    answer = client.get(f"/viden/produkt/{Summary.objects.get().outputs.get().pk}/")
    answer.close()
    assert (answer.status_code == 200) == ("own" in SEES[role])


def test_everybody_sees_what_is_public_and_a_personal_link_shows_the_persons_more(world: World) -> None:
    assert seen(Client(), world) == {"public"}
    assert "log ind" in text_of(Client(), pages(world)[0])
    for role, sees in (("seated", SEES["seated"]), ("secretariat", {"public"})):
        purpose, until = PersonalLink.Purpose.PARTICIPANT, NOW + dt.timedelta(days=1)
        client = Client()
        client.get(f"/i/{token_of(make_link(world[role], purpose=purpose, expires_at=until, now=NOW))}/")
        assert seen(client, world) == sees


def test_drafts_and_what_is_taken_away_are_shown_to_nobody_there(world: World) -> None:
    staff = logged_in(world["secretariat"], "code", "mfa")
    output = Summary.objects.get().outputs.get()
    output.is_shown = False
    output.save()
    assert "Gruppens ark" not in text_of(staff, pages(world)[0])
    assert staff.get(f"/viden/produkt/{output.pk}/").status_code == 404
    Summary.objects.update(status="draft")
    assert seen(staff, world) == SEES["secretariat"] - {"own"}
    assert Summary.objects.visible_to(world["secretariat"]).count() == 1
    assert Summary.objects.visible_to(world["seated"]).count() == 0


def test_practices_stand_under_their_track_and_theme_and_lead_to_the_library() -> None:
    event = EventFactory()
    track = Track.objects.create(body=event.body, theme="Ledelse", launches_on=dt.date(2027, 1, 1))
    area = area_of(event)
    PracticeFactory(title="Læsemakkere", partnership=event.partnership, track=track, focus_area=area)
    PracticeFactory(title="Kladden", partnership=event.partnership, track=track, focus_area=area, status="draft")
    for address, query in (
        (f"/viden/gruppe/{event.body_id}/", f"track={track.pk}"),
        (f"/viden/tema/{area.pk}/", f"focus_area={area.pk}"),
    ):
        page = text_of(Client(), address)
        assert "Læsemakkere" in page
        assert "Kladden" not in page
        assert f"/praksis/?{query}" in page
        assert "Læsemakkere" in text_of(Client(), f"/praksis/?{query}")
    assert text_of(Client(), "/viden/").count("1 praksis") == 2


def test_what_is_empty_says_what_will_stand_there_and_what_is_unknown_is_not_found() -> None:
    assert "Der er ikke noget partnerskab her endnu" in text_of(Client(), "/viden/")
    body = BodyFactory()
    area = FocusArea.objects.create(partnership=body.partnership, number=1, text="Lederne")
    question = GuidingQuestion.objects.create(partnership=body.partnership, number=1, text="Hvordan?")
    assert "Ingen gruppe har skrevet" in text_of(Client(), f"/viden/spoergsmaal/{question.pk}/")
    assert "Der vises ikke noget endnu" in text_of(Client(), f"/viden/gruppe/{body.pk}/")
    assert "Der vises ikke noget endnu" in text_of(Client(), f"/viden/tema/{area.pk}/")
    for address in ("spoergsmaal/999999/", "gruppe/999999/", "tema/999999/", "produkt/999999/", "findes-ikke/"):
        assert Client().get(f"/viden/{address}").status_code == 404


def test_an_earlier_partnership_keeps_its_pages() -> None:
    old = BodyFactory(partnership=PartnershipFactory(name="Det gamle", starts_on=dt.date(2020, 1, 1))).partnership
    new = BodyFactory().partnership
    assert f'href="/viden/{old.slug}/"' in text_of(Client(), "/viden/")
    assert f"/viden/gruppe/{old.bodies.get().pk}/" in text_of(Client(), f"/viden/{old.slug}/")
    assert Client().get(f"/viden/{new.slug}/")["Location"] == "/viden/"


def test_a_copied_event_keeps_its_themes() -> None:
    event = EventFactory()
    event.focus_areas.add(area_of(event))
    copy = copy_event(event, starts_at=event.starts_at + dt.timedelta(days=364), now=NOW).event
    assert list(copy.focus_areas.all()) == [area_of(event)]


def test_the_pages_ask_as_often_for_three_as_for_one(world: World) -> None:
    event, question = world.event, Summary.objects.get().guiding_question
    Track.objects.create(body=event.body, theme="Ledelse", launches_on=dt.date(2027, 1, 1))
    Summary.objects.update(readers="public")
    area_summary = SummaryFactory(body=event.body, guiding_question=None, focus_area=area_of(event))
    add_output(area_summary, title="Ark", url="https://viden.example/", now=NOW)
    asked = {}
    for count in (1, 3):
        while Practice.objects.count() < count:
            practice = {"partnership": event.partnership, "track": Track.objects.get(), "focus_area": area_of(event)}
            PracticeFactory(**practice)
        while Event.objects.count() < count:
            other = BodyFactory(partnership=event.partnership)
            extra = EventFactory(body=other, partnership=event.partnership)
            fill(extra, question)
            fill(EventFactory(body=event.body, partnership=event.partnership), question)
            summary = SummaryFactory(body=other, guiding_question=question)
            add_output(summary, title="Ark", file=(uploads.PDF, PDF, "ark.pdf"), now=NOW)
            SummaryFactory(body=other, guiding_question=None, focus_area=area_of(event))
        for address in ("/viden/", *pages(world)):
            with CaptureQueriesContext(connection) as queries:
                text_of(Client(), address)
            asked.setdefault(address, []).append(len(queries))
    assert list(asked.values()) == [[7, 7], [5, 5], [8, 8], [7, 7]]
