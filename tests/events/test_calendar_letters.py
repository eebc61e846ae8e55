"""Calendar files in letters: who gets into whose calendar, what takes it out again, and that the newest is known as such."""

import datetime as dt
import email
import email.policy

import pytest

from events.models import Event, Registration
from events.services.letters import calendar_attachment
from events.services.planning import change_event
from events.services.registrations import accept_invitation, cancel_registration, decline_invitation
from events.services.substitutes import send_substitute
from events.services.succession import follow_seats
from events.services.waiting_list import promote_waiting
from partnership.models import LetterAttachment, Person
from partnership.services.deliveries import deliver_letters
from tests.events.calendar_reading import only, read
from tests.events.factories import NOW, EventFactory, invitation_to
from tests.partnership.factories import PersonFactory, SeatHoldingFactory

pytestmark = pytest.mark.django_db


def later(minutes: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def files_to(person: Person) -> list[tuple[str, str, int]]:
    """Return method, status and sequence of each calendar file that a person got, the oldest first."""
    found = []
    files = LetterAttachment.objects.filter(media_type__startswith="text/calendar")
    for row in files.filter(letter__person=person).order_by("pk"):
        method, entry = read(bytes(row.content)).method, only(bytes(row.content))
        assert row.media_type == f"text/calendar; charset=utf-8; method={method}"
        found.append((method, entry.status.value, entry.sequence))
    return found


def test_who_registers_cancels_and_registers_again_gets_ever_newer_files_of_one_entry() -> None:
    invitation = invitation_to(EventFactory())
    registration = accept_invitation(invitation, now=NOW)
    cancel_registration(registration, now=later(1))
    change_event(invitation.event, changes={"venue": "Vejle"}, now=later(2))
    accept_invitation(invitation, now=later(3))
    assert files_to(invitation.person) == [
        ("REQUEST", "CONFIRMED", 1),
        ("CANCEL", "CANCELLED", 2),
        ("REQUEST", "CONFIRMED", 4),
    ]
    uids = {only(bytes(row.content)).uid for row in LetterAttachment.objects.filter(name__endswith=".ics")}
    assert uids == {str(invitation.event.uid)}


def test_who_never_had_a_place_gets_nothing_to_take_out() -> None:
    event = EventFactory(capacity=0)
    declining, waiting = invitation_to(event), invitation_to(event)
    decline_invitation(declining, now=NOW)
    registration = accept_invitation(waiting, now=NOW)
    cancel_registration(registration, now=later(1))
    assert (files_to(declining.person), files_to(waiting.person)) == ([], [])


def test_who_gets_a_place_from_the_waiting_list_gets_the_entry() -> None:
    event = EventFactory(capacity=0)
    invitation = invitation_to(event)
    accept_invitation(invitation, now=NOW)
    Event.objects.update(capacity=1)
    promote_waiting(event, now=later(1))
    assert files_to(invitation.person) == [("REQUEST", "CONFIRMED", 2)]


def test_a_substitute_gets_the_entry_that_the_other_loses() -> None:
    invitation, colleague = invitation_to(EventFactory()), PersonFactory()
    accept_invitation(invitation, now=NOW)
    send_substitute(invitation, who=colleague, by=invitation.person, now=later(1))
    assert files_to(invitation.person) == [("REQUEST", "CONFIRMED", 1), ("CANCEL", "CANCELLED", 2)]
    assert files_to(colleague) == [("REQUEST", "CONFIRMED", 1)]


def test_a_substitute_for_somebody_silent_is_only_informed() -> None:
    invitation, colleague = invitation_to(EventFactory()), PersonFactory()
    send_substitute(invitation, who=colleague, by=invitation.person, now=NOW)
    assert files_to(invitation.person) == []
    assert files_to(colleague) == [("PUBLISH", "CONFIRMED", 0)]


def test_who_leaves_the_seat_loses_the_entries_of_events_that_were_accepted_alone() -> None:
    first = EventFactory()
    second = EventFactory(body=first.body)
    holding = SeatHoldingFactory(seat__body=first.body, to_on=dt.date(2026, 12, 1))
    for event in (first, second):
        invitation = invitation_to(event)
        invitation.person, invitation.seat = holding.person, holding.seat
        invitation.save()
        if event == first:
            accept_invitation(invitation, now=NOW)
    follow_seats(now=later(1))
    assert files_to(holding.person) == [("REQUEST", "CONFIRMED", 1), ("CANCEL", "CANCELLED", 2)]


def test_the_person_is_named_with_the_answer_and_no_calendar_is_asked_to_reply() -> None:
    event = EventFactory()
    invitation = invitation_to(event, name='Åse "Æ" Ærø; leder', email="aase@aeroe.example")
    registration = accept_invitation(invitation, now=NOW)
    attachment = calendar_attachment(event, person=invitation.person, method="REQUEST", now=NOW)
    (attendee,) = only(attachment.content).attendees
    assert (attendee.uri, attendee.common_name) == ("mailto:aase@aeroe.example", 'Åse "Æ" Ærø; leder')
    assert (attendee.status, attendee.rsvp) == ("ACCEPTED", False)
    given = calendar_attachment(event, registration=registration, method="REQUEST", now=NOW)
    assert given == attachment
    assert only(calendar_attachment(event, now=NOW).content).attendees == []


def test_a_cancelled_event_is_cancelled_in_every_kind_of_file() -> None:
    event = EventFactory(cancelled_at=NOW, sequence=3)
    registration = Registration(event=event, person=PersonFactory(), status="attending", revision=2)
    own = calendar_attachment(event, registration=registration, method="CANCEL", now=NOW)
    everybody = calendar_attachment(event, now=NOW)
    entries = [only(file.content) for file in (own, everybody)]
    assert [(entry.status.value, entry.sequence) for entry in entries] == [("CANCELLED", 5), ("CANCELLED", 3)]


def test_mail_programs_meet_the_invitation_beside_the_text_and_as_a_file(settings) -> None:
    invitation = invitation_to(EventFactory(title="Opstart på Ærø"))
    accept_invitation(invitation, now=NOW)
    deliver_letters(clock=lambda: NOW)
    (path,) = settings.MAIL_FOLDER.glob("*")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    alternative, file, *others = message.iter_parts()
    assert (alternative.get_content_type(), file.get_content_type()) == ("multipart/alternative", "application/ics")
    assert {part.get_content_maintype() for part in others} <= {"image"}  # the code for the door
    _text, _html, calendar = alternative.iter_parts()
    assert calendar.get_content_type() == "text/calendar"
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("REQUEST", "utf-8")
    assert calendar.get_content_disposition() is None
    assert only(calendar.get_content().encode()) == only(file.get_content())
    assert read(file.get_content()).method == "REQUEST"
    assert file.get_filename() == f"aktivitet-{invitation.event_id}.ics"
