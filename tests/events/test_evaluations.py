"""The evaluation: it opens, asks, reminds once and closes by itself; answers are anonymous and never shown below five."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from events.models import (
    Evaluation,
    EvaluationCount,
    EvaluationQuestion,
    EvaluationText,
    EvaluationTurn,
)
from events.services.door import Act, record_acts
from events.services.evaluation_answers import EvaluationRefused, answer_evaluation, move_turn, results_of
from events.services.evaluations import EvaluationUnderWay, close_evaluation, prepare_evaluation, tend_evaluations
from partnership.models import Letter
from partnership.services.links import token_of
from partnership.text import COPENHAGEN
from tests.events.evaluations import an_open_evaluation, answered
from tests.events.factories import EventFactory
from tests.events.organisers import World, a_world, registered
from tests.partnership.logging_in import logged_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def local(day: int, hour: int, *, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, 0, tzinfo=COPENHAGEN)


#: A Friday with an event until 15, then the next Monday and the Monday after that, all at ten.
ENDS, FRIDAY, SATURDAY, MONDAY, A_WEEK_LATER = (
    local(6, 15),
    local(6, 16),
    local(7, 10),
    local(9, 10),
    local(16, 10),
)


def held(**event: object) -> Evaluation:
    held = EventFactory(starts_at=ENDS - dt.timedelta(hours=6), ends_at=ENDS, answer_by=None, **event)
    for _ in range(3):
        registered(held)
    return prepare_evaluation(held)


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def test_it_opens_asks_reminds_once_and_closes_by_itself() -> None:
    evaluation = held()
    assert tend_evaluations(now=ENDS - dt.timedelta(minutes=1)) == 0
    evaluation.refresh_from_db()
    assert evaluation.opened_at is None
    assert tend_evaluations(now=local(6, 18)) == 0  # too late in the day to write
    evaluation.refresh_from_db()
    assert evaluation.is_open(local(6, 18))
    assert tend_evaluations(now=SATURDAY) == 0
    assert tend_evaluations(now=MONDAY) == 3
    assert tend_evaluations(now=MONDAY + dt.timedelta(hours=1)) == 0
    answer_evaluation(evaluation, registration=evaluation.event.registrations.first(), answers={1: 3}, now=MONDAY)
    assert tend_evaluations(now=A_WEEK_LATER - dt.timedelta(days=3)) == 0
    assert tend_evaluations(now=A_WEEK_LATER) == 2
    assert tend_evaluations(now=A_WEEK_LATER + dt.timedelta(hours=2)) == 0
    assert kinds() == ["evaluation"] * 3 + ["evaluation_reminder"] * 2
    evaluation.refresh_from_db()
    assert evaluation.closes_at == MONDAY + dt.timedelta(days=14)
    with pytest.raises(EvaluationRefused):
        last = evaluation.event.registrations.last()
        answer_evaluation(evaluation, registration=last, answers={1: 3}, now=evaluation.closes_at)
    assert tend_evaluations(now=evaluation.closes_at + dt.timedelta(days=1)) == 0


@pytest.mark.parametrize("event", [{"cancelled_at": ENDS}, {"published_at": None}, {"date_is_tentative": True}])
def test_nobody_is_asked_about_what_did_not_take_place(event: dict[str, object]) -> None:
    held(**event)
    assert tend_evaluations(now=MONDAY) == 0
    assert not Evaluation.objects.filter(opened_at__isnull=False).exists()


def test_where_somebody_stood_at_the_door_those_who_came_are_asked_and_latecomers_later() -> None:
    world = a_world(starts_at=ENDS - dt.timedelta(hours=6), ends_at=ENDS)
    came, late, _absent = world.event.registrations.attending().get(), registered(world.event), registered(world.event)

    def mark(row: object, moment: dt.datetime) -> None:
        act = Act(EvaluationText().id, row.pk, ENDS)
        record_acts(world.event, acts=[act], by=world["host"], now=moment)

    mark(came, ENDS)
    assert tend_evaluations(now=MONDAY) == 1
    mark(late, MONDAY)
    assert tend_evaluations(now=MONDAY + dt.timedelta(hours=1)) == 1
    assert set(EvaluationTurn.objects.values_list("registration", flat=True)) == {came.pk, late.pk}


def test_the_link_of_the_letter_leads_to_the_form_and_an_answer_counts_once(client: Client) -> None:
    now = timezone.now()
    held = EventFactory(starts_at=now - dt.timedelta(hours=9), ends_at=now - dt.timedelta(hours=3), answer_by=None)
    row = registered(held)
    with transaction.atomic():
        evaluation = prepare_evaluation(held)
    noon = dt.datetime.combine(held.day + dt.timedelta(days=1), dt.time(12), tzinfo=COPENHAGEN)
    while not tend_evaluations(now=noon):
        noon += dt.timedelta(days=1)
    Evaluation.objects.update(opened_at=now - dt.timedelta(hours=1))
    link = EvaluationTurn.objects.get().link
    answer = client.get(f"/i/{token_of(link)}/")
    assert answer["Location"] == f"/min-side/aktiviteter/{held.pk}/evaluering/"
    page = client.get(answer["Location"]).content.decode()
    assert "Indholdet var relevant" in page
    assert client.post(answer["Location"], {}).status_code == 422
    assert client.post(answer["Location"], {"q1": "9"}).status_code == 422
    assert not EvaluationTurn.objects.filter(has_answered=True).exists()
    assert client.post(answer["Location"], {"q1": "4", "q5": "Alt var godt"}).status_code == 302
    client.post(answer["Location"], {"q1": "1", "q5": "En gang til"})
    assert EvaluationText.objects.get().text == "Alt var godt"
    assert sum(EvaluationCount.objects.values_list("count", flat=True)) == 1
    assert "Du har svaret" in client.get(answer["Location"]).content.decode()
    assert evaluation.turns.get().registration == row


def test_nothing_that_is_stored_of_an_answer_names_a_person_or_a_time() -> None:
    evaluation = answered(6, texts=6)
    people = {name.name for name in EvaluationTurn._meta.get_fields()}
    assert people == {"id", "evaluation", "registration", "link", "has_answered", "is_reminded"}
    for model in (EvaluationCount, EvaluationText):
        fields = {field.name: field for field in model._meta.get_fields()}
        assert set(fields) <= {"id", "question", "value", "count", "text"}
    before = list(EvaluationText.objects.values_list("id", flat=True))
    texts = [row.text for row in EvaluationText.objects.order_by("id")]
    assert len(set(before)) == 6
    assert set(texts) == {f"Tekst {number}" for number in range(6)}
    assert evaluation.turns.count() == 6


def test_every_text_is_written_anew_with_each_answer() -> None:
    evaluation, rows = an_open_evaluation(2)
    answer_evaluation(evaluation, registration=rows[0], answers={5: "Første"}, now=timezone.now())
    first = EvaluationText.objects.get().id
    answer_evaluation(evaluation, registration=rows[1], answers={5: "Anden"}, now=timezone.now())
    assert first not in set(EvaluationText.objects.values_list("id", flat=True))


@pytest.mark.parametrize(("count", "texts", "shown"), [(4, 4, False), (5, 5, True)])
def test_four_answers_are_never_shown_and_five_are(count: int, texts: int, shown: bool) -> None:
    evaluation = answered(count, of=9, texts=texts)
    world = a_world()
    client = logged_in(world["secretariat"], "code", "mfa")
    page = client.get(f"/aktiviteter/{evaluation.event_id}/evaluering/").content.decode()
    file = client.get(f"/aktiviteter/{evaluation.event_id}/evaluering.xlsx")
    assert f"{count} af 9 har svaret" in page
    assert ("<svg" in page, "Tekst 0" in page, file.status_code) == (shown, shown, 200 if shown else 404)
    if shown:
        results, comments = load_workbook(BytesIO(file.content)).worksheets
        assert [cell.value for cell in results[2]][1:7] == [1, 1, 1, 1, 1, 5]
        assert {row[1].value for row in comments.iter_rows(min_row=2)} == {f"Tekst {n}" for n in range(5)}


def test_a_question_that_four_answered_is_hidden_among_others() -> None:
    evaluation = answered(6, texts=4)
    results = {row.question.number: row for row in results_of(evaluation, now=timezone.now()).by_question}
    assert results[1].answers == 6
    assert (results[5].is_hidden, results[5].texts, results[6].is_hidden) == (True, (), True)
    world = a_world()
    client = logged_in(world["reader"], "code", "mfa")
    page = client.get(f"/aktiviteter/{evaluation.event_id}/evaluering/").content.decode()
    assert "Tekst" not in page
    file = load_workbook(BytesIO(client.get(f"/aktiviteter/{evaluation.event_id}/evaluering.xlsx").content))
    assert not any("Tekst" in str(cell.value) for sheet in file.worksheets for row in sheet.iter_rows() for cell in row)


def test_nothing_is_shown_while_it_runs_so_that_no_two_looks_differ_by_one_answer() -> None:
    evaluation = answered(6, texts=6, closed=False)
    assert results_of(evaluation, now=timezone.now()).by_question == []
    assert close_evaluation(evaluation, now=timezone.now())
    assert not close_evaluation(evaluation, now=timezone.now())
    evaluation.refresh_from_db()
    assert len(results_of(evaluation, now=timezone.now()).by_question) == 6


def test_questions_can_be_changed_until_it_opens_and_not_by_anybody_after() -> None:
    evaluation = prepare_evaluation(EventFactory())
    question = evaluation.questions.get(number=1)
    question.text = "Var der kaffe?"
    question.save()
    with pytest.raises(EvaluationUnderWay):
        close_evaluation(evaluation, now=NOW)
    opened, _rows = an_open_evaluation(1)
    for change in (
        lambda: opened.questions.filter(number=1).update(text="x"),
        lambda: opened.questions.filter(number=6).delete(),
        lambda: EvaluationQuestion.objects.create(evaluation=opened, number=9, text="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_secretariat_changes_questions_and_the_host_only_looks() -> None:
    world: World = a_world(starts_at=NOW + dt.timedelta(days=3), ends_at=NOW + dt.timedelta(days=3, hours=5))
    address = f"/aktiviteter/{world.event.pk}/evaluering/"
    assert logged_in(world["host"]).get(address).status_code == 200
    assert logged_in(world["host"]).post(address, {"step": "prepare"}).status_code == 404
    assert logged_in(world["stranger"]).get(address).status_code == 404
    client = logged_in(world["secretariat"], "code", "mfa")
    answer = client.post(address, {"step": "prepare"})
    evaluation = Evaluation.objects.get()
    assert answer["Location"] == f"/admin/events/evaluation/{evaluation.pk}/change/"
    assert client.get(answer["Location"]).status_code == 200
    assert evaluation.questions.count() == 6


def test_who_was_not_there_cannot_answer() -> None:
    evaluation, _rows = an_open_evaluation(1)
    stranger = registered(a_world().event)
    with pytest.raises(EvaluationRefused):
        answer_evaluation(evaluation, registration=stranger, answers={1: 3}, now=timezone.now())


def test_two_turns_of_one_person_become_one() -> None:
    _evaluation, rows = an_open_evaluation(2)
    EvaluationTurn.objects.filter(registration=rows[0]).update(has_answered=True)
    move_turn(rows[0], to=rows[1])
    assert EvaluationTurn.objects.get().has_answered
    move_turn(rows[1], to=rows[0])
    assert EvaluationTurn.objects.get().registration == rows[0]
    move_turn(rows[1], to=rows[0])


@pytest.mark.parametrize("count", [1, 3])
def test_tending_asks_the_same_number_of_times_however_many_are_asked(count: int, django_assert_num_queries) -> None:
    evaluation = held()
    for _ in range(count):
        registered(evaluation.event)
    with django_assert_num_queries(20):
        tend_evaluations(now=MONDAY)
