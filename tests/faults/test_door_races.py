"""Several doors send at once: an act counts once, and whoever was marked once is there once."""

from __future__ import annotations

import threading
import uuid
from functools import partial

import pytest
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from events.models import DoorMark, EvaluationCount, EvaluationTurn, Registration
from events.services.attendance import figures_of
from events.services.door import Act, record_acts
from events.services.evaluation_answers import EvaluationRefused, answer_evaluation
from events.services.evaluations import close_evaluation, prepare_evaluation
from tests.events.evaluations import an_open_evaluation
from tests.events.organisers import a_world
from tests.faults.race import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def test_the_same_marks_from_many_requests_at_once_are_stored_once() -> None:
    world, now = a_world(), timezone.now()
    registration = Registration.objects.attending().get()
    act = Act(uuid.uuid4(), registration.pk, now)
    outcomes = race([partial(record_acts, world.event, acts=[act], by=world["host"], now=now)] * 6)
    assert outcomes == [[]] * 6
    assert DoorMark.objects.count() == 1


def test_two_doors_that_mark_the_same_person_count_one() -> None:
    world, now = a_world(), timezone.now()
    registration = Registration.objects.attending().get()
    acts = [Act(uuid.uuid4(), registration.pk, now) for _ in range(6)]
    outcomes = race([partial(record_acts, world.event, acts=[act], by=world["host"], now=now) for act in acts])
    assert outcomes == [[]] * 6
    assert DoorMark.objects.standing().count() == 6
    assert figures_of(world.event, now=now)[0].attended == 1


def test_without_the_id_that_the_door_made_the_same_mark_is_stored_many_times() -> None:
    """The control: look first, then write, and every request that looked in time writes."""
    world, now = a_world(), timezone.now()
    registration = Registration.objects.attending().get()
    everybody_has_read = threading.Barrier(6, timeout=30)

    def naive() -> None:
        is_new = not DoorMark.objects.filter(registration=registration).exists()
        everybody_has_read.wait()
        if is_new:
            DoorMark.objects.create(registration=registration, marked_at=now, marked_by=world["host"], received_at=now)

    assert race([naive] * 6) == [None] * 6
    assert DoorMark.objects.count() == 6


def test_the_database_alone_refuses_a_mark_of_the_same_id() -> None:
    world, now = a_world(), timezone.now()
    registration = Registration.objects.attending().get()
    number = uuid.uuid4()
    fields = {"registration": registration, "marked_at": now, "marked_by": world["host"], "received_at": now}
    outcomes = race([partial(DoorMark.objects.create, pk=number, **fields)] * 4)
    assert sum(isinstance(outcome, DoorMark) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 3, outcomes


def test_an_evaluation_that_is_sent_many_times_at_once_counts_once() -> None:
    evaluation, rows = an_open_evaluation(1)
    answer = partial(answer_evaluation, evaluation, registration=rows[0], answers={1: 4, 5: "Godt"}, now=timezone.now())
    outcomes = race([answer] * 6)
    assert sum(outcome is None for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, EvaluationRefused) for outcome in outcomes) == 5, outcomes
    assert sum(EvaluationCount.objects.values_list("count", flat=True)) == 1
    assert EvaluationTurn.objects.get().has_answered


def test_people_who_answer_at_once_are_all_counted_and_no_text_is_lost() -> None:
    evaluation, rows = an_open_evaluation(6)
    now = timezone.now()
    steps = [
        partial(answer_evaluation, evaluation, registration=row, answers={1: 4, 5: f"Tekst {number}"}, now=now)
        for number, row in enumerate(rows)
    ]
    assert race(steps) == [None] * 6
    assert EvaluationCount.objects.get(question__number=1, value=4).count == 6
    texts = prepare_evaluation(evaluation.event).questions.get(number=5).texts.values_list("text", flat=True)
    assert set(texts) == {f"Tekst {number}" for number in range(6)}
    assert close_evaluation(evaluation, now=now)


def test_without_the_conditional_change_an_answer_counts_many_times() -> None:
    """The control: look first, then count, and every request that looked in time counts."""
    evaluation, _rows = an_open_evaluation(1)
    everybody_has_read = threading.Barrier(6, timeout=30)
    sums = EvaluationCount.objects.filter(question__number=1, question__evaluation=evaluation, value=4)

    def naive() -> None:
        may = not EvaluationTurn.objects.filter(has_answered=True).exists()
        everybody_has_read.wait()
        if may:
            EvaluationTurn.objects.update(has_answered=True)
            sums.update(count=F("count") + 1)

    assert race([naive] * 6) == [None] * 6
    assert sums.get().count == 6
