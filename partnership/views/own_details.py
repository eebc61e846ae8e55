"""A person's own data: see them, correct them, object. GET shows, POST changes; only the own row is ever found here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partnership.forms.details import DetailsForm, ObjectionForm
from partnership.models import Objection, Person, SeatHolding
from partnership.personal import personal_page
from partnership.services.own_details import correct_details, object_to_entry


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def own_details(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what is kept about the person, and store what the person corrects."""
    form = DetailsForm(request.POST or None, instance=Person.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        if correct_details(person, changes=form.changes()):
            messages.success(request, _("Your data are corrected."))
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect("own_details")
    return _page(request, person, form=form)


@personal_page
@require_POST
def own_objection(request: HttpRequest, person: Person) -> HttpResponse:
    """Object to being entered, if the button was pressed: mail scanners submit forms without pressing any."""
    objection = ObjectionForm(request.POST)
    if request.POST.get("answer") != "object" or not objection.is_valid():
        return _page(request, person, objection=objection, pressed=request.POST.get("answer") == "object")
    object_to_entry(person, reason=objection.cleaned_data["reason"], now=timezone.now())
    messages.success(request, _("Your objection is recorded. Your coordinator and KL's secretariat have been told."))
    return redirect("own_details")


def _page(
    request: HttpRequest,
    person: Person,
    *,
    form: DetailsForm | None = None,
    objection: ObjectionForm | None = None,
    pressed: bool = True,
) -> HttpResponse:
    holdings = SeatHolding.objects.lasting_beyond(timezone.localdate()).filter(person=person)
    context = {
        "person": person,
        "form": form or DetailsForm(instance=Person.objects.get(pk=person.pk)),
        "objection_form": objection or ObjectionForm(),
        "objection": Objection.objects.open().filter(person=person).first(),
        "holdings": holdings.select_related("seat__body", "seat__municipality", "entered_by").order_by("from_on", "pk"),
        "fault": "" if pressed else _("Press the button to object."),
    }
    return render(request, "partnership/own_details.html", context, status=422 if request.method == "POST" else 200)
