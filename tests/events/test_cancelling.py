"""Cancelling an event and taking it back: state by state, each told once, nobody promoted or invited meanwhile."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event, Registration
from events.services.cancelling import cancel_event, plan_cancellation, plan_restoring, restore_event
from events.services.invitations import NotInvitable, send_invitations
from events.services.planning import ChangeRefused, change_event
from events.services.registrations import AnswerRefused, accept_invitation, cancel_registration, decline_invitation
from events.services.waiting_list import promote_all_waiting
from partnership.models import Letter, LogbookEntry, Person
from tests.events.factories import NOW, START, EventFactory, invitation_to
from tests.events.test_moving import everything, peopled
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
WHY = "Oplægsholderen er syg."


@pytest.fixture
def by() -> Person:
    return PersonFactory(is_staff=True)


def told(kind: str) -> dict[str, str]:
    return {letter.person.name: letter.text for letter in Letter.objects.filter(kind=kind)}


def test_cancelling_tells_all_but_those_who_declined_why_and_keeps_answers_and_page(by, client) -> None:
    event, _people = peopled()
    answers = list(Registration.objects.order_by("pk").values())
    cancel_event(event, reason=WHY, by=by, now=NOW)
    letters = told("event_cancelled")
    assert set(letters) == {"attends", "waits", "silent"}
    assert all(WHY in text and "tirsdag den 12. januar 2027" in text for text in letters.values())
    methods = {
        row.attachments.get().media_type.rpartition("=")[2] for row in Letter.objects.filter(person__name="attends")
    }
    assert methods == {"CANCEL"}
    assert list(Registration.objects.order_by("pk").values()) == answers
    page = client.get(f"/aktiviteter/{event.pk}/").content.decode()
    assert "aflyst" in page
    assert WHY in page
    entry = LogbookEntry.objects.get()
    assert (entry.kind, entry.actor, entry.reason, entry.data["letters"]) == ("event_cancelled", by, WHY, 3)


def test_both_steps_twice_change_nothing_and_a_second_time_round_writes_again(by) -> None:
    event, _people = peopled()
    steps = [("cancel", 3), ("cancel", 0), ("restore", 3), ("restore", 0), ("cancel", 3), ("restore", 3)]
    for number, (step, letters) in enumerate(steps):
        now = NOW + number * HOUR
        before = everything()
        asked = {"by": by, "now": now}
        outcome = cancel_event(event, reason=WHY, **asked) if step == "cancel" else restore_event(event, **asked)
        assert outcome.letters == letters
        assert (everything() == before) == (letters == 0)
    assert event.sequence == 4


def test_the_dry_runs_change_nothing_and_say_what_is_then_done(by) -> None:
    event, _people = peopled()
    asked = {"by": by, "now": NOW}
    before = everything()
    plan = plan_cancellation(event, reason=WHY, **asked)
    assert everything() == before
    assert plan == cancel_event(event, reason=WHY, **asked)
    assert (plan.registered, plan.waiting, plan.silent, plan.to_confirm) == (1, 1, 1, 0)
    before = everything()
    plan = plan_restoring(event, **asked)
    assert everything() == before
    assert plan == restore_event(event, **asked)
    assert (plan.registered, plan.to_confirm) == (1, 1)


def test_taking_it_back_writes_to_those_who_were_told_and_asks_them_to_confirm(by) -> None:
    event, people = peopled()
    cancel_event(event, reason=WHY, by=by, now=NOW)
    change_event(event, changes={"title": "Nyt navn"}, now=NOW)
    Person.objects.filter(pk=people["silent"].person_id).update(is_active=False)
    restore_event(event, note="Vi fandt en anden.", by=by, now=NOW + HOUR)
    letters = told("event_restored")
    assert set(letters) == {"attends", "waits"}
    assert "Vi fandt en anden." in letters["attends"]
    assert "Bekræft på din side" in letters["attends"]
    assert Registration.objects.to_confirm().get().person.name == "attends"
    assert (event.cancelled_at, event.cancellation_reason) == (None, "")


#: Step -> whether it is possible while the event is cancelled.
STEPS = {
    "accept": lambda event, people: accept_invitation(people["silent"], now=NOW),
    "decline": lambda event, people: decline_invitation(people["silent"], now=NOW),
    "give up a place": lambda event, people: cancel_registration(
        Registration.objects.get(person=people["attends"].person), now=NOW
    ),
    "invite": lambda event, people: send_invitations(event, now=NOW),
}


@pytest.mark.parametrize("step", STEPS)
def test_nobody_answers_and_nobody_is_invited_while_it_is_cancelled_and_afterwards_all_can(step, by) -> None:
    event, people = peopled()
    cancel_event(event, reason=WHY, by=by, now=NOW)
    with pytest.raises((AnswerRefused, NotInvitable)):
        STEPS[step](event, people)
    restore_event(event, by=by, now=NOW)
    STEPS[step](event, people)


def test_nobody_is_promoted_while_it_is_cancelled_but_as_soon_as_it_goes_ahead(by) -> None:
    event, people = peopled()
    cancel_event(event, reason=WHY, by=by, now=NOW)
    assert change_event(event, changes={"capacity": 2}, now=NOW).promoted == 0
    assert promote_all_waiting(now=NOW) == 0
    assert restore_event(event, by=by, now=NOW).promoted == 1
    assert Registration.objects.get(person=people["waits"].person).status == Registration.Status.ATTENDING


@pytest.mark.parametrize(("reason", "fields"), [(" ", {}), (WHY, {"ends_at": NOW - HOUR, "starts_at": NOW - 2 * HOUR})])
def test_cancelling_is_refused_without_a_reason_and_when_it_is_over(reason, fields, by) -> None:
    event = EventFactory(answer_by=None, **fields)
    with pytest.raises(ChangeRefused):
        cancel_event(event, reason=reason, by=by, now=NOW)
    assert Event.objects.get().cancelled_at is None


def test_what_has_passed_is_not_taken_back(by) -> None:
    event, _people = peopled()
    cancel_event(event, reason=WHY, by=by, now=NOW)
    with pytest.raises(ChangeRefused):
        restore_event(event, by=by, now=START)


def test_an_address_that_is_none_is_named_and_the_others_are_told(by) -> None:
    event, people = peopled()
    Person.objects.filter(pk=people["attends"].person_id).update(email="ingen adresse")
    outcome = cancel_event(event, reason=WHY, by=by, now=NOW)
    assert outcome.letters == 2
    assert len(outcome.unreachable) == 1


def test_telling_many_takes_as_many_queries_as_telling_one(by) -> None:
    counts = []
    for people in (1, 5):
        event = EventFactory()
        for _ in range(people):
            accept_invitation(invitation_to(event), now=NOW)
        with CaptureQueriesContext(connection) as captured:
            cancel_event(event, reason=WHY, by=by, now=NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1]
