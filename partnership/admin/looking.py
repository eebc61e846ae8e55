"""Begin to look at the portal as a coordinator, from the person's or the municipality's page."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from partnership.models import Person
from partnership.services.viewing import LONGEST, NotViewable, may_look, refusal_to_look_as, start_viewing
from partnership.viewing import remember_viewing


class ReasonForm(forms.Form):
    """Why somebody looks."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        min_length=5,
        help_text=gettext_lazy("The coordinator reads it in a mail, and it stays in the logbook."),
        widget=forms.TextInput({"class": "vLargeTextField", "aria-describedby": "id_reason_helptext"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def look_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then let the browser look as the coordinator for a short while."""
    staff = request.user
    if not isinstance(staff, Person) or not may_look(staff):
        raise PermissionDenied
    person, now = get_object_or_404(Person, pk=pk), timezone.now()
    refusal = refusal_to_look_as(person, by=staff, now=now)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            entry = start_viewing(person, by=staff, reason=form.cleaned_data["reason"], now=now)
        except NotViewable as reason:
            refusal = str(reason)
        else:
            remember_viewing(request, entry)
            return redirect("workplace")
    context = {
        **admin.site.each_context(request),
        "title": _("Look at the portal as a coordinator"),
        "opts": Person._meta,
        "person": person,
        "form": form,
        "refusal": refusal,
        "minutes": LONGEST.seconds // 60,
    }
    return TemplateResponse(request, "admin/partnership/person/look.html", context)
