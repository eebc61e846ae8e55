"""Moving and changing an event: who is told what, once; the dry run is what is then done."""

import datetime as dt

import pytest

from events.models import Event, Invitation, ProgrammeItem, Registration
from events.services.confirming import confirm_again
from events.services.invitations import send_invitations
from events.services.planning import ChangeRefused, change_event, move_event, plan_change, plan_move
from events.services.registrations import (
    AnswerRefused,
    accept_invitation,
    cancel_registration,
    decline_invitation,
    renew_registration,
)
from partnership.models import Agreement, Letter, LogbookEntry, SeatHolding
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.events.test_programme import item_of
from tests.partnership.factories import AgreementFactory, PersonFactory, SeatFactory

pytestmark = pytest.mark.django_db
Status = Registration.Status
LATER = START + dt.timedelta(days=21)


def peopled(**event: object) -> tuple[Event, dict[str, Invitation]]:
    """Return an event with one place, which somebody has, one who waits, one who is silent and one who declined."""
    created = EventFactory(capacity=1, **event)
    people = {name: invitation_to(created, name=name) for name in ("attends", "waits", "silent", "declined")}
    accept_invitation(people["attends"], now=NOW)
    accept_invitation(people["waits"], now=NOW)
    decline_invitation(people["declined"], now=NOW)
    Letter.objects.all().delete()
    return created, people


def everything() -> list[object]:
    models = (Event, Registration, Invitation, Letter, ProgrammeItem, LogbookEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def told() -> dict[str, str]:
    return {letter.person.name: letter.text for letter in Letter.objects.filter(kind="event_changed")}


def test_a_move_names_old_and_new_to_all_but_those_who_declined() -> None:
    event, _people = peopled()
    move_event(event, starts_at=LATER, note="Salen er optaget.", now=NOW)
    letters = told()
    assert set(letters) == {"attends", "waits", "silent"}
    for text in letters.values():
        assert "Ny tid: tirsdag den 2. februar 2027" in text
        assert "Før: tirsdag den 12. januar 2027" in text
        assert "Sted, som før: Kolding Congress Center" in text
        assert "Salen er optaget." in text
    assert "Bekræft på din side" in letters["attends"]
    assert "ventelisten" in letters["waits"]
    assert "Svar på din side senest 19. januar 2027" in letters["silent"]


def test_who_has_a_place_gets_a_request_for_the_calendar_and_the_others_news() -> None:
    event, _people = peopled()
    move_event(event, starts_at=LATER, now=NOW)
    types = {
        letter.person.name: letter.attachments.get().media_type.rpartition("=")[2]
        for letter in Letter.objects.filter(kind="event_changed")
    }
    assert types == {"attends": "REQUEST", "waits": "PUBLISH", "silent": "PUBLISH"}


@pytest.mark.parametrize(
    ("changes", "letters", "raised"),
    [
        ({"starts_at": START + dt.timedelta(minutes=30)}, 3, 1),
        ({"ends_at": START + dt.timedelta(hours=5)}, 3, 1),
        ({"venue": "Odeon"}, 3, 1),
        ({"address": "Odeons Kvarter 1"}, 3, 1),
        ({"online_url": "https://moede.example/1"}, 3, 1),
        ({"title": "Opstart (rettet)", "description": "Uden slåfejl."}, 0, 1),
        ({"answer_by": START - dt.timedelta(days=3), "capacity": 1}, 0, 0),
        ({"venue": "Kolding Congress Center"}, 0, 0),
    ],
)
def test_what_matters_is_told_and_a_typing_error_mails_nobody(changes, letters, raised) -> None:
    event, _people = peopled()
    outcome = change_event(event, changes=changes, now=NOW)
    assert (outcome.letters, Letter.objects.count(), event.sequence) == (letters, letters, raised)
    assert Registration.objects.to_confirm().count() == bool(letters)


def test_another_link_to_take_part_is_told_to_those_alone_who_see_it() -> None:
    event, _people = peopled(online_url="https://moede.example/1")
    change_event(event, changes={"online_url": "https://moede.example/2"}, now=NOW)
    assert set(told()) == {"attends"}
    assert "https://moede.example/2" in told()["attends"]


def test_the_dry_run_changes_nothing_and_says_what_is_then_done() -> None:
    event, _people = peopled()
    item_of(event)
    before = everything()
    plan = plan_move(event, starts_at=LATER, now=NOW)
    assert everything() == before
    assert plan == move_event(event, starts_at=LATER, now=NOW)
    assert (plan.registered, plan.waiting, plan.silent, plan.to_confirm, plan.letters) == (1, 1, 1, 1, 3)
    assert plan.venues == ("Kolding Congress Center",)
    assert Letter.objects.count() == plan.letters


def test_moving_twice_changes_nothing_and_moving_on_writes_again() -> None:
    event, _people = peopled()
    by = PersonFactory(is_staff=True)
    move_event(event, starts_at=LATER, by=by, now=NOW)
    before = everything()
    assert not move_event(event, starts_at=LATER, by=by, now=NOW + dt.timedelta(hours=1)).letters
    assert everything() == before
    assert move_event(event, starts_at=START, by=by, now=NOW + dt.timedelta(hours=1)).letters == 3
    assert LogbookEntry.objects.filter(kind="event_changed", actor=by).count() == 2


def test_programme_and_deadline_move_along_but_the_deadline_not_into_the_past() -> None:
    event, _people = peopled()
    item = item_of(event, begins=2, ends=3)
    move_event(event, starts_at=LATER + dt.timedelta(hours=1), now=NOW)
    item.refresh_from_db()
    assert item.starts_at == LATER + dt.timedelta(hours=3)
    assert event.answer_by == START + dt.timedelta(days=7)
    late = event.answer_by - dt.timedelta(days=2)
    move_event(event, starts_at=event.starts_at - dt.timedelta(days=5), now=late)
    assert event.answer_by == START + dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("start", "moved"),
    [
        (dt.datetime(2026, 10, 20, 7, 30, tzinfo=dt.UTC), dt.datetime(2026, 10, 27, 8, 30, tzinfo=dt.UTC)),
        (dt.datetime(2027, 3, 23, 8, 30, tzinfo=dt.UTC), dt.datetime(2027, 3, 30, 7, 30, tzinfo=dt.UTC)),
    ],
)
def test_a_week_later_over_a_clock_change_it_is_the_same_time_of_day(start, moved) -> None:
    event = EventFactory(starts_at=start, ends_at=start + dt.timedelta(hours=6), answer_by=start - dt.timedelta(days=3))
    item = item_of(event, begins=1, ends=2)
    move_event(event, starts_at=moved, now=start - dt.timedelta(days=30))
    item.refresh_from_db()
    assert (event.ends_at - moved, item.starts_at - moved) == (dt.timedelta(hours=6), dt.timedelta(hours=1))
    # The deadline lies before the clock change, on either side of the move.
    assert event.answer_by == start + dt.timedelta(days=4)


def test_an_event_that_becomes_longer_leaves_its_programme_where_it_was() -> None:
    event = EventFactory()
    item = item_of(event, begins=1, ends=2)
    change_event(event, changes={"starts_at": START - dt.timedelta(minutes=30)}, now=NOW)
    assert ProgrammeItem.objects.get().starts_at == item.starts_at


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"starts_at": NOW - dt.timedelta(hours=1), "answer_by": None}, "Det nye tidspunkt er passeret"),
        ({"date_is_tentative": True}, "datoen kan ikke være åben igen"),
        ({"ends_at": START + dt.timedelta(hours=1)}, "Rundtur"),
        ({"ends_at": START}, "skal slutte efter"),
        ({"answer_by": START + dt.timedelta(days=1)}, "frist"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(changes, why) -> None:
    event, _people = peopled()
    item_of(event, begins=2, ends=3, title="Rundtur")
    before = everything()
    with pytest.raises(ChangeRefused, match=why):
        change_event(event, changes=changes, now=NOW)
    assert everything() == before


def test_an_event_that_is_over_or_cancelled_is_corrected_silently() -> None:
    for fields in (
        {"cancelled_at": NOW},
        {"starts_at": NOW - dt.timedelta(days=2), "ends_at": NOW - dt.timedelta(days=1)},
    ):
        event, _people = peopled()
        Event.objects.filter(pk=event.pk).update(**{"answer_by": None, **fields})
        assert change_event(event, changes={"venue": "Odeon"}, now=NOW).letters == 0
    assert not Letter.objects.exists()


def test_seats_of_the_new_day_decide_who_comes() -> None:
    event = EventFactory()
    seat = SeatFactory(body=event.body)
    handover = dt.date(2027, 1, 20)
    former, successor = PersonFactory(name="Forgænger"), PersonFactory(name="Efterfølger")
    SeatHolding.objects.create(seat=seat, person=former, from_on=dt.date(2026, 10, 1), to_on=handover)
    SeatHolding.objects.create(seat=seat, person=successor, from_on=handover)
    AgreementFactory(partnership=event.partnership, municipality=seat.municipality, status=Agreement.Status.ACTIVE)
    send_invitations(event, now=NOW)
    plan = plan_move(event, starts_at=LATER, now=NOW)
    assert (plan.withdrawn, plan.invited, plan.told) == (1, 1, 0)
    assert plan == move_event(event, starts_at=LATER, now=NOW)
    assert [row.person for row in Invitation.objects.standing()] == [successor]


@pytest.mark.parametrize(
    ("step", "asks"),
    [("nothing", True), ("confirm", False), ("cancel and register again", False)],
)
def test_who_has_a_place_is_asked_until_an_answer_is_given(step, asks) -> None:
    event, people = peopled()
    move_event(event, starts_at=LATER, now=NOW)
    registration = Registration.objects.get(person=people["attends"].person)
    if step == "confirm":
        confirm_again(registration, now=NOW)
        assert confirm_again(registration, now=NOW + dt.timedelta(hours=1)).confirmed_at == NOW
    elif step != "nothing":
        event.capacity = None
        event.save()
        renew_registration(cancel_registration(registration, now=NOW), now=NOW)
    registration.refresh_from_db()
    assert registration.asks_again == asks
    move_event(event, starts_at=LATER + dt.timedelta(days=1), now=NOW)
    registration.refresh_from_db()
    assert registration.asks_again


def test_only_a_place_can_be_confirmed_and_only_before_the_event() -> None:
    _event, people = peopled()
    waits = Registration.objects.get(person=people["waits"].person)
    attends = Registration.objects.get(person=people["attends"].person)
    for registration, now in ((waits, NOW), (attends, START)):
        with pytest.raises(AnswerRefused):
            confirm_again(registration, now=now)


def test_a_change_is_refused_by_its_dry_run_too() -> None:
    event, _people = peopled()
    with pytest.raises(ChangeRefused):
        plan_change(event, changes={"date_is_tentative": True}, now=NOW)
