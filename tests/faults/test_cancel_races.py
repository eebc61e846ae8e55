"""An event is cancelled at the moment in which people register: whoever got a place is told."""

import threading

import pytest

from events.models import Event, Registration
from events.services.cancelling import cancel_event
from events.services.notices import concerned_by, tell
from events.services.registrations import AnswerRefused, accept_invitation
from partnership.models import Letter
from tests.events.factories import NOW, EventFactory, invitation_to
from tests.faults.race import race
from tests.partnership.factories import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def told() -> set[str]:
    """Return who was told as somebody who has a place: the file takes the event out of the calendar."""
    letters = Letter.objects.filter(kind="event_cancelled", attachments__media_type__endswith="CANCEL")
    return set(letters.values_list("person__name", flat=True))


def attending() -> set[str]:
    return set(Registration.objects.attending().values_list("person__name", flat=True))


def test_whoever_got_a_place_is_told_and_who_came_too_late_is_refused() -> None:
    event, by = EventFactory(), PersonFactory(is_staff=True)
    invitations = [invitation_to(event) for _ in range(6)]
    steps = [lambda row=row: accept_invitation(row, now=NOW) for row in invitations]
    outcomes = race([*steps, lambda: cancel_event(event, reason="Sygdom", by=by, now=NOW)])
    assert all(isinstance(found, AnswerRefused) for found in outcomes if isinstance(found, Exception))
    assert told() == attending()
    assert Letter.objects.filter(kind="event_cancelled").count() == 6


def test_two_who_cancel_at_once_write_once() -> None:
    event, by = EventFactory(), PersonFactory(is_staff=True)
    for _ in range(3):
        accept_invitation(invitation_to(event), now=NOW)
    outcomes = race([lambda: cancel_event(event, reason="Sygdom", by=by, now=NOW) for _ in range(4)])
    assert sorted(outcome.letters for outcome in outcomes) == [0, 0, 0, 3]
    assert Event.objects.get().sequence == 1


def test_the_control_without_the_lock_forgets_who_registers_meanwhile() -> None:
    event = EventFactory()
    invitation = invitation_to(event)
    has_looked, has_registered = threading.Event(), threading.Event()

    def naive() -> None:
        people = concerned_by(event)
        has_looked.set()
        assert has_registered.wait(30)
        Event.objects.filter(pk=event.pk).update(cancelled_at=NOW)
        tell(
            "event_cancelled",
            event=event,
            people=people,
            values=lambda _row: {"reason": "", "state": ""},
            method="CANCEL",
            now=NOW,
        )

    def register() -> None:
        assert has_looked.wait(30)
        accept_invitation(invitation, now=NOW)
        has_registered.set()

    race([naive, register])
    assert told() != attending()
