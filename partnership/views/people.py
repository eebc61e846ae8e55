"""A coordinator corrects a colleague's data."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership.forms.people import PersonForm
from partnership.models import Person
from partnership.services.people import correct_person
from partnership.views.own import coordinated_or_404, home_of, person_of

_UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a colleague's data and store what is corrected."""
    municipality = coordinated_or_404(request, code)
    by = person_of(request)
    with transaction.atomic():
        editable = Person.objects.editable_by(by).select_for_update(no_key=True)
        person = get_object_or_404(editable, pk=pk)
        name = person.name
        form = PersonForm(request.POST or None, instance=person)
        if request.method == "POST" and form.is_valid():
            correct_person(person, values=form.cleaned_data, by=by, now=timezone.now())
            messages.success(request, _("The data of %(person)s are stored.") % {"person": form.cleaned_data["name"]})
            return redirect("coordinators", code)
    context = {"form": form, "municipality": municipality, "home": home_of(municipality), "name": name}
    return render(request, "partnership/person.html", context, status=_UNPROCESSABLE if form.errors else 200)
