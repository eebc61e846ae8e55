"""The feed of what is known, read as RFC 4287 asks: its parts, its ids, what stays out, and that the same is not sent twice."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from lxml import etree

from events.models import Audience, Decision, Event
from events.services.knowledge_feed import write_knowledge_feed
from events.services.materials import add_link
from events.services.minutes import change_decision, record_decision, write_minutes
from tests.events.factories import EventFactory
from tests.partnership.factories import PersonFactory
from tests.tracks.factories import NOW, PracticeFactory, SummaryFactory
from tracks.models import Practice, Summary

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/viden/nyt.atom"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@pytest.fixture(autouse=True)
def own_address(settings) -> None:
    settings.SITE_URL = SITE


def share(event: Event, audience: Audience, *, text: str = "Vi begynder i det små.") -> None:
    """Share one of each kind."""
    write_minutes(event, text=text, audience=audience, published=True, now=NOW)
    record_decision(event, text=text, audience=audience, now=NOW)
    url = "https://viden.example/"
    add_link(event, title="Oplæg", audience=audience, url=url, by=PersonFactory(), now=NOW)


def read(content: bytes) -> dict[str, etree._Element]:
    """Hold a feed against the rules of RFC 4287, and return its entries by id."""
    feed = etree.fromstring(content)
    assert feed.tag == f"{ATOM}feed"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": SITE + FEED, "alternate": f"{SITE}/viden/"}
    for part in [feed, *feed.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):  # 4.1.1, 4.1.2: exactly one of each
            (value,) = part.findall(f"{ATOM}{name}")
            assert value.text
            if name == "updated":
                assert _MOMENT.fullmatch(value.text)
        assert part.find(f"{ATOM}author/{ATOM}name").text
    entries = {entry.find(f"{ATOM}id").text: entry for entry in feed.findall(f"{ATOM}entry")}
    assert len(entries) == len(feed.findall(f"{ATOM}entry"))
    updated = [entry.find(f"{ATOM}updated").text for entry in entries.values()]
    if entries:
        assert feed.find(f"{ATOM}updated").text == max(updated) == updated[0]
    for name, entry in entries.items():
        assert re.fullmatch(r"tag:localhost,\d{4}-\d\d-\d\d:[a-z]+/\d+", name)
        (link,) = entry.findall(f"{ATOM}link")
        assert (link.get("rel"), link.get("href")[: len(SITE) + 1]) == ("alternate", f"{SITE}/")
        assert entry.find(f"{ATOM}summary").get("type") == "html"
        assert entry.find(f"{ATOM}published").text <= entry.find(f"{ATOM}updated").text
    return entries


def kinds(content: bytes) -> list[str]:
    return sorted(entry.find(f"{ATOM}category").get("term") for entry in read(content).values())


def test_the_feed_holds_what_everybody_may_read_and_every_link_works(client: Client) -> None:
    event = EventFactory()
    share(event, Audience.PUBLIC)
    PracticeFactory(title="Ærø læser & skriver", partnership=event.partnership)
    SummaryFactory(body=event.body)
    response = client.get(FEED)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert kinds(response.content) == ["Beslutning", "Materiale", "Opsamling", "Praksis", "Referat"]
    for entry in read(response.content).values():
        address = entry.find(f"{ATOM}link").get("href").removeprefix(SITE)
        assert client.get(address).status_code == 200
    text = response.content.decode()
    assert "Ærø læser &amp; skriver" in text
    assert "&lt;strong&gt;tid&lt;/strong&gt;" in text
    assert client.get(FEED, headers={"Accept-Language": "en"}).content == response.content


def test_what_is_not_for_everybody_stays_out(client: Client) -> None:
    event = EventFactory()
    for audience in (Audience.BODY, Audience.REGISTERED):
        share(event, audience)
    share(EventFactory(published_at=None), Audience.PUBLIC)
    PracticeFactory(status="submitted")
    SummaryFactory(readers="body")
    SummaryFactory(status="draft")
    assert read(client.get(FEED).content) == {}


def test_an_id_stays_while_titles_and_texts_change_and_updated_moves() -> None:
    event = EventFactory()
    share(event, Audience.PUBLIC)
    PracticeFactory()
    SummaryFactory()
    before = read(write_knowledge_feed(now=NOW))
    later = NOW + dt.timedelta(days=3)
    Practice.objects.update(title="Et nyt navn", changed_at=later, confirmed_at=later)
    Summary.objects.update(text="Mere", changed_at=later)
    Event.objects.update(title="Et nyt navn")
    change_decision(Decision.objects.get(), text="Rettet", audience=Audience.PUBLIC, guiding_question=None)
    after = read(write_knowledge_feed(now=NOW))
    assert set(after) == set(before)
    moved = {
        name.rpartition(":")[2].partition("/")[0]
        for name in after
        if after[name].find(f"{ATOM}updated").text > before[name].find(f"{ATOM}updated").text
    }
    assert moved >= {"practice", "summary"}
    assert "Rettet" in etree.tostring(next(row for name, row in after.items() if "decision" in name)).decode()


def test_what_is_unchanged_is_not_sent_again(client: Client) -> None:
    for changes in (0, 1):
        if changes:
            PracticeFactory()
        first = client.get(FEED)
        again = client.get(FEED, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(FEED, headers={"If-None-Match": '"andet"'}).status_code == 200
    assert client.head(FEED).status_code == 200
    assert client.post(FEED).status_code == 405


def test_what_people_paste_never_breaks_the_feed(client: Client) -> None:
    text = "Før\x0b\x1f og \ufffe<script>alert(1)</script> ]]> & \U0001f600"
    PracticeFactory(title=f"Titel {text}", summary=text)
    share(EventFactory(title=text), Audience.PUBLIC, text=text)
    SummaryFactory(text=text)
    entries = read(client.get(FEED).content)
    assert len(entries) == 5
    for entry in entries.values():
        assert "<script" not in (entry.find(f"{ATOM}summary").text or "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_asks_as_often_for_three_as_for_one(client, count, django_assert_num_queries) -> None:
    for _ in range(count):
        event = EventFactory()
        share(event, Audience.PUBLIC)
        PracticeFactory()
        SummaryFactory(body=event.body)
    with django_assert_num_queries(5):
        assert len(read(client.get(FEED).content)) == 5 * count


def test_the_pages_tell_readers_where_the_feed_is(client: Client) -> None:
    practice = PracticeFactory()
    for address in ("/viden/", "/praksis/", f"/praksis/{practice.pk}-{practice.slug}/"):
        page = client.get(address).content.decode()
        assert re.search(rf'<link\s+rel="alternate"\s+type="application/atom\+xml"[^>]*href="{FEED}"', page)
