"""The front page and the public programme."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Event, GuestOrganisation
from events.services.calendar import write_calendar
from events.services.calendar_entries import Entry
from events.services.contributions import contributors_in, public_organisations
from events.services.programme import held_together, programme_of
from events.services.sharing import shared_about
from events.views.materials import visitor_of
from events.views.overviews import public_scope
from municipalities.models import Municipality
from partnership.models import Agreement, Partnership
from partnership.organisation_chart import organisation_chart
from partnership.tilemap import tiles_of
from partnership.views.public_page import public_page

#: How many events the front page names.
SHOWN = 4


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Say what the partnership is, how it is organised, and what happens next."""
    partnership = (
        Partnership.objects.newest_first().prefetch_related("bodies", "focus_areas", "success_criteria").first()
    )
    active = set(Agreement.objects.to_the_end().filter(partnership=partnership).values_list("municipality", flat=True))
    bodies = list(partnership.bodies.all()) if partnership else []
    contributors, around = contributors_in(partnership)
    now, published = timezone.now(), Event.objects.published().going_ahead().select_related("body")
    coming = list(published.upcoming(now)[:SHOWN])
    context = {
        "partnership": partnership,
        "chart": organisation_chart(bodies, taking_part=len(active), contributors=contributors, around=around),
        "bodies": [(body, contributors.get(body.pk, [])) for body in bodies],
        "around": around,
        "areas": list(partnership.focus_areas.all()) if partnership else [],
        "count": len(active),
        "tiles": tiles_of(Municipality.objects.all(), taking_part=active),
        "events": coming,
        "past": [] if coming else list(published.filter(visit=None).past(now)[:SHOWN]),
    }
    return render(request, "public/home.html", context)


@public_page
def partners(request: HttpRequest) -> HttpResponse:
    """Show who works with the partnership without a seat: partners, stakeholders and others."""
    organisations = public_organisations(Partnership.objects.newest_first().first())
    kinds = GuestOrganisation.Kind
    groups = [
        (heading, [organisation for organisation in organisations if organisation.kind == kind])
        for kind, heading in (
            (kinds.PARTNER, _("Partners")),
            (kinds.STAKEHOLDER, _("Stakeholders")),
            (kinds.OTHER, _("Others")),
        )
    ]
    context = {"groups": [(heading, members) for heading, members in groups if members]}
    return render(request, "public/partners.html", context)


@public_page
def event_list(request: HttpRequest) -> HttpResponse:
    """List the published events, or those of one body: what is coming, and what has been."""
    now = timezone.now()
    scope = public_scope(request)
    events = scope.events.select_related("body")
    context = {"scope": scope, "view": "list", "upcoming": events.upcoming(now), "past": events.past(now)}
    return render(request, "public/events.html", context)


@public_page
def event_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one published event."""
    event = get_object_or_404(Event.objects.published().select_related("body", "partnership", "host"), pk=pk)
    context = {
        "event": event,
        "over": event.ends_at <= timezone.now(),
        "joint": held_together(event),
        "programme": programme_of(event),
        "shared": shared_about(event, **visitor_of(request)),
    }
    return render(request, "public/event.html", context)


@login_not_required
@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a published event as a calendar file."""
    event = get_object_or_404(Event.objects.published(), pk=pk, date_is_tentative=False)
    headers = {"Content-Disposition": f'attachment; filename="aktivitet-{event.pk}.ics"'}
    return HttpResponse(write_calendar([Entry(event)]), content_type="text/calendar; charset=utf-8", headers=headers)
