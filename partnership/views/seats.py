"""The municipality's one screen for its seats: see them all, swap, vacate, plan, and name who approves."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.models import Municipality
from partnership import text
from partnership.forms.seats import ApproverForm, DayForm, SwapForm
from partnership.machine import WrongStatus
from partnership.models import Agreement, Approver, Body, Nomination, Person, Seat, SeatHolding
from partnership.models.agreement import AgreementQuerySet
from partnership.services.nominations import Proposal, name_approver, propose_successor, withdraw_nomination
from partnership.services.seat_board import seat_board
from partnership.services.seats import SeatError, cancel_plan, vacate_seat


@require_safe
def seats(request: HttpRequest, code: str) -> HttpResponse:
    """Show all bodies and all seats of a municipality: who, since when, what is planned, awaited and missing."""
    agreements = list(_agreements(request, code))
    if not agreements:
        raise Http404
    boards = [(agreement, seat_board(agreement, on=timezone.localdate())) for agreement in agreements]
    rows = [row for agreement, board in boards for row in board]
    municipality = agreements[0].municipality
    context = {
        "municipality": municipality,
        "boards": boards,
        "may_change": _coordinates(request, municipality),
        "missing": sum(row.missing for row in rows),
        "awaiting": sum(seat.nomination is not None for row in rows for seat in row.seats),
    }
    return render(request, "partnership/seats.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let somebody take a seat over from now on; the same page leads on when it is for this time only."""
    seat, holding = _held_seat(request, code, pk)
    earliest = max(timezone.localdate(), holding.from_on)
    form = SwapForm(
        request.POST or None,
        municipality=seat.municipality,
        besides=holding.person,
        earliest=earliest,
        initial={"on": max(earliest, holding.to_on or earliest)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            on = form.cleaned_data["on"]
            proposal = propose_successor(seat, person=form.who(), on=on, by=_person(request), now=timezone.now())
        except SeatError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _receipt(proposal, holding))
            return redirect("seats", code)
    context = {"seat": seat, "municipality": seat.municipality, "holding": holding, "form": form}
    return render(request, "partnership/seat_swap.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def vacate(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let a seat fall vacant from a day on."""
    seat, holding = _held_seat(request, code, pk)
    if holding.to_on is not None:
        raise Http404
    earliest = max(timezone.localdate(), holding.from_on)
    form = DayForm(request.POST or None, earliest=earliest, initial={"on": earliest})
    if request.method == "POST" and form.is_valid():
        try:
            vacate_seat(seat, on=form.cleaned_data["on"])
        except SeatError as refusal:
            form.add_error(None, str(refusal))
        else:
            values = {"person": holding.person.name, "day": text.day(form.cleaned_data["on"])}
            messages.success(request, _("The seat of %(person)s is vacant from %(day)s.") % values)
            return redirect("seats", code)
    context = {"seat": seat, "municipality": seat.municipality, "holding": holding, "form": form}
    return render(request, "partnership/seat_vacate.html", context, status=422 if form.errors else 200)


@require_POST
def cancel_seat_plan(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take back what is planned for a seat."""
    seat = _seat(request, code, pk)
    try:
        changed = cancel_plan(seat, today=timezone.localdate())
    except SeatError as refusal:
        messages.error(request, str(refusal))
    else:
        if changed:
            messages.success(request, _("What was planned for the seat is taken back."))
    return redirect("seats", code)


@require_POST
def withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a nomination back that awaits approval."""
    municipality = _own_municipality(request, code)
    nominations = Nomination.objects.visible_to(_person(request)).filter(seat__municipality=municipality)
    nomination = get_object_or_404(nominations.select_related("person"), pk=pk)
    try:
        withdraw_nomination(nomination, now=timezone.now())
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("The nomination of %(person)s is withdrawn.")
        messages.success(request, said % {"person": nomination.person.name})
    return redirect("seats", code)


@require_http_methods(["GET", "HEAD", "POST"])
def approver(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say who approves the nominations to a body."""
    municipality = _own_municipality(request, code)
    partnerships = _agreements(request, code).values("partnership")
    body = get_object_or_404(Body, pk=pk, partnership__in=partnerships, approval_required=True)
    named = Approver.objects.filter(municipality=municipality, body=body).first()
    form = ApproverForm(request.POST or None, initial={"name": named.name, "email": named.email} if named else None)
    if request.method == "POST" and form.is_valid():
        try:
            name_approver(municipality, body=body, **form.cleaned_data, now=timezone.now())
        except SeatError as refusal:
            form.add_error(None, str(refusal))
        else:
            values = {"person": form.cleaned_data["name"], "body": body}
            messages.success(request, _("%(person)s approves your nominations to “%(body)s”.") % values)
            return redirect("seats", code)
    context = {"municipality": municipality, "body": body, "form": form}
    return render(request, "partnership/approver.html", context, status=422 if form.errors else 200)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    return request.user


def _coordinates(request: HttpRequest, municipality: Municipality) -> bool:
    own = Municipality.objects.coordinated_by(_person(request), on=timezone.localdate())
    return own.filter(pk=municipality.pk).exists()


def _agreements(request: HttpRequest, code: str) -> AgreementQuerySet:
    """Return the agreements under which the municipality takes part now, the newest partnership first."""
    agreements = Agreement.objects.visible_to(_person(request)).active().filter(municipality__code=code)
    return agreements.select_related("partnership", "municipality").order_by("-partnership__starts_on", "-pk")


def _own_municipality(request: HttpRequest, code: str) -> Municipality:
    """Return whom the person coordinates for: the secretariat sees the page, and changes seats in the admin site."""
    own = Municipality.objects.coordinated_by(_person(request), on=timezone.localdate())
    return get_object_or_404(own, code=code)


def _seat(request: HttpRequest, code: str, pk: int) -> Seat:
    municipality = _own_municipality(request, code)
    partnerships = _agreements(request, code).values("partnership")
    seats_here = Seat.objects.filter(municipality=municipality, body__partnership__in=partnerships)
    return get_object_or_404(seats_here.select_related("body__partnership", "municipality"), pk=pk)


def _held_seat(request: HttpRequest, code: str, pk: int) -> tuple[Seat, SeatHolding]:
    """Return a seat with its last holding, which a successor follows; 404 for one that nobody holds or will hold."""
    seat = _seat(request, code, pk)
    lasting = SeatHolding.objects.filter(seat=seat).lasting_beyond(timezone.localdate())
    holding = lasting.select_related("person").order_by("from_on").last()
    if holding is None:
        raise Http404
    return seat, holding


def _receipt(proposal: Proposal, predecessor: SeatHolding) -> str:
    if proposal.nomination is not None:
        nomination = proposal.nomination
        values = {"person": nomination.person.name, "approver": nomination.approver_name}
        return _("%(approver)s is asked to approve %(person)s, who hears nothing until then.") % values
    assert proposal.holding is not None  # noqa: S101 -- it is one of the two
    values = {
        "successor": proposal.holding.person.name,
        "person": predecessor.person.name,
        "day": text.day(proposal.holding.from_on),
    }
    return _("%(successor)s takes the seat of %(person)s over from %(day)s, and gets a mail about it.") % values
