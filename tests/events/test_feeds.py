"""Calendars to subscribe to: what stands in them, who reads them, and that nothing is sent when nothing is new."""

import datetime as dt
import logging

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Event, Registration
from events.services.feeds import own_subscription, renew_own_calendar
from events.services.planning import change_event
from events.services.registrations import accept_invitation, cancel_registration, decline_invitation
from partnership.logs import without_links
from partnership.models import Person, PersonalLink
from partnership.services.links import token_of
from tests.events.calendar_reading import only, read
from tests.events.factories import EventFactory, invitation_to
from tests.partnership.factories import BodyFactory

pytestmark = pytest.mark.django_db
PUBLIC = "/aktiviteter/kalender.ics"


def near(days: float = 30, **values: object) -> Event:
    """Return an event that begins in so many days."""
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=days)
    return EventFactory(**{"starts_at": start, "ends_at": start + dt.timedelta(hours=3), "answer_by": None} | values)


def titles(content: bytes) -> list[str]:
    return [entry.summary for entry in read(content).events]


def address_of(person: Person) -> str:
    """Make an address for the person's calendar and return its path."""
    return f"/kalender/{token_of(renew_own_calendar(person, now=timezone.now()))}.ics"


def follow(client: Client, invitation) -> None:
    client.get(f"/i/{token_of(invitation.link)}/")


def test_the_public_calendar_shows_what_is_published_has_a_day_and_is_not_long_over(client) -> None:
    now = timezone.now()
    near(title="Kommende")
    near(title="Skjult", published_at=None)
    near(title="Uden dag", date_is_tentative=True)
    near(-300, title="Sidste år")
    near(-400, title="For længst")
    near(title="Droppet", cancelled_at=now - dt.timedelta(days=29))
    near(title="Glemt", cancelled_at=now - dt.timedelta(days=31))
    answer = client.get(PUBLIC)
    assert sorted(titles(answer.content)) == ["Aflyst: Droppet", "Kommende", "Sidste år"]
    calendar = read(answer.content)
    assert (calendar.name, calendar.refresh_interval) == (["Partnerskabets aktiviteter"], dt.timedelta(hours=1))
    assert calendar.x_wr_timezone == "Europe/Copenhagen"
    assert b"X-WR-CALNAME:Partnerskabets aktiviteter\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H" in answer.content


def test_a_body_has_its_own_calendar(client) -> None:
    body = BodyFactory(name="Ledelsesspor")
    near(title="Vores", body=body)
    near(title="Andres")
    answer = client.get(f"/aktiviteter/kalender/{body.pk}.ics")
    assert titles(answer.content) == ["Vores"]
    assert read(answer.content).name == ["Ledelsesspor: aktiviteter"]
    assert client.get(f"/aktiviteter/kalender/{body.pk + 1000}.ics").status_code == 404


def test_nothing_is_sent_while_nothing_is_new(client, django_assert_num_queries) -> None:
    event = near()
    with django_assert_num_queries(3):
        first = client.get(PUBLIC)
    assert first["Cache-Control"] == "public, max-age=900"
    assert first["Last-Modified"].endswith("GMT")
    known = {"If-None-Match": first["ETag"]}
    second = client.get(PUBLIC, headers=known)
    assert (second.status_code, second.content, second["ETag"]) == (304, b"", first["ETag"])
    assert second["Cache-Control"] == first["Cache-Control"]
    head = client.head(PUBLIC)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    change_event(event, changes={"venue": "Vejle"}, now=timezone.now())
    third = client.get(PUBLIC, headers=known | {"If-Modified-Since": first["Last-Modified"]})
    assert (third.status_code, only(third.content).sequence) == (200, 1)
    assert only(third.content).dtstamp > only(first.content).dtstamp
    event.delete()  # what has dropped out leaves no later time behind, so the time alone is not asked
    assert client.get(PUBLIC, headers={"If-Modified-Since": third["Last-Modified"]}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_calendar_of_any_length_takes_the_same_queries(client, django_assert_num_queries, count) -> None:
    joint = near(title="Fælles")
    person = invitation_to(joint).person
    for _ in range(count):
        invitation = invitation_to(near(joint_with=joint))
        invitation.person = person
        invitation.save()
        accept_invitation(invitation, now=timezone.now())
    address = address_of(person)
    with django_assert_num_queries(4):
        assert client.get(PUBLIC).status_code == 200
    with django_assert_num_queries(6):
        assert client.get(address).status_code == 200


def test_the_own_calendar_shows_the_answers_and_leaves_out_what_was_declined(client) -> None:
    accepted = invitation_to(near(1, title="Ja", published_at=None))
    person, now = accepted.person, timezone.now()
    events = [near(2, title="Kø", capacity=0), near(3, title="Stille"), near(4, title="Nej"), near(5, title="Aflyst")]
    invitations = [invitation_to(event) for event in events]
    for invitation in invitations:
        invitation.person = person
        invitation.save()
    waiting, _silent, declined, called_off = invitations
    for invitation in (accepted, waiting, called_off):
        accept_invitation(invitation, now=now)
    decline_invitation(declined, now=now)
    Event.objects.filter(pk=called_off.event_id).update(cancelled_at=now, title="Turen")
    near(6, title="Andres")
    answer = client.get(address_of(person))
    assert titles(answer.content) == ["Ja", "Kø (venteliste)", "Stille (ikke besvaret)", "Aflyst: Turen"]
    assert [str(entry.status.value) for entry in read(answer.content).events] == [
        "CONFIRMED",
        "TENTATIVE",
        "TENTATIVE",
        "CANCELLED",
    ]
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, max-age=900", "no-referrer")


def test_a_new_answer_is_news_for_the_own_calendar(client, django_assert_num_queries) -> None:
    invitation = invitation_to(near())
    registration = accept_invitation(invitation, now=timezone.now())
    address = address_of(invitation.person)
    with django_assert_num_queries(5):
        first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    cancel_registration(registration, now=timezone.now())
    accept_invitation(invitation, now=timezone.now())
    second = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert [only(row.content).sequence for row in (first, second)] == [1, 3]


def test_the_address_is_renewed_and_taken_back_by_the_person(client) -> None:
    invitation = invitation_to(near())
    person = invitation.person
    follow(client, invitation)
    assert "Lav adressen" in client.get("/min-side/kalender/").content.decode()
    assert client.post("/min-side/kalender/adresse/").status_code == 422  # as mail scanners submit forms
    assert own_subscription(person, now=timezone.now()) is None
    seen = []
    for button in ("make", "renew"):
        page = client.post("/min-side/kalender/adresse/", {"answer": button}, follow=True)
        subscription = own_subscription(person, now=timezone.now())
        assert subscription.webcal.startswith("webcal://")
        assert f'href="{subscription.webcal}"' in page.content.decode()
        assert page["Cache-Control"] == "no-store"
        seen.append("/" + subscription.url.split("/", 3)[3])
    assert [Client().get(address).status_code for address in seen] == [404, 200]
    client.post("/min-side/kalender/adresse/", {"answer": "stop"})
    assert Client().get(seen[1]).status_code == 404


def test_the_token_opens_the_calendar_and_nothing_else_and_stands_in_no_log(client, caplog) -> None:
    invitation = invitation_to(near())
    address = address_of(invitation.person)
    token = address.split("/")[2].removesuffix(".ics")
    assert client.get(f"/i/{token}/").status_code == 404
    assert client.get(f"/kalender/{token_of(invitation.link)}.ics").status_code == 404
    client.get(address)
    assert "personal_link" not in client.session
    assert without_links(f"GET {address}") == "GET /kalender/***"
    with caplog.at_level(logging.DEBUG):
        client.get(address + "x")
    assert token not in " ".join(without_links(record.getMessage()) for record in caplog.records)
    link = PersonalLink.objects.get(purpose="calendar")
    assert token not in (link.salt, link.token_hash)
    Person.objects.filter(pk=invitation.person_id).update(is_active=False)
    assert client.get(address).status_code == 404


def test_the_own_file_is_of_the_number_that_the_letter_had(client) -> None:
    invitation = invitation_to(near(published_at=None))
    follow(client, invitation)
    address = f"/min-side/aktiviteter/{invitation.event_id}/kalender.ics"
    accept_invitation(invitation, now=timezone.now())
    assert address in client.get(f"/min-side/aktiviteter/{invitation.event_id}/").content.decode()
    entry = only(client.get(address).content)
    assert (entry.sequence, entry.status.value) == (1, "CONFIRMED")
    cancel_registration(Registration.objects.get(), now=timezone.now())
    assert only(client.get(address).content).status.value == "CANCELLED"
    assert client.get(f"/min-side/aktiviteter/{near().pk}/kalender.ics").status_code == 404
    assert client.get("/min-side/kalender/").status_code == 200


def test_subscribing_takes_two_clicks_from_the_front_page(client) -> None:
    body = near().body
    for page in ("/", "/aktiviteter/"):
        assert 'href="/aktiviteter/abonner/"' in client.get(page).content.decode()
    page = client.get("/aktiviteter/abonner/").content.decode()
    for path in ("kalender.ics", f"kalender/{body.pk}.ics"):
        assert f'href="webcal://localhost:8000/aktiviteter/{path}"' in page
        assert f'value="http://localhost:8000/aktiviteter/{path}"' in page
