"""A coordinator's choice about the weekly mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from municipalities.models import Municipality
from partnership.models import Person
from partnership.services.digests import choose_digest


@require_http_methods(["GET", "HEAD", "POST"])
def weekly_digest(request: HttpRequest) -> HttpResponse:
    """Show whether the weekly mail comes; a press on the button changes it."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    own = list(Municipality.objects.coordinated_by(person, on=timezone.localdate()))
    if not own:
        raise Http404
    if request.method != "POST":
        return render(request, "partnership/weekly_digest.html", {"person": person, "municipalities": own})
    match request.POST.get("choice"):
        case "stop":
            choose_digest(person, wanted=False)
            messages.success(request, _("You no longer get the weekly mail."))
        case "get":
            choose_digest(person, wanted=True)
            messages.success(request, _("You get the weekly mail when your municipality owes something."))
        case _unknown:  # a mail scanner sends the form without pressing a button
            context = {"person": person, "municipalities": own, "fault": _("Press the button to choose.")}
            return render(request, "partnership/weekly_digest.html", context, status=422)
    return redirect("weekly_digest")
