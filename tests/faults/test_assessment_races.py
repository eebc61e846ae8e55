"""Of coordinators who send in at once one does, nobody writes in what is sent in, and workers remind once."""

import threading

import pytest
from django.db import transaction

from partnership.models import Assessment, AssessmentReminder, CriterionAnswer, Letter
from partnership.services.assessment_reminders import remind_of_assessments
from partnership.services.assessments import AssessmentRefused, save_answer, submit_assessment
from partnership.services.letters import write_letter
from tests.faults.race import race
from tests.partnership.assessing import NOW, TODAY, assessing, criterion_of, round_of, written
from tests.partnership.factories import PartnershipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


@pytest.fixture
def parties():
    """A municipality with a whole draft in a round that is open."""
    partnership = PartnershipFactory()
    criterion_of(partnership)
    held = round_of(partnership)
    agreement, person = assessing(partnership)
    written(agreement, held, person)
    return agreement, held, person


def test_of_four_who_send_in_at_once_one_does(parties) -> None:
    agreement, held, person = parties
    outcomes = race([lambda: submit_assessment(agreement, held=held, by=person, now=NOW) for _ in range(4)])
    assert sorted(outcomes) == [False, False, False, True]
    assert Assessment.history.filter(status="submitted").count() == 1


def test_the_control_that_looks_before_it_sends_in_does_it_twice(parties) -> None:
    everybody_has_looked = threading.Barrier(2, timeout=30)

    def naive() -> bool:
        row = Assessment.objects.get()
        everybody_has_looked.wait()
        if row.status == "submitted":
            return False
        row.status, row.submitted_at = "submitted", NOW
        row.save()
        return True

    assert race([naive, naive]) == [True, True]
    assert Assessment.history.filter(status="submitted").count() == 2


def test_who_writes_while_it_is_sent_in_is_either_before_or_refused(parties) -> None:
    agreement, held, person = parties

    def write() -> str:
        answer = CriterionAnswer.objects.get()
        answer.text = "Rettet"
        save_answer(agreement, held=held, answer=answer, by=person, today=TODAY)
        return "written"

    outcomes = race([write, lambda: submit_assessment(agreement, held=held, by=person, now=NOW)])
    assert outcomes[1] is True
    assert outcomes[0] == "written" or isinstance(outcomes[0], AssessmentRefused), outcomes
    assert (CriterionAnswer.objects.get().text == "Rettet") == (outcomes[0] == "written")


def test_of_four_first_answers_at_once_one_assessment_comes(parties) -> None:
    _agreement, held, _person = parties
    agreement, person = assessing(held.partnership)
    criterion = held.partnership.success_criteria.get()

    def begin() -> CriterionAnswer:
        answer = CriterionAnswer(criterion=criterion, step=2, text="x")
        return save_answer(agreement, held=held, answer=answer, by=person, today=TODAY)

    outcomes = race([begin] * 4)
    assert sum(isinstance(outcome, CriterionAnswer) for outcome in outcomes) == 1
    assert Assessment.objects.filter(agreement=agreement).count() == 1


def test_workers_that_sweep_at_once_remind_once(parties) -> None:
    outcomes = race([lambda: remind_of_assessments(now=NOW) for _ in range(4)])
    assert sum(outcomes) == 1, outcomes
    assert Letter.objects.filter(kind="assessment_reminder").count() == AssessmentReminder.objects.count() == 1


def test_the_control_that_looks_before_it_reminds_writes_twice(parties) -> None:
    agreement, held, person = parties
    everybody_has_looked = threading.Barrier(2, timeout=30)

    def naive(worker: int) -> bool:
        if AssessmentReminder.objects.filter(agreement=agreement, round=held).exists():
            return False
        everybody_has_looked.wait()
        values = dict.fromkeys(("name", "municipality", "deadline", "partnership", "url"), "x")
        with transaction.atomic():
            # A key of its own: without the guard nothing says that the two are the same letter.
            write_letter("assessment_reminder", key=f"naive:{worker}", person=person, values=values, now=NOW)
        return True

    assert race([lambda worker=worker: naive(worker) for worker in range(2)]) == [True, True]
    assert Letter.objects.filter(kind="assessment_reminder").count() == 2
