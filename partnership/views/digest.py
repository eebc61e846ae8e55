"""A coordinator's choice about the weekly mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from municipalities.models import Municipality
from partnership.models import Person
from partnership.services.subscriptions import DIGEST, choose_letters, is_wanted


@require_http_methods(["GET", "HEAD", "POST"])
def weekly_digest(request: HttpRequest) -> HttpResponse:
    """Show whether the weekly mail comes; a press on the button changes it."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 -- LoginRequiredMiddleware let the request through
    own = list(Municipality.objects.coordinated_by(person, on=timezone.localdate()))
    if not own:
        raise Http404
    context = {"is_wanted": is_wanted(person, DIGEST), "municipalities": own}
    if request.method != "POST":
        return render(request, "partnership/weekly_digest.html", context)
    match request.POST.get("choice"):
        case "stop":
            choose_letters(person, DIGEST, wanted=False, now=timezone.now())
            messages.success(request, _("You no longer get the weekly mail."))
        case "get":
            choose_letters(person, DIGEST, wanted=True, now=timezone.now())
            messages.success(request, _("You get the weekly mail when your municipality owes something."))
        case _unknown:  # a mail scanner sends the form without pressing a button
            context["fault"] = _("Press the button to choose.")
            return render(request, "partnership/weekly_digest.html", context, status=422)
    return redirect("weekly_digest")
