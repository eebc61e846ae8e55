"""Assessments: written as a draft, sent in whole, locked, reopened with a reason; the database has the last word."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from partnership.models import Assessment, CriterionAnswer, Letter
from partnership.services.assessment_reminders import remind_of_assessments
from partnership.services.assessments import (
    AssessmentRefused,
    lock_assessment,
    owed_assessments,
    reopen_assessment,
    save_answer,
    submit_assessment,
)
from tests.partnership.assessing import NOW, TODAY, assessing, criterion_of, round_of, sent_in, written
from tests.partnership.factories import PartnershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    partnership = PartnershipFactory()
    criterion_of(partnership, 1)
    criterion_of(partnership, 2)
    return partnership


def refused(*, by: str):
    """Expect the guard of this name to refuse a write, and keep the transaction usable."""
    return pytest.raises((DatabaseError, IntegrityError), match=by)


def test_an_assessment_is_sent_in_whole_and_once(partnership) -> None:
    held = round_of(partnership)
    agreement, person = assessing(partnership)
    first, _second = written(agreement, held, person)
    first.step = None
    save_answer(agreement, held=held, answer=first, by=person, today=TODAY)
    with pytest.raises(AssessmentRefused, match="1"):
        submit_assessment(agreement, held=held, by=person, now=NOW)
    first.step = 4
    save_answer(agreement, held=held, answer=first, by=person, today=TODAY)
    assert submit_assessment(agreement, held=held, by=person, now=NOW) is True
    assert submit_assessment(agreement, held=held, by=PersonFactory(), now=NOW) is False
    row = Assessment.objects.get()
    assert (row.status, row.submitted_by, row.submitted_at) == ("submitted", person, NOW)


def test_what_is_sent_in_is_locked_until_it_is_reopened_with_a_reason(partnership) -> None:
    held = round_of(partnership)
    agreement = sent_in(partnership, held, [3])[0]
    person = agreement.municipality.coordinatorships.get().person
    answer = CriterionAnswer.objects.first()
    with pytest.raises(AssessmentRefused):
        save_answer(agreement, held=held, answer=answer, by=person, today=TODAY)
    staff = PersonFactory(is_staff=True)
    with pytest.raises(AssessmentRefused):
        reopen_assessment(agreement, held=held, because=" ", by=staff, now=NOW)
    late = NOW + dt.timedelta(days=60)
    reopen_assessment(agreement, held=held, because="Fejl i teksten", by=staff, now=late)
    reopen_assessment(agreement, held=held, because="Igen", by=staff, now=late)
    row = Assessment.objects.get()
    assert (row.status, row.submitted_at, row.reopened_because) == ("draft", None, "Fejl i teksten")
    assert "Fejl i teksten" in Letter.objects.get(kind="assessment_reopened").text
    save_answer(agreement, held=held, answer=answer, by=person, today=late.date())
    assert submit_assessment(agreement, held=held, by=person, now=late)
    assert Assessment.objects.get().reopened_at is None
    assert [record.status for record in row.history.order_by("history_id")] == [
        "draft",
        "submitted",
        "draft",
        "submitted",
    ]


@pytest.mark.parametrize(("opens", "due"), [(1, 5), (-9, -1)])
def test_nobody_writes_before_or_after_the_round(partnership, opens, due) -> None:
    held = round_of(partnership, opens=opens, due=due)
    agreement, person = assessing(partnership)
    answer = CriterionAnswer(criterion=partnership.success_criteria.first(), step=3, text="x")
    with pytest.raises(AssessmentRefused):
        save_answer(agreement, held=held, answer=answer, by=person, today=TODAY)
    assert not Assessment.objects.exists()


def test_the_database_refuses_what_the_services_would_not_do(partnership) -> None:
    held = round_of(partnership)
    agreement, person = assessing(partnership)
    answer = written(agreement, held, person)[0]
    row = Assessment.objects.get()
    with refused(by="partnership_assessment|assessment_one_per_round"), transaction.atomic():
        Assessment.objects.create(agreement=agreement, round=held)
    for step in (0, 6):
        with refused(by="criterion_answer_step_is_1_to_5"), transaction.atomic():
            CriterionAnswer.objects.filter(pk=answer.pk).update(step=step)
    CriterionAnswer.objects.filter(pk=answer.pk).update(text="")
    with refused(by="assessment_sent_in_incomplete"), transaction.atomic():
        Assessment.objects.filter(pk=row.pk).update(status="submitted", submitted_at=NOW)
    CriterionAnswer.objects.filter(pk=answer.pk).update(text="Nu er der noget")
    Assessment.objects.filter(pk=row.pk).update(status="submitted", submitted_at=NOW)
    with refused(by="assessment_answer_changed_late"), transaction.atomic():
        CriterionAnswer.objects.filter(pk=answer.pk).update(step=5)
    with refused(by="assessment_answer_dropped_late"), transaction.atomic():
        CriterionAnswer.objects.filter(pk=answer.pk).delete()
    with refused(by="assessment_of_other_partnership"), transaction.atomic():
        Assessment.objects.create(agreement=agreement, round=round_of(PartnershipFactory()))


def test_coordinators_are_reminded_twice_at_most_and_only_on_working_days(partnership) -> None:
    held = round_of(partnership, opens=-20, due=10)  # due Friday 4 December
    silent, person = assessing(partnership)
    sent_in(partnership, held, [3])
    saturday = NOW + dt.timedelta(days=4)
    assert remind_of_assessments(now=NOW) == 1
    assert remind_of_assessments(now=NOW) == 0
    assert remind_of_assessments(now=saturday) == 0
    assert remind_of_assessments(now=saturday + dt.timedelta(days=3)) == 1
    assert remind_of_assessments(now=saturday + dt.timedelta(days=5)) == 0
    letters = Letter.objects.filter(kind="assessment_reminder")
    assert [letter.person for letter in letters] == [person, person]
    assert list(silent.assessment_reminders.values_list("number", flat=True)) == [1, 2]


def test_what_is_owed_is_told_in_two_queries(partnership, django_assert_num_queries) -> None:
    held = round_of(partnership)
    agreements = [assessing(partnership)[0] for _ in range(2)] + sent_in(partnership, held, [3])
    lock_assessment(agreements[0], held=held).save()
    with django_assert_num_queries(2):
        owed = owed_assessments(agreements, now=NOW)
    assert [len(owed[agreement.pk]) for agreement in agreements] == [1, 1, 0]
    assert owed[agreements[0].pk][0].deadline == held.due_on
    assert owed[agreements[0].pk][0].text != owed[agreements[1].pk][0].text
