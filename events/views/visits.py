"""A network's visit: guests tick, the host offers, fixes, changes and invites. GET shows, POST does."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events.forms.visits import OfferForm, VisitDetailsForm
from events.models import Event
from events.services.invitations import NotInvitable, plan_invitations, send_invitations
from events.services.planning import ChangeRefused, change_event
from events.services.visits import event_of, fix_visit
from municipalities.models import Municipality
from partnership.authentication import lacks_second_factor
from partnership.models import Person, SeatHolding
from partnership.personal import personal_page
from tracks.models import OfferedDate, Visit, VisitAnswer, VisitTick
from tracks.services.visit_board import visit_rows
from tracks.services.visits import VisitRefused, answer_dates, offer_dates, period_of


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Show a visit to its network; let a guest municipality tick the dates at which it can come."""
    # A personal link, or a log-in without the second factor that staff need, shows no more than the own visits.
    whole = request.user == person and not lacks_second_factor(request)
    visits = Visit.objects.visible_to(person) if whole else Visit.objects.belonging_to(person)
    found = get_object_or_404(visits, pk=pk)
    row = visit_rows(Visit.objects.filter(pk=found.pk))[0]
    guest = _acting_for(request, person, row.visit, row.guests)
    if request.method == "POST":
        if guest is None:
            messages.error(request, _("Only people of the visiting municipalities tick dates."))
        else:
            _tick(request, row.visit, person=person, guest=guest)
        return redirect("visit", pk)
    event = event_of(row.visit)
    hosts = request.user == person and Visit.objects.hosted_by(person).filter(pk=pk).exists()
    ticks = VisitTick.objects.filter(answer__visit=row.visit).select_related("answer__municipality", "answer__person")
    by_date: dict[int, list[VisitTick]] = {date.pk: [] for date in row.dates}
    for tick in ticks.order_by("answer__municipality__sort_key", "answer__person__name"):
        by_date[tick.date_id].append(tick)
    own = VisitAnswer.objects.filter(visit=row.visit, person=person).first()
    context = {
        "row": row,
        "visit": row.visit,
        "network": row.visit.network,
        "event": event,
        "hosts": hosts,
        "guest": guest,
        "answered": own,
        "own": {tick.date_id for tick in ticks if own and tick.answer_id == own.pk},
        "dates": [(date, by_date[date.pk]) for date in row.dates],
        "to_invite": _to_invite(event) if hosts and event else 0,
    }
    return render(request, "events/visit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the host offer dates and say what it wants to show."""
    found = _hosted(request, pk)
    if found.fixed_at is not None:
        return redirect("visit", pk)
    form = OfferForm(request.POST or None, visit=found)
    if request.method == "POST" and form.is_valid():
        try:
            offer_dates(found, offer=form.offer(), now=timezone.now())
        except VisitRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _(
                "The dates are offered. The others see them on their pages, and in their weekly mail until they answer."
            )
            messages.success(request, said)
            return redirect("visit", pk)
    context = {"visit": found, "form": form, "period": period_of(found)}
    return render(request, "events/visit_offer.html", context, status=422 if form.errors else 200)


@require_POST
def fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix one of the dates."""
    found = _hosted(request, pk)
    chosen = request.POST.get("date", "")
    date = OfferedDate.objects.filter(visit=found, pk=int(chosen) if chosen.isdecimal() else 0).first()
    if date is None:
        messages.error(request, _("This date is not offered any more. Choose one of those shown."))
        return redirect("visit", pk)
    try:
        fix_visit(found, date=date, now=timezone.now())
    except VisitRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The date is fixed, and the visit stands in the calendar. Now invite the network."))
    return redirect("visit", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the host change what is shown, where, and how many may come; who is told of it is the event's affair."""
    found = _hosted(request, pk)
    event = event_of(found)
    if event is None:
        return redirect("visit", pk)
    names = ("description", "venue", "address", "capacity")
    form = VisitDetailsForm(request.POST or None, initial={name: getattr(event, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            outcome = change_event(event, changes=form.cleaned_data, now=timezone.now(), by=_person(request))
        except ChangeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = ngettext("%(n)d mail goes out about it.", "%(n)d mails go out about it.", outcome.letters)
            messages.success(request, f"{_('The visit is changed.')} {told % {'n': outcome.letters}}")
            return redirect("visit", pk)
    context = {"visit": found, "event": event, "form": form}
    return render(request, "events/visit_details.html", context, status=422 if form.errors else 200)


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite the holders of the body's seats from the network's municipalities."""
    event = event_of(_hosted(request, pk))
    if event is None:
        messages.error(request, _("Fix a date first."))
        return redirect("visit", pk)
    try:
        sent = send_invitations(event, now=timezone.now()).sent
    except NotInvitable as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(n)d invitation is on its way.", "%(n)d invitations are on their way.", sent)
        messages.success(request, said % {"n": sent})
    return redirect("visit", pk)


def _tick(request: HttpRequest, visit: Visit, *, person: Person, guest: Municipality) -> None:
    dates = [int(value) for value in request.POST.getlist("date") if value.isdecimal()]
    if not dates and "none" not in request.POST:
        messages.error(request, _("Tick at least one date, or say that none of them suits you."))
        return
    try:
        answer_dates(visit, person=person, municipality=guest, dates=dates, now=timezone.now())
    except VisitRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. The host sees your answer; you can change it until a date is fixed."))


def _acting_for(request: HttpRequest, person: Person, visit: Visit, guests: list[Municipality]) -> Municipality | None:
    """Return the visiting municipality that the person answers for: by a seat, or logged in as its coordinator."""
    today = timezone.localdate()
    held = SeatHolding.objects.held_on(today).filter(person=person, seat__body=visit.network.plan.body_id)
    own = set(held.values_list("seat__municipality", flat=True))
    if request.user == person:
        own |= set(Municipality.objects.coordinated_by(person, on=today).values_list("pk", flat=True))
    return next((row for row in guests if row.pk in own), None)


def _to_invite(event: Event) -> int:
    try:
        return len(plan_invitations(event, now=timezone.now()).new)
    except NotInvitable:
        return 0


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    return request.user


def _hosted(request: HttpRequest, pk: int) -> Visit:
    related = "network__plan__body__partnership", "host", "fixed_date"
    return get_object_or_404(Visit.objects.hosted_by(_person(request)).select_related(*related), pk=pk)
