"""The page from which invitations go out: now, at a time, or as a test to oneself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Invitation, PlannedSending
from events.services.audience import audience_of
from events.services.invitations import NotInvitable, preview_invitation
from events.services.sendings import plan_sending, send_planned, send_test_letter, undo_sending
from events.tasks import send_planned_invitations
from partnership.letter_texts import LINK_MARKER
from partnership.models import Letter, PersonalLink
from partnership.services.deliveries import deliver_letters
from tests.events.factories import NOW
from tests.events.test_invitations import TODAY, event_with_audience
from tests.partnership.factories import PersonFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
AT = NOW + dt.timedelta(days=2)
HOUR = dt.timedelta(hours=1)


def planned(**fields: object) -> Event:
    event = event_with_audience(2, **fields)
    plan_sending(event, at=AT, by=PersonFactory(), now=NOW)
    return event


def far_event(people: int = 2) -> Event:
    """An event that lies ahead of the real clock, by which the pages go."""
    start = timezone.now() + dt.timedelta(days=60)
    return event_with_audience(people, starts_at=start, ends_at=start + HOUR, answer_by=None)


def test_nothing_goes_out_before_its_time_and_once_after_it() -> None:
    planned()
    assert send_planned(now=AT - HOUR) == 0
    assert send_planned(now=AT + 5 * HOUR) == 2  # the worker was late
    assert send_planned(now=AT + 6 * HOUR) == 0
    sending = PlannedSending.objects.get()
    assert (sending.count, sending.sent_at) == (2, AT + 5 * HOUR)


def test_undone_in_time_nothing_goes_out() -> None:
    event = planned()
    assert [undo_sending(event, now=AT - HOUR) for _ in range(2)] == [True, False]
    assert send_planned(now=AT) == 0
    assert not Invitation.objects.exists()
    assert plan_sending(event, at=AT, by=PersonFactory(), now=NOW)  # and may be planned anew


def test_what_has_gone_out_cannot_be_undone() -> None:
    event = planned()
    send_planned(now=AT)
    assert not undo_sending(event, now=AT)


def test_an_event_that_is_cancelled_by_then_says_so_and_stops_no_other() -> None:
    off, on = planned(), planned()
    Event.objects.filter(pk=off.pk).update(cancelled_at=NOW)
    assert send_planned(now=AT) == 2
    assert "aflyst" in PlannedSending.objects.get(event=off).refusal
    assert PlannedSending.objects.get(event=on).sent_at == AT
    assert send_planned(now=AT) == 0


@pytest.mark.parametrize("at", [NOW, NOW - HOUR, NOW + dt.timedelta(days=60)], ids=["now", "past", "past deadline"])
def test_a_time_that_makes_no_sense_is_refused(at) -> None:
    with pytest.raises(NotInvitable):
        plan_sending(event_with_audience(1), at=at, by=PersonFactory(), now=NOW)


def test_one_sending_waits_at_a_time() -> None:
    event = planned()
    with pytest.raises(NotInvitable):
        plan_sending(event, at=AT, by=PersonFactory(), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedSending.objects.create(event=event, send_at=AT, planned_by=PersonFactory(), planned_at=NOW)


def test_the_test_letter_is_the_letter_without_anybodys_link() -> None:
    event = event_with_audience(1)
    [guest] = audience_of(event, on=TODAY)
    secretary = PersonFactory(email="sanne@kl.example")
    letter = send_test_letter(event, guest=guest, to=secretary, now=NOW)
    exact = preview_invitation(event, guest=guest)
    dummy = "/i/test-link-that-opens-for-nobody/"
    assert (letter.to_email, letter.subject) == ("sanne@kl.example", exact.subject)
    assert letter.text.split(dummy)[1] == exact.text.split(LINK_MARKER)[1]
    assert dummy in letter.html
    assert letter.link is None
    assert not PersonalLink.objects.exists()
    assert not Invitation.objects.exists()
    assert letter.attachments.count() == 1
    assert deliver_letters().sent == 1


def test_the_dummy_link_opens_nothing(client) -> None:
    assert client.get("/i/test-link-that-opens-for-nobody/").status_code == 404


def test_a_body_is_invited_in_three_clicks_and_previewed_as_anybody() -> None:
    event = far_event()
    client = logged_in(PersonFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:events_event_invite", args=[event.pk])
    assert address in client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    last = audience_of(event, on=TODAY)[-1].person
    page = client.get(address, {"person": last.pk}).content.decode()
    assert f"Kære {last.name}" in page
    assert "Send 2 invitationer" in page
    assert client.post(address).status_code == 302
    assert Invitation.objects.count() == 2


def test_the_page_plans_undoes_and_tests() -> None:
    event = far_event()
    secretary = PersonFactory(is_staff=True, is_superuser=True)
    client = logged_in(secretary)
    address = reverse("admin:events_event_invite", args=[event.pk])
    saturday = timezone.localdate() + dt.timedelta(days=7 - timezone.localdate().isoweekday() + 6)
    page = client.post(address, {"do": "plan", "day": saturday.isoformat(), "time": "8:30"}, follow=True)
    assert "ingen arbejdsdag" in page.content.decode()
    sending = PlannedSending.objects.get()
    assert timezone.localtime(sending.send_at).time() == dt.time(8, 30)
    assert "Fortryd" in client.get(address).content.decode()
    client.post(address, {"do": "undo"})
    assert not PlannedSending.objects.open().exists()
    person = audience_of(event, on=TODAY)[1].person
    client.post(address, {"do": "test", "person": person.pk})
    assert Letter.objects.get().to_email == secretary.email
    assert f"Kære {person.name}" in Letter.objects.get().text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("fields", [{"day": "", "time": "9:00"}, {"day": "2020-01-01", "time": "9:00"}, {"day": "x"}])
def test_a_wrong_time_is_said_on_the_page(fields) -> None:
    event = far_event()
    client = logged_in(PersonFactory(is_staff=True, is_superuser=True))
    page = client.post(reverse("admin:events_event_invite", args=[event.pk]), {"do": "plan", **fields})
    assert page.status_code == 200
    assert "errornote" in page.content.decode()
    assert not PlannedSending.objects.exists()


def test_the_clock_starts_it() -> None:
    assert send_planned_invitations() == 0
