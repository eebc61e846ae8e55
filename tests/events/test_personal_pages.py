"""The personal link and the participant's own pages."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from events.models import Event, Invitation, Registration
from events.services.registrations import accept_invitation
from municipalities.models import Coordinatorship
from partnership.models import Letter, PersonalLink
from partnership.services.links import make_link, revoke_links, token_of
from tests.events.factories import EventFactory, invitation_to
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> Invitation:
    now = timezone.now()
    event = EventFactory(
        starts_at=now + dt.timedelta(days=40), ends_at=now + dt.timedelta(days=40, hours=6), answer_by=None, capacity=5
    )
    invitation = invitation_to(event)
    PersonalLink.objects.update(created_at=now - dt.timedelta(days=1), expires_at=now + dt.timedelta(days=90))
    return invitation


def open_page(invitation: Invitation) -> Client:
    client = Client()
    response = client.get(f"/i/{token_of(invitation.link)}/")
    assert response.status_code == 303
    return client


def own(invitation: Invitation, step: str = "") -> str:
    return f"/min-side/aktiviteter/{invitation.event_id}/{step}"


def everything() -> list:
    rows = (Registration.objects, Invitation.objects, Event.objects, Letter.objects, PersonalLink.objects)
    return [list(model.order_by("pk").values()) for model in rows]


def test_the_link_leads_to_a_clean_address_and_leaves_no_trace_of_the_token(client, invitation) -> None:
    response = client.get(f"/i/{token_of(invitation.link)}/")
    assert (response.status_code, response["Location"]) == (303, own(invitation))
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert token_of(invitation.link) not in str(dict(client.session))


def test_accepting_takes_two_clicks(invitation) -> None:
    client = open_page(invitation)
    page = client.get(own(invitation)).content.decode()
    assert 'name="answer" value="accept"' in page
    response = client.post(own(invitation, "tilmeld/"), {"answer": "accept"}, follow=True)
    assert Registration.objects.get().status == Registration.Status.ATTENDING
    assert response.redirect_chain == [(own(invitation), 302)]


def test_declining_with_a_reason(invitation) -> None:
    client = open_page(invitation)
    client.post(own(invitation, "afbud/"), {"answer": "decline", "reason": "Møde i byrådet"})
    registration = Registration.objects.get()
    assert (registration.status, registration.reason) == (Registration.Status.DECLINED, "Møde i byrådet")


def test_cancelling_gives_the_place_back(invitation) -> None:
    accept_invitation(invitation, now=timezone.now())
    client = open_page(invitation)
    client.post(own(invitation, "frameld/"), {"answer": "cancel"})
    assert Registration.objects.get().status == Registration.Status.CANCELLED
    assert Event.objects.get().places_taken == 0


def test_a_mail_scanner_that_opens_links_and_submits_forms_changes_nothing(invitation) -> None:
    before = everything()
    client = Client()
    address = f"/i/{token_of(invitation.link)}/"
    assert client.head(address).status_code == 303
    assert client.get(address).status_code == 303
    for step in ("tilmeld/", "afbud/"):
        client.get(address)
        assert client.post(own(invitation, step), {}).status_code == 422
        assert client.get(own(invitation, step)).status_code == 405
    assert everything() == before
    assert open_page(invitation).get(own(invitation)).status_code == 200


def test_all_links_that_do_not_open_get_one_and_the_same_page(invitation) -> None:
    good = token_of(invitation.link)
    now = timezone.now()
    expired = make_link(
        invitation.person,
        purpose=PersonalLink.Purpose.PARTICIPANT,
        expires_at=now - dt.timedelta(days=1),
        now=now - dt.timedelta(days=9),
    )
    revoked = make_link(
        invitation.person, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=now + dt.timedelta(days=9), now=now
    )
    revoke_links(invitation.person, now=now, except_for=invitation.link)
    tokens = [good.swapcase(), good[:-1], good + ".", "x", "%00", token_of(expired), token_of(revoked)]
    answers = [Client().get(f"/i/{token}/") for token in tokens]
    assert {answer.status_code for answer in answers} == {404}
    pages = {answer.content.split(b"csrfmiddlewaretoken")[0] for answer in answers}
    assert len(pages) == 1


def test_without_a_link_one_is_sent_to_ask_for_it(client, invitation) -> None:
    for address in ("/min-side/", own(invitation)):
        assert client.get(address)["Location"] == "/send-link/"


def test_the_short_session_ends(invitation, settings) -> None:
    settings.PERSONAL_LINK_SESSION_SECONDS = -1
    assert open_page(invitation).get("/min-side/")["Location"] == "/send-link/"


def test_a_revoked_link_ends_the_session_it_began(invitation) -> None:
    client = open_page(invitation)
    revoke_links(invitation.person, now=timezone.now())
    assert client.get("/min-side/")["Location"] == "/send-link/"


def test_somebody_elses_event_is_not_found(invitation) -> None:
    other = invitation_to(EventFactory())
    client = open_page(invitation)
    assert client.get(own(other)).status_code == 404
    assert client.post(own(other, "tilmeld/"), {"answer": "accept"}).status_code == 404


def test_a_coordinators_personal_link_shows_the_own_rows_alone_and_opens_nothing_else(invitation) -> None:
    Coordinatorship.objects.create(
        person=invitation.person, municipality=invitation.municipality, from_on=dt.date(2020, 1, 1)
    )
    colleague = invitation_to(EventFactory(title="Kollegaens møde"))
    Invitation.objects.filter(pk=colleague.pk).update(municipality=invitation.municipality)
    client = open_page(invitation)
    assert "Kollegaens møde" not in client.get("/min-side/").content.decode()
    assert client.get(own(colleague)).status_code == 404
    assert client.get("/fakturaer/").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_own_page_asks_a_constant_number_of_questions(invitation, count, django_assert_num_queries) -> None:
    for _ in range(count - 1):
        other = invitation_to(EventFactory())
        Invitation.objects.filter(pk=other.pk).update(person=invitation.person)
    client = open_page(invitation)
    with django_assert_num_queries(9):
        assert client.get("/min-side/").status_code == 200


def test_a_lost_link_is_sent_again_and_the_answer_never_tells_whom_we_know(invitation) -> None:
    known = Client().post("/send-link/", {"email": invitation.person.email.upper()})
    unknown = Client().post("/send-link/", {"email": "ukendt@kommune.example"})
    uninvited = Client().post("/send-link/", {"email": PersonFactory().email})
    pages = {
        re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page.content) for page in (known, unknown, uninvited)
    }
    assert len(pages) == 1
    letter = Letter.objects.get(kind="link_again")
    assert letter.to_email == invitation.person.email
    assert Client().get(f"/i/{token_of(letter.link)}/").status_code == 303


def test_asking_for_the_link_many_times_sends_one_letter(invitation) -> None:
    for _ in range(5):
        Client().post("/send-link/", {"email": invitation.person.email})
    assert Letter.objects.filter(kind="link_again").count() == 1


def test_a_wrong_address_gets_a_sentence_at_the_field(client) -> None:
    response = client.post("/send-link/", {"email": "ikke en adresse"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "navn@kommune.dk" in page
    assert 'aria-invalid="true"' in page


def test_an_answer_after_the_deadline_is_explained_and_nothing_is_stored(invitation) -> None:
    Event.objects.update(answer_by=timezone.now() - dt.timedelta(minutes=1))
    client = open_page(invitation)
    response = client.post(own(invitation, "tilmeld/"), {"answer": "accept"})
    assert response.status_code == 409
    assert not Registration.objects.exists()


def test_the_waiting_list_page_tells_the_position(invitation) -> None:
    Event.objects.update(capacity=0)
    client = open_page(invitation)
    page = client.post(own(invitation, "tilmeld/"), {"answer": "accept"}, follow=True).content.decode()
    assert Registration.objects.get().status == Registration.Status.WAITING
    assert "nummer 1 på ventelisten" in page


def test_no_command_or_log_prints_a_token(invitation, caplog, capsys) -> None:
    token = token_of(invitation.link)
    Client().get(f"/i/{token}x/")
    call_command("outbox")
    assert token not in caplog.text
    assert token not in capsys.readouterr().out
