"""The coordinator's pages for adding people to the municipality's seats: one person, or rows from a spreadsheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from municipalities.models import Municipality
from partnership.forms.roster import PasteForm, PersonForm, Preview, pack, row_forms
from partnership.models import Agreement, Partnership, Person
from partnership.services.professions import sought_by
from partnership.services.roster import MOST_PASTED, READY, enter_people
from partnership.services.roster_plan import Line, Outcome, Scope, body_names, earliest_day, plan_roster

#: Rows that can be corrected on the page at once, so that no form has more fields than the server takes.
MOST_CORRECTED = 60


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest, code: str) -> HttpResponse:
    """Add one person; the body may be chosen by the query, for example `?gruppe=leadership`."""
    scope = _own_scope(request, code)
    initial = _initial(request, scope.partnership)
    sent = request.POST if request.method == "POST" else None
    form = PersonForm(sent, partnership=scope.partnership, initial=initial)
    line = None
    if request.method == "POST":
        form.full_clean()
        row = form.row()
        from_on = form.cleaned_data.get("from_on") or earliest_day(scope.partnership, today=timezone.localdate())
        line = plan_roster([row], scope=scope, from_on=from_on)[0]
        if not form.ask_about(line):
            wanted = {row.number} if form.cleaned_data["correct"] else set()
            line = enter_people([row], scope=scope, from_on=from_on, now=timezone.now(), corrections=wanted)[0]
            if not form.ask_about(line):
                _say(request, line)
                return redirect("seats", code)
    context = _context(scope) | {"form": form, "line": line}
    return render(request, "partnership/add_person.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def paste_people(request: HttpRequest, code: str) -> HttpResponse:
    """Take pasted rows, show what will happen to each, and enter those that the coordinator confirms."""
    scope = _own_scope(request, code)
    if request.POST.get("step") in {"check", "enter"}:
        return _preview_sent(request, scope)
    form = PasteForm(request.POST or None, partnership=scope.partnership, initial=_initial(request, scope.partnership))
    if request.method == "POST" and form.is_valid():
        sheet = form.sheet(bodies=body_names(form.bodies))
        if not form.refuse_number(sheet):
            from_on = form.cleaned_data["from_on"]
            lines = plan_roster(sheet.rows, scope=scope, from_on=from_on)
            return _preview(request, scope, lines, from_on=from_on, unused=sheet.unused)
    context = _context(scope) | {"form": form}
    return render(request, "partnership/paste_people.html", context, status=422 if form.errors else 200)


def _preview_sent(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Check the rows of the preview once more, or enter them."""
    preview = Preview.from_post(request.POST, partnership=scope.partnership, most=MOST_PASTED)
    from_on = preview.from_on
    if not preview.rows:
        messages.info(request, _("All rows are left out, so nobody was added."))
        return redirect("paste_people", _code(scope))
    if request.POST["step"] == "check":
        lines = plan_roster(preview.rows, scope=scope, from_on=from_on)
        return _preview(request, scope, lines, from_on=from_on, corrections=preview.corrections)
    lines = enter_people(
        preview.rows, scope=scope, from_on=from_on, now=timezone.now(), corrections=preview.corrections
    )
    if any(line.outcome is Outcome.FAULTY for line in lines):
        return _preview(request, scope, lines, from_on=from_on)
    messages.success(request, summary(lines))
    return redirect("seats", _code(scope))


def _preview(
    request: HttpRequest,
    scope: Scope,
    lines: list[Line],
    *,
    from_on: dt.date,
    unused: list[str] | None = None,
    corrections: set[int] | None = None,
) -> HttpResponse:
    context = _context(scope) | preview_context(lines, scope=scope, corrections=corrections or set())
    context |= {"from_on": from_on, "unused": unused or []}
    return render(request, "partnership/roster_preview.html", context, status=422 if context["row_forms"] else 200)


def preview_context(lines: list[Line], *, scope: Scope, corrections: set[int]) -> dict[str, Any]:
    """Return what every preview shows: rows to correct, good ones, those with nothing to do, and who was entered."""
    with_municipality = scope.municipality is None
    faulty = [line for line in lines if line.outcome is Outcome.FAULTY]
    shown, beyond = faulty[:MOST_CORRECTED], faulty[MOST_CORRECTED:]
    bodies = list(scope.partnership.bodies.all())
    ready = [line for line in lines if line.outcome in READY]
    idle = [line for line in lines if line.outcome in {Outcome.HELD, Outcome.SAME}]
    return {
        "ready": ready,
        "idle": idle,
        "entered": [line for line in lines if line.outcome in {Outcome.ENTERED, Outcome.PROPOSED}],
        "row_forms": row_forms(shown, bodies=bodies, with_municipality=with_municipality),
        "beyond": beyond,
        "kept": pack([*ready, *idle, *beyond]),
        "with_municipality": with_municipality,
        "corrections": corrections,
        "correctable": any(line.differences and line.may_correct for line in idle),
        "summary": summary(lines),
    }


def summary(lines: list[Line]) -> str:
    """Return in a sentence how many people were added, and that they hear of it."""
    count = sum(line.outcome is Outcome.ENTERED for line in lines)
    proposed = sum(line.outcome is Outcome.PROPOSED for line in lines)
    corrected = sum(line.corrected for line in lines)
    if proposed:
        sentence = ngettext(
            "%(count)d person is nominated, and hears of it once the nomination is approved.",
            "%(count)d people are nominated, and hear of it once the nomination is approved.",
            proposed,
        ) % {"count": proposed}
        return f"{_added(count)} {sentence}" if count else sentence
    if corrected and not count:
        return ngettext(
            "The data of %(count)d person are corrected.", "The data of %(count)d people are corrected.", corrected
        ) % {"count": corrected}
    if not count:
        return _("Everybody in the list holds the seat already, so nothing was added.")
    return _added(count)


def _added(count: int) -> str:
    return ngettext(
        "%(count)d person was added and gets a mail about it.",
        "%(count)d people were added and get a mail about it.",
        count,
    ) % {"count": count}


def _say(request: HttpRequest, line: Line) -> None:
    names = {"name": line.row.name, "body": line.body}
    if line.outcome is Outcome.ENTERED:
        messages.success(request, _("%(name)s now holds a seat in “%(body)s” and gets a mail about it.") % names)
    elif line.outcome is Outcome.PROPOSED:
        text = _("%(name)s is nominated to “%(body)s”, and hears of it once the nomination is approved.")
        messages.success(request, text % names)
    elif line.corrected:
        messages.success(request, _("%(name)s's data are corrected.") % names)
    else:
        messages.info(request, _("%(name)s holds a seat in “%(body)s” already, so there was nothing to do.") % names)


def _own_scope(request: HttpRequest, code: str) -> Scope:
    """Return for whom the coordinator enters people. Raises Http404 for another's municipality, and for staff."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
    agreements = Agreement.objects.active().filter(municipality__in=own, municipality__code=code)
    agreements = agreements.select_related("partnership", "municipality").order_by("-partnership__starts_on")
    agreement = agreements.first()
    if agreement is None:
        raise Http404
    return Scope(agreement.partnership, person, agreement.municipality)


def _context(scope: Scope) -> dict[str, Any]:
    sought = sought_by(scope.partnership.bodies.all(), on=timezone.localdate())
    return {"municipality": scope.municipality, "partnership": scope.partnership, "sought": sought}


def _initial(request: HttpRequest, partnership: Partnership) -> dict[str, Any]:
    return {
        "body": request.GET.get("gruppe", ""),
        "from_on": earliest_day(partnership, today=timezone.localdate()),
    }


def _code(scope: Scope) -> str:
    assert scope.municipality is not None  # noqa: S101 -- coordinators enter people for one municipality
    return scope.municipality.code
