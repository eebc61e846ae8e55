"""Sign-in at the door: by name, by code, late, twice and by two doors."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from events.models import DoorMark, Registration
from events.services.attendance import attendance_of, figures_of, outcome_of, with_attendance
from events.services.door import CLOSES, OPENS, Act, DoorClosed, door_list, move_marks, record_acts
from events.services.door_codes import door_address, door_picture, door_token, find_guest
from tests.events.organisers import World, a_world, registered
from tests.municipalities.factories import MunicipalityFactory
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def today(**event: object) -> World:
    """Return an event that is under way."""
    return a_world(starts_at=NOW - dt.timedelta(hours=1), ends_at=NOW + dt.timedelta(hours=5), **event)


def come(registration: Registration, *, minutes_ago: int = 5, **values: object) -> Act:
    return Act(uuid.uuid4(), registration.pk, NOW - dt.timedelta(minutes=minutes_ago), **values)  # type: ignore[arg-type]


def there(world: World) -> set[str]:
    return {guest.registration.person.name for guest in door_list(world.event) if guest.marks}


def send(client: Client, world: World, acts: object) -> object:
    return client.post(
        f"/aktiviteter/{world.event.pk}/indgang/maerker/", json.dumps({"acts": acts}), content_type="application/json"
    )


def said(act: Act) -> dict[str, object]:
    takes_back = str(act.takes_back) if act.takes_back else None
    return {
        "id": str(act.id),
        "registration": str(act.registration),
        "at": act.at.isoformat(),
        "takes_back": takes_back,
    }


def test_marks_that_are_sent_twice_count_once_and_keep_their_time() -> None:
    world = today()
    registration = Registration.objects.attending().get()
    act = come(registration, minutes_ago=30)
    client = logged_in(world["host"])
    for _ in range(2):
        answer = send(client, world, [said(act)])
        assert answer.json()["received"] == [str(act.id)]
    mark = DoorMark.objects.get()
    assert (mark.pk, mark.marked_at, mark.marked_by) == (act.id, act.at, world["host"])
    assert set(answer.json()["there"]) == {str(registration.pk)}


def test_two_doors_mark_the_same_person_and_one_takes_back() -> None:
    world = today()
    registration = Registration.objects.attending().get()
    first, second = come(registration, minutes_ago=20), come(registration, minutes_ago=10)
    record_acts(world.event, acts=[second], by=world["host"], now=NOW)
    record_acts(world.event, acts=[first], by=world["secretariat"], now=NOW)
    [guest] = door_list(world.event)
    assert guest.came_at == first.at
    assert figures_of(world.event, now=NOW)[0].attended == 1
    mistake = come(registration, takes_back=first.id)
    record_acts(world.event, acts=[mistake], by=world["secretariat"], now=NOW)
    [guest] = door_list(world.event)
    assert guest.came_at == second.at
    record_acts(world.event, acts=[come(registration, takes_back=second.id)], by=world["host"], now=NOW)
    assert not there(world)
    record_acts(world.event, acts=[first, second], by=world["host"], now=NOW)  # sent again, much later
    assert not there(world)


def test_a_mark_that_arrives_after_it_was_taken_back_stays_taken_back() -> None:
    world = today()
    mark = come(Registration.objects.attending().get())
    record_acts(
        world.event,
        acts=[come(Registration.objects.get(pk=mark.registration), takes_back=mark.id)],
        by=world["host"],
        now=NOW,
    )
    record_acts(world.event, acts=[mark], by=world["host"], now=NOW)
    assert not there(world)


def test_who_waits_may_come_and_who_declined_is_not_on_the_list() -> None:
    world = today()
    waiting = registered(world.event, status=Registration.Status.WAITING)
    declined = Registration.objects.get(status="declined")
    foreign = registered(a_world().event)
    acts = [come(declined), come(foreign), come(waiting)]
    assert record_acts(world.event, acts=acts, by=world["host"], now=NOW) == [acts[0].id, acts[1].id]
    assert there(world) == {waiting.person.name}


@pytest.mark.parametrize(
    ("at", "stored"),
    [(NOW + dt.timedelta(days=1), NOW), (NOW - dt.timedelta(days=3), NOW), (NOW - dt.timedelta(minutes=40),) * 2],
)
def test_a_clock_that_goes_wrong_counts_as_now(at: dt.datetime, stored: dt.datetime) -> None:
    world = today()
    registration = Registration.objects.attending().get()
    record_acts(world.event, acts=[Act(uuid.uuid4(), registration.pk, at)], by=world["host"], now=NOW)
    assert DoorMark.objects.get().marked_at == stored


def test_the_door_is_open_around_the_event_alone() -> None:
    world = today()
    act = come(Registration.objects.attending().get())
    for moment in (world.event.starts_at - OPENS, world.event.ends_at + CLOSES):
        record_acts(world.event, acts=[], by=world["host"], now=moment)
    for moment in (
        world.event.starts_at - OPENS - dt.timedelta(seconds=1),
        world.event.ends_at + CLOSES + dt.timedelta(seconds=1),
    ):
        with pytest.raises(DoorClosed):
            record_acts(world.event, acts=[act], by=world["host"], now=moment)
    world.event.cancelled_at = NOW
    world.event.save()
    with pytest.raises(DoorClosed):
        record_acts(world.event, acts=[act], by=world["host"], now=NOW)
    assert send(logged_in(world["host"]), world, [said(act)]).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"acts": 1}',
        '{"acts": [1]}',
        '{"acts": [{"id": "x", "registration": 1, "at": "2026-01-01"}]}',
        '{"acts": [{"id": "8b4b8e30-7d4c-4a39-9fd6-7d7b3a1c3c11", "registration": 1, "at": "2026-01-01T10:00"}]}',
    ],
)
def test_what_is_no_mark_is_refused(body: str) -> None:
    world = today()
    answer = logged_in(world["host"]).post(
        f"/aktiviteter/{world.event.pk}/indgang/maerker/", body, content_type="application/json"
    )
    assert answer.status_code == 400


def test_without_a_script_a_person_is_marked_by_a_button() -> None:
    world = today()
    client, address = logged_in(world["host"]), f"/aktiviteter/{world.event.pk}/indgang/"
    registration = Registration.objects.attending().get()
    page = client.get(address).content.decode()
    assert "ikke kommet endnu" in page
    typed = {"registration": registration.pk, "act": "come", "mark": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(address, typed)["Location"] == f"{address}#r{registration.pk}"
    assert DoorMark.objects.standing().count() == 1
    client.post(address, {"registration": registration.pk})  # no button was pressed
    assert there(world) == {registration.person.name}
    client.post(address, {**typed, "act": "mistake"})
    assert not there(world)
    client.get(address)  # what was said is said
    assert "Rolle registered" not in client.get(f"{address}?q=xyz").content.decode()


def test_a_code_opens_for_those_at_the_door_alone() -> None:
    world = today()
    registration = Registration.objects.attending().get()
    address = f"/d/{door_token(registration.pk)}/"
    codes = {role: logged_in(person, "code", "mfa").get(address).status_code for role, person in world.people.items()}
    assert {role for role, code in codes.items() if code == 200} == {"host", "secretariat"}
    assert {code for role, code in codes.items() if role not in {"host", "secretariat"}} == {404}
    assert Client().get(address).status_code == 302
    client = logged_in(world["host"])
    assert not DoorMark.objects.exists()
    client.post(address, {})
    assert not DoorMark.objects.exists()
    client.post(address, {"registration": registration.pk, "act": "come"})
    assert there(world) == {registration.person.name}
    assert "Er her siden" in client.get(address).content.decode()


def test_a_code_that_is_not_ours_opens_nothing(settings) -> None:
    world = today()
    registration = Registration.objects.attending().get()
    token = door_token(registration.pk)
    assert find_guest(token) == registration
    number, proof = token.split("-", 1)
    for wrong in (f"{int(number) + 1}-{proof}", token[:-1], token.lower() + "x", f"{number}-{proof[::-1]}", "", "1-"):
        assert find_guest(wrong) is None
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 9
    assert find_guest(token) == registration
    settings.SECRET_KEY_FALLBACKS = []
    assert find_guest(token) is None
    assert logged_in(world["host"]).get(f"/d/{token}/").status_code == 404


def test_a_code_says_when_it_is_no_use_any_more() -> None:
    world = a_world(starts_at=NOW - dt.timedelta(days=40), ends_at=NOW - dt.timedelta(days=39))
    registration = Registration.objects.attending().get()
    page = logged_in(world["host"]).get(f"/d/{door_token(registration.pk)}/").content.decode()
    assert "For sent" in page or "for sent" in page
    assert 'value="come"' not in page


def test_the_picture_is_a_code_of_the_address() -> None:
    registration = registered(today().event)
    picture = door_picture(registration)
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 4_000
    assert len(door_address(registration)) < 90


def test_outcomes_are_known_once_the_event_is_over_and_somebody_stood_at_the_door() -> None:
    world = today()
    first = Registration.objects.attending().get()
    absent = registered(world.event, municipality=MunicipalityFactory())

    def outcomes(now: dt.datetime) -> dict[int, str]:
        rows = with_attendance(Registration.objects.filter(event=world.event))
        return {row.pk: outcome_of(row, event=world.event, now=now) for row in rows if row.status == "attending"}

    after = world.event.ends_at + dt.timedelta(hours=1)
    assert outcomes(after) == {first.pk: "", absent.pk: ""}
    record_acts(world.event, acts=[come(first)], by=world["host"], now=NOW)
    assert outcomes(NOW) == {first.pk: "attended", absent.pk: ""}
    assert outcomes(after) == {first.pk: "attended", absent.pk: "no_show"}
    total, rows = figures_of(world.event, now=after)
    assert (total.registered, total.attended, total.no_shows) == (2, 1, 1)
    assert sorted((row.registered, row.attended, row.no_shows) for row in rows) == [(1, 0, 1), (1, 1, 0)]
    own = attendance_of(world.host, now=after)
    assert {row.pk: outcome for rows in own.values() for row, outcome in rows} == {first.pk: "attended"}


def test_marks_are_seen_by_whom_they_concern() -> None:
    world = today()
    record_acts(world.event, acts=[come(Registration.objects.attending().get())], by=world["host"], now=NOW)
    sees = {role for role, person in world.people.items() if DoorMark.objects.visible_to(person).exists()}
    assert sees == {"registered", "host", "secretariat", "reader"}


def test_marks_follow_an_answer_that_becomes_another() -> None:
    world = today()
    first = Registration.objects.attending().get()
    second = registered(world.event)
    record_acts(world.event, acts=[come(first)], by=world["host"], now=NOW)
    move_marks(first, to=second)
    assert there(world) == {second.person.name}


@pytest.mark.parametrize("count", [1, 3])
def test_the_door_asks_the_same_number_of_times_however_many_come(count: int, django_assert_num_queries) -> None:
    world = today()
    for _ in range(count):
        row = registered(world.event, municipality=world.host)
        record_acts(world.event, acts=[come(row)], by=world["host"], now=NOW)
    client = logged_in(world["host"])
    with django_assert_num_queries(5):
        client.get(f"/aktiviteter/{world.event.pk}/indgang/")
    with django_assert_num_queries(5):
        client.get(f"/aktiviteter/{world.event.pk}/indgang/maerker/")
