"""Hand out the files for the case system; each time is written into the logbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.models import Event
from partnership.config.casefile.agreement import agreement_papers, case_of_agreement
from partnership.config.casefile.archive import archive_of
from partnership.config.casefile.event import case_of_event, event_papers
from partnership.config.casefile.paper import Case, Paper, PaperIsMissing, safe
from partnership.models import Agreement, LogbookEntry
from partnership.services.logbook import log
from partnership.views.documents import set_apart
from partnership.views.own import person_of


@require_POST
def agreement_case_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give an agreement's papers to the secretariat, or to the municipality's own coordinator."""
    agreements = Agreement.objects.visible_to(person_of(request))
    agreement = get_object_or_404(
        agreements.select_related("partnership", "municipality", "invitation", "signed_document"), pk=pk
    )
    municipality = agreement.municipality
    try:
        papers = agreement_papers(agreement)
    except PaperIsMissing as gone:
        return _refused(request, gone, "agreement", municipality.code)
    name = f"{municipality.code}-{municipality.name}-{agreement.partnership.slug}"
    return _sent(request, papers, case_of_agreement(agreement), name=name, about=str(agreement))


@require_POST
def event_case_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give an event's papers to those of the secretariat who may read its answers."""
    if not (person_of(request).is_staff and request.user.has_perm("events.view_registration")):
        raise Http404
    event = get_object_or_404(Event.objects.select_related("body", "partnership"), pk=pk)
    try:
        papers = event_papers(event)
    except PaperIsMissing as gone:
        return _refused(request, gone, "events:day", event.pk)
    name = f"{event.day.isoformat()}-{event.title}"
    return _sent(request, papers, case_of_event(event), name=name, about=event.title)


def _sent(request: HttpRequest, papers: Iterator[Paper], case: Case, *, name: str, about: str) -> HttpResponseBase:
    kind = LogbookEntry.Kind.CASE_FILE_FETCHED
    log(kind, actor=person_of(request), now=timezone.now(), data={"about": about, "case": case.kl})
    response = StreamingHttpResponse(archive_of(papers, case=case), content_type="application/zip")
    filename = f"journal-{safe(name)[:100]}.zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    set_apart(response)
    return response


def _refused(request: HttpRequest, gone: PaperIsMissing, url: str, *args: str | int) -> HttpResponseBase:
    text = _("The file %(path)s is not on the disk, so nothing was fetched. Ask who runs the portal to restore it.")
    messages.error(request, text % {"path": gone})
    return redirect(url, *args)
