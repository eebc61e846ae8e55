"""Materials of an event: added by its organisers, fetched by whom they are for."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.forms.sharing import MaterialForm
from events.models import Audience, Event, Material, Minutes
from events.services.materials import add_file, add_link, withdraw_material
from events.services.sharing import Visitor
from events.views.organising import organised_or_404
from partnership.models import Person
from partnership.personal import person_behind_link
from partnership.views.documents import stored_file
from partnership.views.own import person_of


@require_http_methods(["GET", "HEAD", "POST"])
def materials(request: HttpRequest, pk: int) -> HttpResponse:
    """List an event's materials with who sees each, and add one."""
    event = organised_or_404(request, pk)
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _add(event, form, by=person_of(request))
        messages.success(request, _("“%(title)s” is added.") % {"title": form.cleaned_data["title"]})
        return redirect("events:materials", pk)
    context = {
        "event": event,
        "form": form,
        "materials": Material.objects.published().filter(event=event).select_related("document", "added_by"),
    }
    return render(request, "events/materials.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int, material_pk: int) -> HttpResponse:
    """Take a material away."""
    event = organised_or_404(request, pk)
    material = get_object_or_404(Material.objects.published().filter(event=event), pk=material_pk)
    withdraw_material(material, now=timezone.now())
    messages.success(request, _("“%(title)s” is taken away.") % {"title": material.title})
    return redirect("events:materials", pk)


@login_not_required
@require_safe
def material_file(request: HttpRequest, pk: int, material_pk: int) -> HttpResponseBase:
    """Hand out a material's file to whom it is for."""
    rows = Material.objects.filter(event=pk, document__isnull=False).open_to(**visitor_of(request))
    material = get_object_or_404(rows.select_related("document"), pk=material_pk)
    assert material.document is not None  # noqa: S101 -- asked for above
    return stored_file(material.document, filename=material.file_name)


@login_not_required
@require_safe
def minutes_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the file of an event's minutes to whom they are for."""
    rows = Minutes.objects.filter(event=pk, document__isnull=False).open_to(**visitor_of(request))
    minutes = get_object_or_404(rows.select_related("document"))
    assert minutes.document is not None  # noqa: S101 -- asked for above
    suffix = minutes.document.path.rpartition(".")[2]
    return stored_file(minutes.document, filename=f"referat-{pk}.{suffix}")


def visitor_of(request: HttpRequest) -> Visitor:
    """Return who looks: the person of a personal link, and who is logged in; either may be missing."""
    user = request.user
    return {"through_link": person_behind_link(request), "logged_in": user if isinstance(user, Person) else None}


def _add(event: Event, form: MaterialForm, *, by: Person) -> None:
    values, now = form.cleaned_data, timezone.now()
    audience = Audience(values["audience"])
    upload = values["file"]
    if upload is None:
        add_link(event, title=values["title"], audience=audience, url=values["url"], by=by, now=now)
        return
    add_file(
        event,
        title=values["title"],
        audience=audience,
        content=upload.content,
        kind=upload.kind,
        file_name=upload.name,
        by=by,
        now=now,
    )
