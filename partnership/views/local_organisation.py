"""The local project organisation: written by a municipality's coordinators, read by those who take part."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.models import Municipality, Region, RegionMembership
from partnership.forms.local_organisation import LocalOrganisationForm, LocalProjectSearchForm, initial_of
from partnership.models import Agreement, LocalOrganisation, Person
from partnership.personal import personal_page
from partnership.services.local_organisation import (
    ChangedMeanwhile,
    entries_of,
    find_local_projects,
    partnership_of,
    save_local_organisation,
    stored_organisation,
)


@require_http_methods(["GET", "HEAD", "POST"])
def local_organisation(request: HttpRequest, code: str) -> HttpResponse:
    """Show the coordinator all focus areas on one form, and store it."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    agreement = _own_agreement(person, code)
    areas = list(agreement.partnership.focus_areas.all())
    if request.method != "POST":
        stored = stored_organisation(agreement)
        form = LocalOrganisationForm(initial=initial_of(stored, areas=areas), areas=areas)
        return _form_page(request, agreement, form)
    form = LocalOrganisationForm(request.POST, areas=areas)
    if not form.is_valid():
        return _form_page(request, agreement, form, status=422)
    try:
        save_local_organisation(
            agreement,
            seen_version=form.cleaned_data["version"],
            is_shown=form.cleaned_data["is_shown"],
            entries=form.entries(),
            by=person,
            now=timezone.now(),
        )
    except ChangedMeanwhile as change:
        return _conflict_page(request, agreement, change.stored)
    messages.success(request, _("The local organisation is saved."))
    return redirect("local_organisation", code)


@personal_page
@require_safe
def local_projects(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what the municipalities work on at home, as far as they show it; nothing to who takes part in nothing."""
    today = timezone.localdate()
    partnership = partnership_of(person, on=today)
    if partnership is None:
        raise Http404
    regions = Region.objects.filter(pk__in=RegionMembership.objects.in_force_on(today).values("region"))
    form = LocalProjectSearchForm(
        request.GET,
        regions=list(regions.order_by("name").values_list("slug", "name")),
        areas=list(partnership.focus_areas.all()),
    )
    form.is_valid()  # a choice that does not exist is no choice
    words, region, area = (form.cleaned_data.get(name) for name in ("q", "region", "area"))
    own = Municipality.objects.coordinated_by(person, on=today).filter(
        pk__in=Agreement.objects.active().filter(partnership=partnership).values("municipality")
    )
    context = {
        "partnership": partnership,
        "form": form,
        "is_search": bool(words or region or area),
        "found": find_local_projects(
            person, partnership=partnership, on=today, words=words or "", region=region or "", area=area
        ),
        "shown": LocalOrganisation.objects.filter(
            agreement__in=Agreement.objects.active().filter(partnership=partnership), is_shown=True
        ).count(),
        "taking_part": Agreement.objects.active().filter(partnership=partnership).count(),
        "own": list(own),
    }
    return render(request, "partnership/local_projects.html", context)


def _own_agreement(person: Person, code: str) -> Agreement:
    """Return the newest active agreement of a municipality that the person coordinates for. Raises Http404."""
    own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
    agreements = Agreement.objects.active().filter(municipality__in=own).select_related("partnership", "municipality")
    return get_object_or_404(agreements.order_by("-partnership__starts_on"), municipality__code=code)


def _conflict_page(request: HttpRequest, agreement: Agreement, stored: LocalOrganisation) -> HttpResponse:
    """Show what the person typed beside what is stored now; saving once more replaces it knowingly."""
    typed = request.POST.copy()
    typed["version"] = str(stored.version)
    form = LocalOrganisationForm(typed, areas=list(agreement.partnership.focus_areas.all()))
    form.is_valid()  # it was a moment ago
    return _form_page(request, agreement, form, conflict=stored, status=409)


def _form_page(
    request: HttpRequest,
    agreement: Agreement,
    form: LocalOrganisationForm,
    *,
    conflict: LocalOrganisation | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "agreement": agreement,
        "municipality": agreement.municipality,
        "form": form,
        "rows": form.rows(entries_of(conflict) if conflict else None),
        "conflict": conflict,
    }
    return render(request, "partnership/local_organisation.html", context, status=status)
