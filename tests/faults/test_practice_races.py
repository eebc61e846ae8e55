"""Two press at once: one letter about a release, one counted use, one answer to a question."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from partnership.models import Letter
from tests.faults.race import race
from tests.municipalities.factories import MunicipalityFactory
from tests.tracks.factories import NOW, PracticeFactory
from tracks.models import Enquiry, Practice, PracticeUse
from tracks.services.enquiries import AlreadyAnswered, answer_question
from tracks.services.practices import release_practice, state_use

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def test_a_practice_that_is_released_four_times_at_once_is_told_once() -> None:
    pk = PracticeFactory(status="submitted").pk
    outcomes = race([lambda: release_practice(Practice.objects.get(pk=pk), now=NOW)] * 4)
    assert sorted(outcomes) == [False, False, False, True]
    assert Letter.objects.count() == 1


def test_without_the_stored_status_everybody_releases() -> None:
    """The control: who looks before the others have written finds it submitted."""
    pk = PracticeFactory(status="submitted").pk
    everybody_has_read = threading.Barrier(4, timeout=30)

    def naive() -> int:
        assert Practice.objects.get(pk=pk).status == "submitted"
        everybody_has_read.wait()
        return Practice.objects.filter(pk=pk).update(status="released", released_at=NOW, confirmed_at=NOW)

    assert race([naive] * 4) == [1, 1, 1, 1]


def test_a_municipality_that_presses_four_times_at_once_counts_once() -> None:
    practice, other = PracticeFactory(), MunicipalityFactory()
    outcomes = race([partial(state_use, practice, municipality=other, by=None, now=NOW)] * 4)
    assert sorted(outcomes) == [False, False, False, True]
    assert PracticeUse.objects.count() == 1


def test_of_two_answers_at_once_one_is_sent() -> None:
    practice = PracticeFactory()
    enquiry = Enquiry.objects.create(
        practice=practice,
        kind="question",
        name="Karla",
        email="karla@udenfor.example",
        text="Hvordan?",
        asked_at=NOW,
        confirmed_at=NOW,
    )
    step = partial(answer_question, enquiry, by=practice.author, show_address=False, now=NOW)
    outcomes = race([partial(step, answer="Ja"), partial(step, answer="Nej")])
    assert sum(isinstance(outcome, AlreadyAnswered) for outcome in outcomes) == 1, outcomes
    assert Letter.objects.count() == 1
