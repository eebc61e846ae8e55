"""Two workers remind and send at once, and somebody answers at the same moment: one letter each, and none too many."""

from __future__ import annotations

import datetime as dt
import threading
from functools import partial

import pytest

from events.models import Event, Invitation, PlannedSending, Reminder
from events.services.invitations import send_invitations
from events.services.registrations import accept_invitation
from events.services.reminders import plan_reminders, remind_silent, send_reminders
from events.services.sendings import plan_sending, send_planned, undo_sending
from partnership.models import Letter
from tests.events.factories import NOW, EventFactory, invitation_to
from tests.events.test_invitations import event_with_audience
from tests.faults.race import race
from tests.partnership.factories import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
START = dt.datetime(2027, 3, 9, 8, 30, tzinfo=dt.UTC)
#: A week before the deadline, a Friday.
DUE = dt.datetime(2027, 1, 22, 9, tzinfo=dt.UTC)
AT = NOW + dt.timedelta(days=2)


def an_event() -> Event:
    deadline = dt.datetime(2027, 1, 29, 11, tzinfo=dt.UTC)
    return EventFactory(starts_at=START, ends_at=START + dt.timedelta(hours=6), answer_by=deadline)


def reminded() -> list[str]:
    return sorted(Letter.objects.filter(kind="reminder").values_list("person__name", flat=True))


def test_workers_that_sweep_at_once_remind_everybody_once() -> None:
    event = an_event()
    names = sorted(invitation_to(event).person.name for _ in range(3))
    outcomes = race([partial(send_reminders, now=DUE)] * 4)
    assert sorted(outcomes) == [0, 0, 0, 3]
    assert reminded() == names
    assert Reminder.objects.count() == 3


def test_the_sweep_and_a_press_at_the_same_moment_remind_once() -> None:
    event, by = an_event(), PersonFactory(is_staff=True)
    invitation_to(event)
    outcomes = race([partial(send_reminders, now=DUE), partial(remind_silent, event, now=DUE, by=by)] * 2)
    assert sorted(outcomes) == [0, 0, 0, 1]
    assert len(reminded()) == 1


def test_who_answers_at_the_moment_of_the_sweep_is_reminded_before_the_answer_or_not_at_all() -> None:
    event = an_event()
    invitations = [invitation_to(event) for _ in range(3)]
    outcomes = race(
        [partial(send_reminders, now=DUE), *(partial(accept_invitation, row, now=DUE) for row in invitations)]
    )
    assert [row for row in outcomes if isinstance(row, Exception)] == []
    # The event's lock puts them in a row: a reminder was written before the receipt of whoever got both.
    for person, pk in Letter.objects.filter(kind="reminder").values_list("person", "pk"):
        assert Letter.objects.filter(person=person).order_by("pk").first().pk == pk  # type: ignore[union-attr]
    assert outcomes[0] == len(reminded()) == Reminder.objects.count()
    assert send_reminders(now=DUE + dt.timedelta(days=5)) == 0


def test_the_control_that_looks_ahead_of_the_lock_reminds_who_has_answered() -> None:
    event = an_event()
    invitation = invitation_to(event)
    has_looked, has_answered = threading.Event(), threading.Event()

    def naive() -> int:
        silent = plan_reminders(event, now=DUE).silent
        has_looked.set()
        assert has_answered.wait(30)
        return len(silent)

    def answer() -> None:
        assert has_looked.wait(30)
        accept_invitation(invitation, now=DUE)
        has_answered.set()

    assert race([naive, answer]) == [1, None]
    assert send_reminders(now=DUE) == 0


def planned(people: int = 3) -> Event:
    event = event_with_audience(people)
    plan_sending(event, at=AT, by=PersonFactory(), now=NOW)
    return event


def test_workers_that_send_at_once_invite_everybody_once() -> None:
    planned()
    outcomes = race([partial(send_planned, now=AT)] * 4)
    assert sorted(outcomes) == [0, 0, 0, 3]
    assert Invitation.objects.count() == Letter.objects.filter(kind="invitation").count() == 3
    sending = PlannedSending.objects.get()
    assert (sending.count, sending.sent_at) == (3, AT)


def test_a_press_at_the_moment_of_the_sweep_invites_nobody_twice() -> None:
    event = planned()
    race([partial(send_planned, now=AT), partial(send_invitations, event, now=AT)] * 2)
    assert Invitation.objects.count() == Letter.objects.filter(kind="invitation").count() == 3


def test_undone_at_the_moment_of_the_sweep_it_goes_out_whole_or_not_at_all() -> None:
    event = planned()
    sent, undone = race([partial(send_planned, now=AT), partial(undo_sending, event, now=AT)])
    assert (sent, undone) in {(3, False), (0, True)}
    assert Invitation.objects.count() == sent


def test_the_control_that_looks_ahead_of_the_lock_sends_what_was_undone() -> None:
    event = planned()
    has_looked, is_undone = threading.Event(), threading.Event()

    def naive() -> int:
        due = list(PlannedSending.objects.due(AT))
        has_looked.set()
        assert is_undone.wait(30)
        return sum(send_invitations(row.event, now=AT).sent for row in due)

    def undo() -> bool:
        assert has_looked.wait(30)
        undone = undo_sending(event, now=AT)
        is_undone.set()
        return undone

    assert race([naive, undo]) == [3, True]
    assert Invitation.objects.count() == 3
