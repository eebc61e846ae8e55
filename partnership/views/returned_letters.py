"""A coordinator sees which letters to the municipality's people did not arrive, and sends them again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership.models import Person
from partnership.services.bounces import NotSendable, returned_letters_of, send_returned_again
from partnership.views.own import coordinated_or_404, home_of, person_of


@require_http_methods(["GET", "HEAD", "POST"])
def returned_letters(request: HttpRequest, code: str) -> HttpResponse:
    """List the letters that came back; a button sends one again to the person's present address."""
    municipality = coordinated_or_404(request, code)
    now = timezone.now()
    letters = returned_letters_of(municipality, on=timezone.localdate(now)).select_related("person")
    if request.method == "POST":
        chosen = request.POST.get("letter", "")
        letter = get_object_or_404(letters, pk=int(chosen) if chosen.isascii() and chosen.isdecimal() else 0)
        try:
            again = send_returned_again(letter, now=now)
        except NotSendable as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The mail is on its way to %(email)s.") % {"email": again.to_email})
        return redirect("returned_letters", code)
    shown = list(letters.prefetch_related("bounces"))
    editable = Person.objects.editable_by(person_of(request)).filter(pk__in=[letter.person_id for letter in shown])
    context = {
        "municipality": municipality,
        "home": home_of(municipality),
        "letters": shown,
        "editable": set(editable.values_list("pk", flat=True)),
    }
    return render(request, "partnership/returned_letters.html", context)
