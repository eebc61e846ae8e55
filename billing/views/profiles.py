"""Billing information, kept up to date by the municipality's own coordinators; the secretariat and finance may help."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing.documents.checks import missing_for_e_invoice
from billing.forms import ProfileForm
from billing.models import BillingProfile
from billing.services.profiles import (
    ProfileRefused,
    add_profile,
    change_profile,
    choose_default,
    end_profile,
    profile_of,
)
from billing.services.snapshots import buyer_of
from billing.views.files import person_of
from municipalities.models import Municipality


@require_safe
def profile_list(request: HttpRequest, code: str) -> HttpResponse:
    """Show what holds today, what follows, what was before, and what is missing for an e-invoice."""
    municipality = _municipality(request, code)
    today = timezone.localdate()
    profiles = BillingProfile.objects.visible_to(person_of(request)).filter(municipality=municipality)
    buyer = buyer_of(municipality, contact_name="", profile=profile_of(municipality.pk, on=today))
    context = {
        "municipality": municipality,
        "current": profiles.valid_on(today).default_first(),
        "coming": profiles.ahead_of(today).default_first(),
        "former": profiles.over_on(today).select_related("changed_by").order_by("-valid_to", "-pk"),
        "missing": missing_for_e_invoice(buyer),
        "may_change": _may_change(request),
    }
    return render(request, "billing/profiles.html", context)


def profile_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a way of receiving invoices."""
    municipality = _municipality(request, code, to_change=True)
    now = timezone.now()
    form = ProfileForm(request.POST or None, earliest=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            add_profile(
                municipality,
                stated=form.stated(),
                valid_from=form.cleaned_data["valid_from"],
                by=person_of(request),
                now=now,
            )
        except (ProfileRefused, ValidationError) as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("The billing information is added."))
            return redirect("billing:profiles", municipality.code)
    return _form_page(request, municipality, form, _("Add billing information"))


def profile_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change billing information from a day on, by a new version."""
    municipality = _municipality(request, code, to_change=True)
    profile = _profile(request, municipality, pk)
    now = timezone.now()
    earliest = max(timezone.localdate(now), profile.valid_from)
    form = ProfileForm(request.POST or None, instance=profile, earliest=earliest)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(
                _profile(request, municipality, pk),
                stated=form.stated(),
                valid_from=form.cleaned_data["valid_from"],
                by=person_of(request),
                now=now,
            )
        except (ProfileRefused, ValidationError) as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("The billing information is saved."))
            return redirect("billing:profiles", municipality.code)
    return _form_page(request, municipality, form, _("Change billing information"))


@require_POST
def profile_default(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let invoices use this billing information."""
    return _act_on(request, code, pk, choose_default, _("Invoices now go to %(unit)s."))


@require_POST
def profile_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """End billing information that is no longer used."""
    return _act_on(request, code, pk, end_profile, _("%(unit)s is no longer used."))


def _act_on(request: HttpRequest, code: str, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    """Do what a button says, and tell what came of it in the list."""
    municipality = _municipality(request, code, to_change=True)
    profile = _profile(request, municipality, pk)
    try:
        act(profile, now=timezone.now())
    except ProfileRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done % {"unit": profile.unit})
    return redirect("billing:profiles", municipality.code)


def _municipality(request: HttpRequest, code: str, *, to_change: bool = False) -> Municipality:
    """Return the municipality if the person may see its billing information. Raises Http404, PermissionDenied."""
    person, today = person_of(request), timezone.localdate()
    reachable = Municipality.objects.all() if person.is_staff else Municipality.objects.coordinated_by(person, on=today)
    municipality = get_object_or_404(reachable, code=code)
    if to_change and not _may_change(request):
        raise PermissionDenied
    return municipality


def _may_change(request: HttpRequest) -> bool:
    person = person_of(request)
    return not person.is_staff or person.has_perm("billing.change_billingprofile")


def _profile(request: HttpRequest, municipality: Municipality, pk: int) -> BillingProfile:
    """Return an open profile of the municipality. Raises Http404."""
    profiles = BillingProfile.objects.visible_to(person_of(request)).filter(municipality=municipality)
    profile = get_object_or_404(profiles, pk=pk)
    if profile.valid_to is not None and profile.valid_to <= timezone.localdate():
        raise Http404
    return profile


def _tell(form: ProfileForm, refusal: ProfileRefused | ValidationError) -> None:
    if isinstance(refusal, ProfileRefused):
        form.add_error("valid_from", str(refusal))
        return
    form.add_error(None, ValidationError(refusal.messages))


def _form_page(request: HttpRequest, municipality: Municipality, form: ProfileForm, title: str) -> HttpResponse:
    context = {"municipality": municipality, "form": form, "title": title}
    return render(request, "billing/profile_form.html", context, status=422 if form.errors else 200)
