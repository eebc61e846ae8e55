"""A municipality's assessment: what is written and what is missing, one criterion at a time, and sent in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.services.evidence import events_to_point_at, point_at_event
from partnership.config.criteria.evidence import Evidence, evidence_of
from partnership.config.criteria.forms import EvidencedAnswerForm
from partnership.forms.assessment import ReopenForm
from partnership.models import Agreement, Assessment, AssessmentRound, CriterionAnswer, SuccessCriterion
from partnership.services.assessment_writers import agreements_read_by, agreements_written_by
from partnership.services.assessments import (
    PATHS,
    AssessmentRefused,
    lock_assessment,
    path_of,
    refuse_unwritable,
    reopen_assessment,
    save_answer,
    submit_assessment,
)
from partnership.views.own import coordinated_or_404, coordinates, home_for, person_of
from tracks.services.evidence import point_at_practice, practices_to_point_at


@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, code: str, path: str) -> HttpResponse:
    """Show all criteria with what is written; on POST send the assessment in."""
    agreement, held = assessed_or_404(request, code, path)
    fault, status = "", 200
    if request.method == "POST":
        coordinated_or_404(request, code)
        try:
            submit_assessment(agreement, held=held, by=person_of(request), now=timezone.now())
        except AssessmentRefused as refusal:
            fault, status = str(refusal), 422
        else:
            messages.success(request, _("The assessment is sent in. Thank you!"))
            return redirect("assessment", code, path)
    row = _assessment_of(agreement, held)
    answers = {answer.criterion_id: answer for answer in row.answers.select_related("changed_by")} if row.pk else {}
    pointed_at = evidence_of(answers.values())
    criteria = SuccessCriterion.objects.filter(partnership=held.partnership_id).prefetch_related("goals")
    rows = []
    for criterion in criteria.order_by("number"):
        written = answers.get(criterion.pk)
        rows.append((criterion, written, pointed_at.get(written.pk) if written else None))
    context = _context(request, agreement, held, row) | {
        "rows": rows,
        "written": bool(answers),
        "complete": sum(1 for answer in answers.values() if answer.is_complete),
        "fault": fault,
    }
    return render(request, "partnership/assessment.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str, path: str, number: int) -> HttpResponse:
    """Show what is written about one criterion, and store it."""
    agreement, held = assessed_or_404(request, code, path)
    if not agreements_written_by(person_of(request), on=timezone.localdate()).filter(pk=agreement.pk).exists():
        raise Http404
    criterion = get_object_or_404(
        SuccessCriterion.objects.prefetch_related("goals"), partnership=held.partnership_id, number=number
    )
    now, fault = timezone.now(), ""
    with transaction.atomic():
        row = lock_assessment(agreement, held=held)
        stored = row.answers.filter(criterion=criterion).first() if row.pk else None
        instance = stored or CriterionAnswer(criterion=criterion)
        form = EvidencedAnswerForm(
            request.POST or None,
            instance=instance,
            agreement=agreement,
            events=events_to_point_at(agreement, now=now),
            practices=practices_to_point_at(agreement),
            evidence=evidence_of([stored])[stored.pk] if stored else Evidence(),
        )
        try:
            refuse_unwritable(row, today=timezone.localdate(now))
            if request.method == "POST" and form.is_valid():
                written = form.save(commit=False)
                save_answer(agreement, held=held, answer=written, by=person_of(request), today=timezone.localdate(now))
                point_at_event(written, event=form.chosen_event())
                point_at_practice(written, practice=form.chosen_practice())
                messages.success(request, _("Criterion %(number)s is saved.") % {"number": number})
                return _onwards(request, agreement, held, number)
        except AssessmentRefused as refusal:
            fault = str(refusal)
    context = _context(request, agreement, held, row) | {"criterion": criterion, "form": form, "fault": fault}
    status = 409 if fault and request.method == "POST" else 422 if form.errors else 200
    return render(request, "partnership/assessment_answer.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, code: str, path: str) -> HttpResponse:
    """Let the secretariat open a municipality's assessment again, with a reason."""
    if not request.user.has_perm("partnership.change_assessment"):
        raise PermissionDenied
    agreement, held = assessed_or_404(request, code, path)
    form, status = ReopenForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        try:
            reopen_assessment(agreement, held=held, because=because, by=person_of(request), now=timezone.now())
        except AssessmentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The assessment is open again, and the coordinators get a mail."))
            return redirect("assessment", code, path)
    if form.errors:
        status = 422
    context = _context(request, agreement, held, _assessment_of(agreement, held)) | {"form": form}
    return render(request, "partnership/assessment_reopen.html", context, status=status)


def assessed_or_404(request: HttpRequest, code: str, path: str) -> tuple[Agreement, AssessmentRound]:
    """Return the newest agreement whose assessment the person may read, and the round that the address names."""
    readable = agreements_read_by(person_of(request), on=timezone.localdate())
    agreements = readable.filter(municipality__code=code)
    newest = agreements.select_related("partnership", "municipality").order_by("-partnership__starts_on")
    agreement = get_object_or_404(newest[:1])
    if path not in PATHS:
        raise Http404
    held = get_object_or_404(AssessmentRound, partnership=agreement.partnership_id, kind=PATHS[path])
    return agreement, held


def _assessment_of(agreement: Agreement, held: AssessmentRound) -> Assessment:
    stored = Assessment.objects.filter(agreement=agreement, round=held).select_related("submitted_by", "reopened_by")
    found = stored.first() or Assessment(agreement=agreement)
    found.round = held
    return found


def _context(request: HttpRequest, agreement: Agreement, held: AssessmentRound, row: Assessment) -> dict[str, object]:
    person, today = person_of(request), timezone.localdate()
    municipality = agreement.municipality
    return {
        "agreement": agreement,
        "municipality": municipality,
        "home": home_for(person, municipality),
        "held": held,
        "path": path_of(held),
        "assessment": row,
        "writable": row.is_writable(today),
        "acts": coordinates(person, municipality),
        "writes": agreements_written_by(person, on=today).filter(pk=agreement.pk).exists(),
        "may_reopen": person.has_perm("partnership.change_assessment") and not row.is_writable(today),
        "today": today,
    }


def _onwards(request: HttpRequest, agreement: Agreement, held: AssessmentRound, number: int) -> HttpResponse:
    """Go on to the next criterion where asked, else to all of them."""
    code, path = agreement.municipality.code, path_of(held)
    later = SuccessCriterion.objects.filter(partnership=held.partnership_id, number__gt=number).order_by("number")
    following = later.first() if "next" in request.POST else None
    return (
        redirect("assessment_answer", code, path, following.number) if following else redirect("assessment", code, path)
    )
