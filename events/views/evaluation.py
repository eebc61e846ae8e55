"""The evaluation: answered by those who were there, read in sums by those who carry the event out."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.forms.evaluation import EvaluationForm
from events.models import Evaluation, EvaluationTurn, Event, Registration
from events.services.evaluation_answers import (
    LEAST,
    SCALE,
    EvaluationRefused,
    Result,
    answer_evaluation,
    may_evaluate,
    result_sheets,
    results_of,
)
from events.services.evaluations import EvaluationUnderWay, close_evaluation, prepare_evaluation
from events.views.organising import followed_or_404, is_organiser
from partnership.models import Person
from partnership.personal import personal_page
from partnership.spreadsheet import XLSX, file_name, xlsx_bytes
from partnership.views.documents import set_apart
from partnership.views.own import person_of

#: How wide the longest bar of a chart is, how high a row is, and where bars begin; units of the picture.
_WIDEST, _ROW, _LEFT = 260, 26, 24


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its value, how many, and where it is drawn."""

    value: int
    count: int
    width: int
    top: int

    @property
    def end(self) -> int:
        """Where the number stands beside the bar."""
        return _LEFT + self.width + 8


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how the evaluation stands and, once it is closed and five have answered, what came out of it."""
    event, now = followed_or_404(request, pk), timezone.now()
    person = person_of(request)
    may_change = person.is_staff and is_organiser(person, event)
    stored = Evaluation.objects.visible_to(person).filter(event=event).first()
    if request.method == "POST":
        if not may_change:
            raise Http404
        return _change(request, event, stored)
    results = results_of(stored, now=now) if stored else None
    context = {
        "event": event,
        "evaluation": stored,
        "questions": stored.questions.all() if stored else [],
        "state": _state(stored),
        "results": results,
        "charts": [(row, bars_of(row)) for row in results.by_question] if results else [],
        "least": LEAST,
        "may_change": may_change,
    }
    return render(request, "events/evaluation.html", context)


@require_safe
def evaluation_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the results for a spreadsheet, under the same rule. Not found while there are none to show."""
    event, now = followed_or_404(request, pk), timezone.now()
    stored = get_object_or_404(Evaluation.objects.visible_to(person_of(request)), event=event)
    results = results_of(stored, now=now)
    if not results.by_question:
        raise Http404
    response = HttpResponse(xlsx_bytes(result_sheets(results)), content_type=XLSX)
    name = file_name(f"evaluering-{event.pk}", on=event.day)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    set_apart(response)
    return response


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def own_evaluation(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Let somebody who was there answer, once and anonymously."""
    now = timezone.now()
    event = get_object_or_404(Event.objects.belonging_to(person), pk=pk)
    registration = Registration.objects.belonging_to(person).filter(event=event).first()
    stored = Evaluation.objects.filter(event=pk, opened_at__isnull=False).select_related("event").first()
    form = None
    if stored is not None and registration is not None and may_evaluate(stored, registration, now=now):
        form = EvaluationForm(
            request.POST if request.method == "POST" else None, questions=list(stored.questions.all())
        )
        if request.method == "POST" and form.is_valid():
            try:
                answer_evaluation(stored, registration=registration, answers=form.answers(), now=now)
            except EvaluationRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Thank you for your answer. It is stored without your name."))
                return redirect("personal:event", pk)
    context = {
        "event": event,
        "person": person,
        "form": form,
        "answered": EvaluationTurn.objects.belonging_to(person).filter(registration=registration, has_answered=True),
        "closes_at": stored.closes_at if stored else None,
        "least": LEAST,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "events/own_evaluation.html", context, status=status)


def bars_of(result: Result) -> list[Bar]:
    """Return the bars of a scale; none for texts and for what is hidden."""
    most = max(result.counts, default=0)
    return [
        Bar(value, count, round(_WIDEST * count / most), index * _ROW)
        for index, (value, count) in enumerate(zip(SCALE, result.counts, strict=False))
    ]


def _change(request: HttpRequest, event: Event, stored: Evaluation | None) -> HttpResponse:
    match request.POST.get("step"):
        case "prepare":
            stored = prepare_evaluation(event)
            return redirect("admin:events_evaluation_change", stored.pk)
        case "close" if stored is not None:
            try:
                close_evaluation(stored, now=timezone.now())
            except EvaluationUnderWay as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("The evaluation is closed."))
    return redirect("events:evaluation", event.pk)


def _state(stored: Evaluation | None) -> str:
    now = timezone.now()
    if stored is None or stored.opened_at is None:
        return "prepared"
    return "closed" if stored.is_closed(now) else "open"
