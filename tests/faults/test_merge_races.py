"""Two of the secretariat merge at once, or somebody answers meanwhile: no circle, no place too many."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from events.invariants import INVARIANTS
from events.models import Registration
from events.services.registrations import accept_invitation
from partnership.config.merging import MergeRefused, Outcome, merge_people, stragglers
from partnership.models import LogbookEntry, Person
from tests.events.factories import NOW, EventFactory, invitation_to
from tests.faults.race import race
from tests.partnership.factories import PersonFactory, SeatHoldingFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def test_of_two_merges_in_opposite_directions_one_is_refused() -> None:
    first, second, by = PersonFactory(), PersonFactory(), PersonFactory(is_staff=True)
    for person in (first, second):
        SeatHoldingFactory(person=person)
    outcomes = race(
        [
            partial(merge_people, leftover, into=keeper, by=by, values={}, now=NOW)
            for leftover, keeper in [(first, second), (second, first)] * 2
        ]
    )
    # The same merge twice is harmless, so of each direction both succeed or both are refused.
    assert sum(isinstance(outcome, Outcome) for outcome in outcomes) == 2, outcomes
    assert sum(isinstance(outcome, MergeRefused) for outcome in outcomes) == 2, outcomes
    assert Person.objects.filter(merged_into__isnull=False).count() == 1
    assert stragglers() == []
    assert LogbookEntry.objects.count() == 2


def test_without_the_locks_the_two_records_point_at_each_other() -> None:
    """The control: who looks before the other has written closes both records."""
    first, second = PersonFactory(), PersonFactory()
    both_have_looked = threading.Barrier(2, timeout=30)

    def naive(leftover: Person, keeper: Person) -> int:
        assert Person.objects.get(pk=keeper.pk).merged_into is None
        both_have_looked.wait()
        return Person.objects.filter(pk=leftover.pk).update(merged_into=keeper, is_active=False)

    assert race([partial(naive, first, second), partial(naive, second, first)]) == [1, 1]
    assert not Person.objects.filter(is_active=True, pk__in=[first.pk, second.pk]).exists()


def test_a_place_that_a_merge_sets_free_is_given_once_while_others_register() -> None:
    event = EventFactory(capacity=3)
    twins = [invitation_to(event) for _ in range(2)]
    others = [invitation_to(event) for _ in range(4)]
    for invitation in twins:
        accept_invitation(invitation, now=NOW)
    merge = partial(
        merge_people, twins[0].person, into=twins[1].person, by=PersonFactory(is_staff=True), values={}, now=NOW
    )
    outcomes = race([merge, *(partial(accept_invitation, invitation, now=NOW) for invitation in others)])
    assert isinstance(outcomes[0], Outcome), outcomes
    assert all(isinstance(outcome, Registration) for outcome in outcomes[1:]), outcomes
    event.refresh_from_db()
    assert event.places_taken == Registration.objects.filter(event=event).attending().count() == 3
    assert Registration.objects.filter(event=event).waiting().count() == 2
    letters = next(rule for rule in INVARIANTS if rule.__name__ == "every_invitation_has_its_letter")
    assert [check() for check in INVARIANTS if check is not letters and not check().ok] == []
