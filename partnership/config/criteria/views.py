"""The cockpit of the success criteria: a municipality's own, the secretariat's, and both reports."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from partnership.config.criteria.charts import pictures_of
from partnership.config.criteria.evidence import evidence_of, latest_answers
from partnership.config.criteria.municipality_report import municipality_report_pdf
from partnership.config.criteria.plain import plain_words
from partnership.config.criteria.report import steering_report_pdf
from partnership.config.criteria.standing import all_standings, own_standings
from partnership.models import Agreement, AssessmentRound, Partnership, Person
from partnership.personal import personal_page
from partnership.services.assessment_writers import agreements_read_by
from partnership.services.assessments import PATHS, path_of
from partnership.services.criteria import LEAST, criteria_figures
from partnership.spreadsheet import file_name
from partnership.views.documents import made_file
from partnership.views.own import coordinates, home_for, person_of


@require_safe
def criteria(request: HttpRequest, code: str) -> HttpResponse:
    """Show a municipality's own steps beside how all spread, round by round."""
    agreement = _agreement(request, code)
    return _cockpit(request, agreement, writes=agreement.status == Agreement.Status.ACTIVE)


@personal_page
@require_safe
def own_criteria(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the same to who sits in the steering group for a municipality, through a personal link too."""
    agreements = Agreement.objects.seen_from_steering_group(person, on=timezone.localdate())
    newest = agreements.select_related("partnership", "municipality").order_by("-partnership__starts_on", "pk")
    return _cockpit(request, get_object_or_404(newest[:1]), writes=False)


@require_safe
def criteria_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Give a municipality's own report."""
    agreement, now = _agreement(request, code), timezone.now()
    with override("da"):
        content = municipality_report_pdf(agreement, now=now)
    name = file_name(f"succeskriterier-{code}", on=timezone.localdate(now), suffix="pdf")
    return made_file(content, filename=name)


@require_safe
def all_criteria(request: HttpRequest) -> HttpResponse:
    """Show the secretariat how all municipalities spread, and who has sent in."""
    if not person_of(request).is_staff:
        raise Http404
    partnership, today = _partnership(), timezone.localdate()
    figures = criteria_figures(partnership, on=today, with_open=True)
    context = {
        "partnership": partnership,
        "rounds": [(held, path_of(held), figures.answering(held), held.is_over(today)) for held in figures.rounds],
        "to_come": partnership.assessment_rounds.filter(opens_on__gt=today),
        "pictures": pictures_of(figures),
        "standings": all_standings(partnership, figures.rounds),
        "latest": figures.rounds[-1] if figures.rounds else None,
        "least": LEAST,
        "today": today,
    }
    return render(request, "partnership/criteria_all.html", context)


@require_safe
def criteria_report(request: HttpRequest, path: str) -> HttpResponse:
    """Give the report of a round to the steering group; Danish, as all papers to it."""
    if not person_of(request).is_staff or path not in PATHS:
        raise Http404
    now = timezone.now()
    # Not while it is open: two such reports would differ by the answers that came in between.
    over = AssessmentRound.objects.filter(partnership=_partnership(), due_on__lt=timezone.localdate(now))
    held = get_object_or_404(over.select_related("partnership"), kind=PATHS[path])
    with override("da"):
        content = steering_report_pdf(held, now=now, with_fees=request.user.has_perm("billing.view_invoice"))
    name = file_name(f"succeskriterier-{path}-{held.partnership.slug}", on=timezone.localdate(now), suffix="pdf")
    return made_file(content, filename=name)


def _cockpit(request: HttpRequest, agreement: Agreement, *, writes: bool) -> HttpResponse:
    today, municipality = timezone.localdate(), agreement.municipality
    figures = criteria_figures(agreement.partnership, on=today)
    pictures = pictures_of(figures, municipality=municipality.pk)
    latest = latest_answers(agreement, figures.rounds)
    evidence = evidence_of(latest.values())
    written = [latest.get(picture.criterion.pk) for picture in pictures]
    context = {
        "agreement": agreement,
        "municipality": municipality,
        "home": home_for(person_of(request), municipality) if writes else "",
        "acts": writes and coordinates(person_of(request), municipality),
        "standings": own_standings(agreement, today=today),
        "pictures": pictures,
        "built_on": [(picture, row, row and evidence[row.pk]) for picture, row in zip(pictures, written, strict=True)],
        "said": plain_words(pictures),
        "answering": figures.answering(figures.rounds[-1]) if figures.rounds else 0,
        "latest": figures.rounds[-1] if figures.rounds else None,
        "least": LEAST,
        "writes": writes,
        "today": today,
    }
    return render(request, "partnership/criteria.html", context)


def _agreement(request: HttpRequest, code: str) -> Agreement:
    """Return the municipality's newest active agreement that the person may see. Raises Http404."""
    own = agreements_read_by(person_of(request), on=timezone.localdate())
    agreements = own.select_related("partnership", "municipality")
    newest = agreements.filter(municipality__code=code).order_by("-partnership__starts_on")
    return get_object_or_404(newest[:1])


def _partnership() -> Partnership:
    """Return the newest partnership. Raises Http404 while there is none."""
    partnership = Partnership.objects.newest_first().first()
    if partnership is None:
        raise Http404
    return partnership
