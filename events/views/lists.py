"""Lists of who takes part: on the screen, as files, as badges; and who came, in figures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.documents.lists import badges_pdf, participant_list_pdf
from events.documents.proof import proof_pdf
from events.models import Event, Registration, was_there
from events.services.attendance import attendance_of, figures_of, past_events_with_figures
from events.services.participants import participant_sheet, participants_of, reply_sheet
from events.views.organising import followed_or_404, is_organiser
from partnership.models import Person
from partnership.personal import personal_page
from partnership.spreadsheet import XLSX, file_name, xlsx_bytes
from partnership.views.documents import made_file, set_apart
from partnership.views.own import person_of, visible_or_404


@require_safe
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who takes part, and by municipality how many came."""
    event, now = followed_or_404(request, pk), timezone.now()
    total, by_municipality = figures_of(event, now=now)
    context = {
        "event": event,
        "participants": participants_of(event, now=now),
        "total": total,
        "by_municipality": by_municipality,
        "over": event.ends_at <= now,
        "organises": is_organiser(person_of(request), event),
    }
    return render(request, "events/participants.html", context)


@require_safe
def participants_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Give the list as a spreadsheet, as a PDF, or as name badges."""
    event, now = followed_or_404(request, pk), timezone.now()
    rows = participants_of(event, now=now)
    today = timezone.localdate(now)
    match kind:
        case "deltagere.xlsx":
            # Replies are for the secretariat: a host municipality sees who comes, and no more.
            replies = reply_sheet(event) if person_of(request).is_staff else None
            sheets = [sheet for sheet in (participant_sheet(event, rows), replies) if sheet is not None]
            response = HttpResponse(xlsx_bytes(sheets), content_type=XLSX)
            name = file_name(f"deltagere-{event.pk}", on=today)
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            set_apart(response)
            return response
        case "deltagere.pdf":
            content = participant_list_pdf(event, rows, now=now)
            return made_file(content, filename=file_name(f"deltagere-{event.pk}", on=today, suffix="pdf"))
        case "navneskilte.pdf":
            content = badges_pdf(event, rows, now=now)
            return made_file(content, filename=file_name(f"navneskilte-{event.pk}", on=today, suffix="pdf"))
    raise Http404


@require_safe
def proof(request: HttpRequest, pk: int, registration_pk: int) -> HttpResponse:
    """Give the proof of somebody who came, to those who follow the event."""
    event = followed_or_404(request, pk)
    return _proof(Registration.objects.filter(event=event, pk=registration_pk), event)


@personal_page
@require_safe
def own_proof(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Give a participant the own proof."""
    event = get_object_or_404(Event.objects.belonging_to(person).select_related("body", "partnership", "host"), pk=pk)
    return _proof(Registration.objects.belonging_to(person).filter(event=event), event)


@require_safe
def attendance(request: HttpRequest) -> HttpResponse:
    """Show the secretariat how many came to each event that is over, by body."""
    events = Event.objects.followed_by(person_of(request)) if person_of(request).is_staff else Event.objects.none()
    found = list(past_events_with_figures(events, now=timezone.now()))
    if not found and not request.user.has_perm("events.view_registration"):
        raise Http404
    by_body: dict[str, list[Event]] = {}
    for event in found:
        by_body.setdefault(event.body.name, []).append(event)
    return render(request, "events/attendance.html", {"by_body": list(by_body.items())})


@require_safe
def municipality_attendance(request: HttpRequest, code: str) -> HttpResponse:
    """Show a municipality which of its people came to which event."""
    municipality = visible_or_404(request, code)
    events = attendance_of(municipality, now=timezone.now())
    context = {"municipality": municipality, "events": list(events.items())}
    return render(request, "events/municipality_attendance.html", context)


def _proof(rows: object, event: Event) -> HttpResponse:
    answers = Registration.objects.filter(pk__in=rows.values("pk")).filter(was_there())  # type: ignore[attr-defined]
    registration = get_object_or_404(answers.select_related("person", "municipality"))
    content = proof_pdf(registration, event=event)
    name = "deltagerbevis" if registration.person.language == Person.Language.DANISH else "proof-of-attendance"
    return made_file(content, filename=file_name(f"{name}-{event.pk}", on=event.day, suffix="pdf"))
