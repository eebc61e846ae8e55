"""The practice library, readable by everybody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.models import Municipality
from partnership.models import Person
from partnership.views.documents import stored_file
from partnership.views.own import coordinated_or_404, person_of
from partnership.views.public_page import public_page
from tracks.forms.practices import QuestionForm, SearchForm, UseForm
from tracks.models import Enquiry, Practice, PracticeFile
from tracks.models.practice import HIDDEN_AFTER
from tracks.services.enquiries import asker_of, confirm_enquiry, enquire, find_enquiry
from tracks.services.practice_links import practice_path
from tracks.services.practice_search import search_practices
from tracks.services.practices import OwnPractice, state_use, take_back_use

PER_PAGE = 20


@public_page
def practice_list(request: HttpRequest) -> HttpResponse:
    """Show what is shared: all of it, or what is searched for."""
    form = SearchForm(request.GET)
    form.is_valid()
    found = search_practices(form.cleaned_data.get("q", ""), now=timezone.now(), **form.chosen())
    rows = found.with_use().select_related("municipality", "track__body", "focus_area")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("side"))
    query = request.GET.copy()
    query.pop("side", None)
    searched = any(form.cleaned_data.values())
    context = {"form": form, "page": page, "searched": searched, "query": query.urlencode()}
    return render(request, "tracks/practices.html", context)


@public_page
def practice(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show one released practice."""
    shown = Practice.objects.shown().select_related("municipality", "author", "track__body", "focus_area")
    row = get_object_or_404(shown, pk=pk)
    if slug != row.slug:
        return redirect(practice_path(row), permanent=True)
    now = timezone.now()
    own: list[Municipality] = []
    if isinstance(request.user, Person):
        coordinated = Municipality.objects.coordinated_by(request.user, on=timezone.localdate(now))
        own = [municipality for municipality in coordinated if municipality.pk != row.municipality_id]
    uses = list(row.uses.select_related("municipality").order_by("municipality__sort_key"))
    using = {use.municipality_id for use in uses}
    context = {
        "practice": row,
        "files": row.files.standing().select_related("document"),
        "uses": uses,
        "own": [(municipality, municipality.pk in using) for municipality in own],
        "outdated": row.asked_again_at is not None and row.asked_again_at <= now - HIDDEN_AFTER,
    }
    return render(request, "tracks/practice.html", context)


@login_not_required
@require_safe
def practice_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """Hand out a file of a released practice."""
    rows = PracticeFile.objects.standing().filter(practice=pk, practice__status=Practice.Status.RELEASED)
    file = get_object_or_404(rows.select_related("document"), pk=file_pk)
    return stored_file(file.document, filename=file.file_name)


@require_POST
def declare(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Count a coordinator's municipality among those that use a practice, or no longer."""
    municipality = coordinated_or_404(request, code)
    row = get_object_or_404(Practice.objects.shown(), pk=pk)
    if request.POST.get("use") == "no":
        take_back_use(row, municipality=municipality)
        messages.success(request, _("%(municipality)s no longer stands on the page.") % {"municipality": municipality})
        return redirect(practice_path(row))
    try:
        state_use(row, municipality=municipality, by=person_of(request), now=timezone.now())
    except OwnPractice as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(municipality)s now stands on the page.") % {"municipality": municipality})
    return redirect(practice_path(row))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question to the author; the answer is the same whatever came of it."""
    row = get_object_or_404(Practice.objects.shown().select_related("municipality"), pk=pk)
    form = QuestionForm(request.POST or None)
    return _enquire(request, row, form, kind=Enquiry.Kind.QUESTION)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Take from somebody without a log-in that the own municipality uses a practice."""
    row = get_object_or_404(Practice.objects.shown().select_related("municipality"), pk=pk)
    form = UseForm(request.POST or None, practice=row)
    return _enquire(request, row, form, kind=Enquiry.Kind.USE)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is confirmed; only a press on the button confirms, since mail scanners follow links."""
    enquiry = find_enquiry(token)
    context: dict[str, object] = {"enquiry": enquiry}
    if enquiry is not None:
        context["asker"] = asker_of(enquiry)
        if request.method == "POST" and request.POST.get("answer") == "confirm":
            confirm_enquiry(enquiry, now=timezone.now())
            context["done"] = True
        elif enquiry.confirmed_at is not None:
            context["done"] = True
    response = render(request, "tracks/confirm.html", context, status=200 if enquiry else 404)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _enquire(request: HttpRequest, row: Practice, form: QuestionForm | UseForm, *, kind: Enquiry.Kind) -> HttpResponse:
    context = {"practice": row, "form": form, "is_question": kind == Enquiry.Kind.QUESTION}
    if request.method == "POST" and form.is_valid():
        enquire(row, kind=kind, now=timezone.now(), **form.cleaned_data)
        return render(request, "tracks/confirm_sent.html", context)
    return render(request, "tracks/enquiry.html", context, status=422 if form.errors else 200)
