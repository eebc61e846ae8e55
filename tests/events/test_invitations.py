"""Who is invited, once, and with what."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from events.models import Delegate, Event, Invitation
from events.services.audience import audience_of
from events.services.invitations import NotInvitable, send_invitations
from partnership.models import Agreement, Letter, LetterAttachment
from partnership.services.deliveries import deliver_letters
from partnership.services.links import token_of
from tests.events.factories import NOW, START, EventFactory
from tests.partnership.factories import AgreementFactory, BodyFactory, PersonFactory, SeatFactory, SeatHoldingFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def event_with_audience(people: int = 2, **fields: object) -> Event:
    event = EventFactory(**fields)
    agreement = AgreementFactory(partnership=event.partnership)
    for number in range(1, people + 1):
        seat = SeatFactory(body=event.body, municipality=agreement.municipality, number=number)
        SeatHoldingFactory(seat=seat)
    return event


def test_the_holders_of_the_bodys_seats_are_invited() -> None:
    event = event_with_audience(3)
    SeatHoldingFactory()
    assert send_invitations(event, now=NOW).sent == 3
    assert set(Invitation.objects.values_list("event", flat=True)) == {event.pk}


def test_a_second_sending_finds_only_who_is_new() -> None:
    event = event_with_audience(2)
    send_invitations(event, now=NOW)
    SeatHoldingFactory(seat=SeatFactory(body=event.body, municipality=Agreement.objects.get().municipality, number=3))
    again = send_invitations(event, now=NOW)
    assert (again.sent, again.already) == (1, 2)
    assert Letter.objects.count() == Invitation.objects.count() == 3


@pytest.mark.parametrize(
    ("from_on", "to_on", "invited"),
    [
        (None, None, True),
        (None, TODAY, False),
        (None, START.date(), False),  # leaves on the day: somebody else holds the seat then
        (None, START.date() + dt.timedelta(days=1), True),
        (TODAY + dt.timedelta(days=1), None, True),  # a planned successor
        (START.date(), None, True),
        (START.date() + dt.timedelta(days=1), None, False),
    ],
)
def test_who_holds_a_seat_on_the_day_of_the_event_is_invited(from_on, to_on, invited) -> None:
    event = event_with_audience(0)
    seat = SeatFactory(body=event.body, municipality=Agreement.objects.get().municipality)
    SeatHoldingFactory(seat=seat, to_on=to_on, **({"from_on": from_on} if from_on else {}))
    assert bool(audience_of(event, on=TODAY)) is invited


def test_once_the_event_is_over_those_of_the_day_that_is_asked_about_count() -> None:
    event = event_with_audience(0)
    seat = SeatFactory(body=event.body, municipality=Agreement.objects.get().municipality)
    later = START.date() + dt.timedelta(days=30)
    SeatHoldingFactory(seat=seat, to_on=later)
    newcomer = SeatHoldingFactory(seat=seat, from_on=later)
    assert [guest.person for guest in audience_of(event, on=later)] == [newcomer.person]


def test_a_municipality_without_an_active_agreement_is_not_invited() -> None:
    event = event_with_audience(1)
    Agreement.objects.update(status=Agreement.Status.WITHDRAWN, withdrawn_from=TODAY)
    assert audience_of(event, on=TODAY) == []


def test_who_holds_two_seats_is_invited_once() -> None:
    event = event_with_audience(1)
    person = audience_of(event, on=TODAY)[0].person
    other = AgreementFactory(partnership=event.partnership).municipality
    SeatHoldingFactory(seat=SeatFactory(body=event.body, municipality=other), person=person)
    assert [guest.person for guest in audience_of(event, on=TODAY)] == [person]


def test_named_delegates_of_the_development_group_come_to_a_steering_conference() -> None:
    event = event_with_audience(1)
    event.delegate_body = BodyFactory(partnership=event.partnership)
    event.save()
    delegate = PersonFactory()
    Delegate.objects.create(event=event, municipality=Agreement.objects.get().municipality, number=1, person=delegate)
    assert delegate in [guest.person for guest in audience_of(event, on=TODAY)]


def test_the_letter_has_text_html_link_and_calendar_file() -> None:
    event = event_with_audience(1)
    send_invitations(event, now=NOW)
    letter, invitation = Letter.objects.get(), Invitation.objects.get()
    assert letter.subject == f"Invitation: {event.title}"
    assert "tirsdag den 12. januar 2027 kl.\u00a09.30-15.30" in letter.text
    assert "Kolding Congress Center, Skovbrynet 1, 6000 Kolding" in letter.text
    assert letter.link == invitation.link
    assert token_of(invitation.link) not in letter.text + letter.html
    assert 'class="action"' in letter.html
    (attachment,) = LetterAttachment.objects.all()
    assert (attachment.name, bytes(attachment.content)[:15]) == (f"aktivitet-{event.pk}.ics", b"BEGIN:VCALENDAR")


def test_letters_are_in_the_recipients_language() -> None:
    event = event_with_audience(1)
    guest = audience_of(event, on=TODAY)[0].person
    guest.language = "en"
    guest.save()
    send_invitations(event, now=NOW)
    assert "Dear" in Letter.objects.get().text
    assert "Tuesday 12 January 2027" in Letter.objects.get().text


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"published_at": None}, "published"),
        ({"cancelled_at": NOW}, "cancelled"),
        ({"date_is_tentative": True}, "fixed"),
        ({"answer_by": NOW - dt.timedelta(days=1)}, "deadline"),
        (
            {"starts_at": NOW - dt.timedelta(days=9), "ends_at": NOW - dt.timedelta(days=8), "answer_by": None},
            "over",
        ),
    ],
)
def test_an_event_that_nobody_can_be_asked_to_is_refused_whole(fields, word) -> None:
    event = event_with_audience(1, **fields)
    with pytest.raises(NotInvitable):
        send_invitations(event, now=NOW)
    assert not Invitation.objects.exists()
    assert not Letter.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_people(django_assert_max_num_queries) -> None:
    event = event_with_audience(5)
    for _ in range(12):
        agreement = AgreementFactory(partnership=event.partnership)
        for number in range(1, 6):
            SeatHoldingFactory(seat=SeatFactory(body=event.body, municipality=agreement.municipality, number=number))
    with django_assert_max_num_queries(18):
        assert send_invitations(event, now=NOW).sent == 65


def test_somebody_with_an_impossible_address_is_named_and_stops_nobody_else() -> None:
    event = event_with_audience(2)
    bad = audience_of(event, on=TODAY)[1].person
    type(bad).objects.filter(pk=bad.pk).update(email="ikke en adresse")
    result = send_invitations(event, now=NOW)
    assert (result.sent, result.unreachable) == (1, (f"{bad.name} <ikke en adresse>",))
    assert not Invitation.objects.filter(person=bad).exists()
    type(bad).objects.filter(pk=bad.pk).update(email="rettet@kommune.example")
    assert send_invitations(event, now=NOW).sent == 1


def test_delivered_mail_holds_the_personal_link(settings) -> None:
    event = event_with_audience(1)
    send_invitations(event, now=NOW)
    assert deliver_letters(clock=lambda: NOW).sent == 1
    (file,) = settings.MAIL_FOLDER.iterdir()
    assert token_of(Invitation.objects.get().link) in file.read_text().replace("=\n", "")


def test_the_command_tells_what_it_did_and_refuses_unknown_events(capsys) -> None:
    event = event_with_audience(2)
    Event.objects.filter(pk=event.pk).update(
        starts_at=START.replace(year=2099), ends_at=START.replace(year=2099, hour=15)
    )
    Event.objects.filter(pk=event.pk).update(answer_by=None)
    call_command("send_invitations", str(event.pk), "--dry-run")
    assert not Invitation.objects.exists()
    call_command("send_invitations", str(event.pk), "--json")
    assert '"sent": 2' in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("send_invitations", "no-such-event")
