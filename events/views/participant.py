"""What else a participant does: state needs, send a colleague, and fetch what is kept. Only the own rows are ever found here."""

from __future__ import annotations

import datetime as dt
import json

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.forms.colleagues import ColleagueForm
from events.forms.needs import NeedsForm
from events.models import Invitation, Needs
from events.services.colleagues import send_colleague
from events.services.needs import state_needs, withdraw_needs
from events.services.own_data import own_data, own_data_pdf_of
from events.services.registrations import AnswerRefused
from partnership.models import Person
from partnership.personal import personal_page
from partnership.services.seats import SeatError


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what the person needs, and keep or delete it if its button was pressed."""
    own, now = Needs.objects.filter(person=person).first(), timezone.now()
    form, fault = NeedsForm(request.POST or None, needs=own), ""
    match request.POST.get("answer") if request.method == "POST" else None:
        case "delete":
            if withdraw_needs(person):
                messages.success(request, _("Your needs are deleted."))
            return redirect("personal:needs")
        case "save" if form.is_valid():
            kept = state_needs(person, **form.stated(), now=now)
            messages.success(request, _("Your needs are kept.") if kept else _("Nothing is kept about your needs."))
            return redirect("personal:needs")
        case "save":
            pass
        case _other if request.method == "POST":
            fault = _("Press the button to save.")
    context = {"person": person, "form": form, "needs": own, "fault": fault}
    return render(request, "events/needs.html", context, status=422 if request.method == "POST" else 200)


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Let a colleague come to one event instead of the person, if the button was pressed."""
    standing = Invitation.objects.standing().belonging_to(person).filter(municipality__isnull=False)
    invitation = get_object_or_404(standing.select_related("event", "person", "municipality"), event=pk)
    form, fault, status = ColleagueForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if request.POST.get("answer") != "send":
            fault = _("Press the button to send your colleague.")
        elif form.is_valid():
            lasting = form.cleaned_data["lasting"] == "seat"
            try:
                own = send_colleague(invitation, who=form.who(), lasting=lasting, now=timezone.now())
            except (AnswerRefused, SeatError) as refusal:
                form.add_error(None, str(refusal))
            else:
                said = _("%(colleague)s comes instead of you. You both get a mail.")
                messages.success(request, said % {"colleague": own.person.name})
                return redirect("personal:event", pk)
    context = {"person": person, "event": invitation.event, "form": form, "fault": fault}
    return render(request, "events/colleague.html", context, status=status)


@personal_page
@require_safe
def own_data_json(request: HttpRequest, person: Person) -> HttpResponse:
    """Give the person all that is kept about them, for machines."""
    data = own_data(person, now=timezone.now())
    content = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return _file(content.encode(), "application/json; charset=utf-8", "json")


@personal_page
@require_safe
def own_data_pdf(request: HttpRequest, person: Person) -> HttpResponse:
    """Give the person all that is kept about them, to read."""
    return _file(own_data_pdf_of(person, now=timezone.now()), "application/pdf", "pdf")


def _file(content: bytes, media_type: str, ending: str) -> HttpResponse:
    day: dt.date = timezone.localdate()
    headers = {"Content-Disposition": f'attachment; filename="mine-oplysninger-{day.isoformat()}.{ending}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
