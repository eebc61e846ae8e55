"""Who coordinates for a municipality: see, invite, end, hand over."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.models import Coordinatorship, Municipality
from partnership.forms.coordinators import EndCoordinatorshipForm, InviteCoordinatorForm
from partnership.models import Person
from partnership.services.coordinators import (
    CoordinatorError,
    LastCoordinator,
    WrongDay,
    end_coordinatorship,
    hand_over_coordinatorship,
    invite_coordinator,
    is_last,
)
from partnership.views.own import coordinated_or_404, home_of, person_of, visible_or_404

_UNPROCESSABLE = 422


@require_safe
def coordinators(request: HttpRequest, code: str) -> HttpResponse:
    """Show who coordinates, who will, and who did."""
    municipality = visible_or_404(request, code)
    person, today = person_of(request), timezone.localdate()
    rows = Coordinatorship.objects.visible_to(person).filter(municipality=municipality).select_related("person")
    rows = rows.order_by(F("to_on").desc(nulls_first=True), "from_on", "pk")
    context = {
        "municipality": municipality,
        "home": home_of(municipality),
        "lasting": [row for row in rows if row.to_on is None or row.to_on > today],
        "former": [row for row in rows if row.to_on is not None and row.to_on <= today],
        "editable": set(Person.objects.editable_by(person).values_list("pk", flat=True)),
        "acts": Municipality.objects.coordinated_by(person, on=today).filter(pk=municipality.pk).exists(),
        "today": today,
    }
    return render(request, "partnership/coordinators.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Let a coordinator invite a colleague, who gets a letter."""
    municipality = coordinated_or_404(request, code)
    form = InviteCoordinatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            invited = invite_coordinator(
                municipality, **form.cleaned_data, by=person_of(request), on=timezone.localdate(now), now=now
            )
        except CoordinatorError as refusal:
            form.add_error("email", str(refusal))
        else:
            text = _("%(person)s coordinates from today and has got a mail.") % {"person": invited.person.name}
            messages.success(request, text)
            return redirect("coordinators", code)
    context = {"form": form, "municipality": municipality, "home": home_of(municipality)}
    return render(
        request, "partnership/coordinator_invite.html", context, status=_UNPROCESSABLE if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let a coordinator end the own or a colleague's time, with or without a successor."""
    municipality = coordinated_or_404(request, code)
    today = timezone.localdate()
    with transaction.atomic():
        # The parent first, as the service does: two who end each other would wait for one another otherwise.
        Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
        rows = Coordinatorship.objects.visible_to(person_of(request)).filter(municipality=municipality)
        row = get_object_or_404(rows.select_for_update(of=("self",)).select_related("person", "municipality"), pk=pk)
        if request.method != "POST" and row.to_on is not None and row.to_on <= today:
            raise Http404
        last = is_last(row, on=today)
        form = EndCoordinatorshipForm(request.POST or None, instance=row, last=last, initial={"on": today})
        if request.method == "POST" and form.is_valid() and _end(request, form, row):
            still = Municipality.objects.coordinated_by(person_of(request), on=today).filter(pk=municipality.pk)
            return redirect("coordinators", code) if still.exists() else redirect("workplace")
    context = {
        "form": form,
        "municipality": municipality,
        "home": home_of(municipality),
        "row": row,
        "last": last,
        "own": row.person_id == person_of(request).pk,
    }
    return render(request, "partnership/coordinator_end.html", context, status=_UNPROCESSABLE if form.errors else 200)


def _end(request: HttpRequest, form: EndCoordinatorshipForm, row: Coordinatorship) -> bool:
    """Hand what was filled in to its service; a refusal goes back to its field."""
    values, by, now = form.cleaned_data, person_of(request), timezone.now()
    person = row.person.name
    try:
        if values["email"]:
            new = hand_over_coordinatorship(
                row, name=values["name"], email=values["email"], on=values["on"], by=by, now=now
            )
            text = _("%(successor)s takes over from %(person)s. Both get a mail.")
            messages.success(request, text % {"successor": new.person.name, "person": person})
        else:
            known = values.get("leave_nobody", False)
            end_coordinatorship(row, on=values["on"], by=by, now=now, leave_nobody=known)
            messages.success(request, _("The end of %(person)s's time is recorded.") % {"person": person})
    except WrongDay as refusal:
        form.add_error("on", str(refusal))
        return False
    except LastCoordinator as refusal:
        form.add_error("leave_nobody" if "leave_nobody" in form.fields else None, str(refusal))
        return False
    except CoordinatorError as refusal:
        form.add_error("email" if values["email"] else None, str(refusal))
        return False
    return True
