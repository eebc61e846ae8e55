"""The participant's own pages. GET shows, POST answers; only the person's own rows are ever found here."""

import datetime as dt
import functools
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.forms import ApologyForm
from events.forms.replies import RepliesForm
from events.models import Evaluation, Event, Invitation, Registration
from events.services.attendance import outcome_of, with_attendance
from events.services.confirming import confirm_again
from events.services.door_codes import door_picture_inline, has_door_code
from events.services.evaluation_answers import may_evaluate
from events.services.needs import given_by
from events.services.organisers import contact_of
from events.services.programme import held_together, programme_of
from events.services.registrations import AnswerRefused, cancel_registration, decline_invitation
from events.services.replies import change_replies, register_with_replies
from events.services.sharing import shared_about
from events.views.overviews import own_scope
from partnership.models import Agreement, AssessmentWriter, Person
from partnership.personal import personal_page
from tracks.services.owed import questions_to
from tracks.services.own_networks import networks_for

Status = Registration.Status


@personal_page
@require_safe
def home(request: HttpRequest, person: Person) -> HttpResponse:
    """Show all the person's events with the answers given."""
    now = timezone.now()
    rows = with_attendance(Registration.objects.belonging_to(person)).select_related("event")
    answers = {row.event_id: row for row in rows}
    came = {row.event_id: outcome_of(row, event=row.event, now=now) for row in rows}
    own = Event.objects.expecting(person).select_related("body")
    takes_part = Agreement.objects.of_participant(person, on=timezone.localdate(now)).exists()
    writers = AssessmentWriter.objects.in_force_on(timezone.localdate(now)).filter(person=person)
    writes_for = writers.select_related("agreement__municipality")
    steered = Agreement.objects.seen_from_steering_group(person, on=timezone.localdate(now))
    context = {
        "person": person,
        "needs_given": bool(given_by([person])),
        "scope": own_scope(person),
        "view": "list",
        "takes_part": takes_part,
        "questions": questions_to(person),
        "writes_for": writes_for if takes_part else (),
        "steers": takes_part and steered.exists(),
        "networks": networks_for(person, on=timezone.localdate(now)),
        "upcoming": [(event, answers.get(event.pk)) for event in own.upcoming(now)],
        "past": [(event, answers.get(event.pk), came.get(event.pk, "")) for event in own.past(now)],
    }
    return render(request, "events/personal_home.html", context)


@personal_page
@require_safe
def event(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Show one of the person's events, the answer given, and the answers that can be given."""
    return _event_page(request, person, pk)


@personal_page
@require_POST
def accept(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Say yes, with replies to what the event asks."""
    invitation, registration = _own(person, pk)
    event = get_object_or_404(Event.objects.belonging_to(person), pk=pk)
    form = RepliesForm(request.POST, event=event, registration=registration)

    def step() -> Registration:
        return register_with_replies(invitation, registration, replies=form.replies(), now=timezone.now())

    return _answer(request, person, pk, button="accept", step=step, replies_form=form)


@personal_page
@require_POST
def replies(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Change the replies, or the choice of workshops."""
    _invitation, registration = _own(person, pk)
    if registration is None:
        raise Http404
    form = RepliesForm(request.POST, event=registration.event, registration=registration)
    if request.POST.get("answer") != "replies":
        fault = _("Press the button to save your replies.")
        return _event_page(request, person, pk, fault=fault, replies_form=form, status=422)
    if not form.is_valid():
        return _event_page(request, person, pk, replies_form=form, status=422)
    try:
        changed = change_replies(registration, replies=form.replies(), now=timezone.now())
    except AnswerRefused as refusal:
        return _event_page(request, person, pk, fault=str(refusal), replies_form=form, status=409)
    messages.success(request, _("Your replies are saved.") if changed else _("Nothing was changed."))
    return redirect("personal:event", pk)


@personal_page
@require_POST
def confirm(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Say that one still comes, after the event was changed."""
    _invitation, registration = _own(person, pk)

    def step() -> Registration:
        if registration is None:
            raise Http404
        return confirm_again(registration, now=timezone.now())

    return _answer(request, person, pk, button="confirm", step=step)


@personal_page
@require_POST
def decline(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Say no."""
    invitation, _registration = _own(person, pk)
    form = ApologyForm(request.POST)

    def step() -> Registration:
        if invitation is None:
            raise Http404
        return decline_invitation(invitation, reason=form.cleaned_data["reason"], self_service=True, now=timezone.now())

    return _answer(request, person, pk, button="decline", step=step, form=form)


@personal_page
@require_POST
def cancel(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Take a registration back."""
    _invitation, registration = _own(person, pk)
    form = ApologyForm(request.POST)

    def step() -> Registration:
        if registration is None:
            raise Http404
        return cancel_registration(
            registration, reason=form.cleaned_data["reason"], self_service=True, now=timezone.now()
        )

    return _answer(request, person, pk, button="cancel", step=step, form=form)


def _own(person: Person, pk: int) -> tuple[Invitation | None, Registration | None]:
    """Return the person's invitation to the event and the answer. Raises Http404 when there is neither."""
    invitations = Invitation.objects.belonging_to(person).select_related("person", "municipality")
    invitation = invitations.filter(event=pk).first()
    registration = Registration.objects.belonging_to(person).filter(event=pk).first()
    if invitation is None and registration is None:
        raise Http404
    return invitation, registration


def _answer(
    request: HttpRequest,
    person: Person,
    pk: int,
    *,
    button: str,
    step: Callable[[], Registration],
    form: ApologyForm | None = None,
    replies_form: RepliesForm | None = None,
) -> HttpResponse:
    """Carry out an answer if its button was pressed: mail scanners submit forms without pressing any."""
    page = functools.partial(_event_page, request, person, pk, form=form, replies_form=replies_form)
    if request.POST.get("answer") != button:
        return page(fault=_("Press one of the buttons to answer."), status=422)
    if not all(part.is_valid() for part in (form, replies_form) if part is not None):
        return page(status=422)
    try:
        registration = step()
    except AnswerRefused as refusal:
        return page(fault=str(refusal), status=409)
    messages.success(request, _receipt(registration))
    return redirect("personal:event", pk)


def _event_page(
    request: HttpRequest,
    person: Person,
    pk: int,
    *,
    fault: str = "",
    form: ApologyForm | None = None,
    replies_form: RepliesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    event = get_object_or_404(Event.objects.belonging_to(person).select_related("body", "partnership", "host"), pk=pk)
    registration = Registration.objects.belonging_to(person).filter(event=event).first()
    invitation = Invitation.objects.belonging_to(person).filter(event=event).first()
    comes = registration is not None and registration.status in {Status.ATTENDING, Status.WAITING}
    context = {
        "person": person,
        "withdrawn": invitation is not None and invitation.withdrawn_at is not None and not comes,
        "event": event,
        "registration": registration,
        "position": registration.waiting_position() if registration else None,
        "open": event.accepts_answers(now),
        "offered": registration is not None and registration.offered_until is not None,
        "changeable": event.accepts_changes(now),
        "contact": contact_of(event),
        "begun": event.starts_at <= now,
        "over": event.ends_at <= now,
        "form": form or ApologyForm(),
        "replies_form": replies_form or RepliesForm(event=event, registration=registration),
        "needs_given": bool(given_by([person])),
        "may_send": _may_send(event, invitation, comes=comes, now=now),
        "shared": shared_about(event, through_link=person, logged_in=None),
        **_own_day(registration, event, now),
        "fault": fault,
        "joint": held_together(event),
        "programme": programme_of(event),
    }
    return render(request, "events/personal_event.html", context, status=status)


def _may_send(event: Event, invitation: Invitation | None, *, comes: bool, now: dt.datetime) -> bool:
    """Tell whether somebody can come instead: with a place or a turn to pass on, or while people may still register."""
    if invitation is None or invitation.municipality_id is None or invitation.withdrawn_at is not None:
        return False
    return event.starts_at > now and event.cancelled_at is None and (comes or event.accepts_answers(now))


def _own_day(registration: Registration | None, event: Event, now: dt.datetime) -> dict[str, object]:
    """Return what the day itself means to somebody: the code to show, whether the person came, and what is asked afterwards."""
    if registration is None:
        return {}
    evaluation = Evaluation.objects.open_at(now).filter(event=event).select_related("event").first()
    return {
        "code": door_picture_inline(registration) if has_door_code(registration, event) and now < event.ends_at else "",
        "outcome": outcome_of(
            with_attendance(Registration.objects.filter(pk=registration.pk)).get(), event=event, now=now
        ),
        "asked": evaluation is not None and may_evaluate(evaluation, registration, now=now),
    }


def _receipt(registration: Registration) -> str:
    match registration.status:
        case Registration.Status.ATTENDING if registration.confirmed_at:
            return _("Thank you: you have confirmed that you come.")
        case Registration.Status.ATTENDING:
            return _("You are registered. A confirmation is on its way to you by e-mail.")
        case Registration.Status.WAITING:
            return _("All places are taken. You are on the waiting list and hear from us when a place falls free.")
        case Registration.Status.CANCELLED:
            return _("Your registration is cancelled. Thank you for telling us.")
    return _("Thank you for telling us that you cannot come.")
