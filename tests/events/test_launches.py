"""A track starts on a day of its own: no event of it lies before, and nobody is invited before its invitations go out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Invitation
from events.services.invitations import NotInvitable, send_invitations
from events.services.planning import ChangeRefused, move_event
from events.services.sendings import plan_sending
from events.services.succession import follow_seats
from partnership.services.seats import create_seats, nominate
from tests.events.factories import NOW, START, EventFactory
from tests.events.test_programme import posted
from tests.partnership.factories import AgreementFactory, PersonFactory
from tests.partnership.logging_in import logged_in
from tracks.models import Track

pytestmark = pytest.mark.django_db
#: A week before the event, and the day after the fixed day of these tests.
LAUNCH, TOMORROW = START.date() - dt.timedelta(days=7), NOW.date() + dt.timedelta(days=1)


@pytest.fixture
def event() -> Event:
    """An event of a track that is still to start, for one who holds a seat."""
    event = EventFactory(body__name="Kommunikationsspor")
    agreement = AgreementFactory(partnership=event.partnership)
    create_seats(agreement)
    nominate(agreement.municipality, body=event.body, person=PersonFactory(), from_on=NOW.date())
    Track.objects.create(body=event.body, theme="Aula", launches_on=LAUNCH, invites_on=TOMORROW)
    return Event.objects.get(pk=event.pk)


def test_nobody_is_invited_before_the_tracks_invitations_go_out(event) -> None:
    with pytest.raises(
        NotInvitable, match=r"starter den 5\. januar 2027, og invitationerne går ud fra den 24\. november"
    ):
        send_invitations(event, now=NOW)
    with pytest.raises(NotInvitable, match="Kommunikationsspor"):
        plan_sending(event, at=NOW + dt.timedelta(hours=3), by=PersonFactory(), now=NOW)
    assert plan_sending(event, at=NOW + dt.timedelta(days=1), by=PersonFactory(), now=NOW)
    assert send_invitations(event, now=NOW + dt.timedelta(days=1)).sent == 1


def test_who_comes_in_later_is_not_invited_by_itself_before_the_launch(event) -> None:
    send_invitations(event, now=NOW + dt.timedelta(days=1))
    Track.objects.update(launches_on=LAUNCH, invites_on=None)  # put off: they go out when the track starts
    municipality = event.partnership.agreements.get().municipality
    newcomer = nominate(municipality, body=event.body, person=PersonFactory(), from_on=NOW.date()).person
    Event.objects.update(answer_by=None)
    launched = dt.datetime.combine(LAUNCH, NOW.timetz())
    assert follow_seats(now=launched - dt.timedelta(days=1)).invited == 0
    assert follow_seats(now=launched).invited == 1
    assert Invitation.objects.filter(person=newcomer).exists()


def test_no_event_of_a_track_is_moved_to_before_its_launch(event) -> None:
    with pytest.raises(ChangeRefused, match=r"Kommunikationsspor starter den 5\. januar 2027"):
        move_event(event, starts_at=START - dt.timedelta(days=8), now=NOW)
    move_event(event, starts_at=START - dt.timedelta(days=6), now=NOW)
    Track.objects.update(launches_on=START.date())  # put off, with the event left where it was
    with pytest.raises(NotInvitable, match="Vælg en dag fra da af"):
        send_invitations(event, now=NOW + dt.timedelta(days=1))


def test_the_secretariat_plans_no_event_of_a_track_before_its_launch() -> None:
    today = timezone.localdate()
    body = EventFactory().body
    Track.objects.create(body=body, theme="Aula", launches_on=today + dt.timedelta(days=60))
    staff = logged_in(PersonFactory(is_staff=True, is_superuser=True), "code", "mfa")
    sent = {name: value for name, value in posted(Event.objects.get()).items() if not name.startswith("id")}
    sent |= {"key": "", "title": "Opstart", "date_is_tentative": "on"}
    for days, status in ((59, 200), (60, 302)):
        day = (today + dt.timedelta(days=days)).isoformat()
        times = {"starts_at_0": day, "ends_at_0": day, "answer_by_0": "", "answer_by_1": ""}
        assert staff.post(reverse("admin:events_event_add"), sent | times).status_code == status
    assert Event.objects.filter(title="Opstart").count() == 1
