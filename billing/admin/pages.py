"""What the pages of this room in the admin site share."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from billing.models import Transmission
from partnership.models import Person


def person_at(request: HttpRequest) -> Person | None:
    """Return who presses the button."""
    return request.user if isinstance(request.user, Person) else None


def refuse_without(request: HttpRequest, permission: str) -> None:
    """Raise PermissionDenied for those who lack a permission."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def amount_of(text: str) -> Decimal | None:
    """Return an amount that one of our own pages wrote; None for anything else."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def sending_link(transmission: Transmission | None) -> str | SafeString:
    """Return where an electronic voucher is, and why it was not taken, with a link to its way."""
    if transmission is None:
        return "–"
    url = reverse("admin:billing_transmission_change", args=[transmission.pk])
    return format_html('<a href="{}">{}</a> {}', url, transmission.get_status_display(), transmission.why)


def page(
    request: HttpRequest,
    model_admin: admin.ModelAdmin,
    template: str,
    title: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Return a page of the admin site with its frame."""
    frame = {**model_admin.admin_site.each_context(request), "title": title, "opts": model_admin.opts}
    return render(request, template, {**frame, **context}, status=status)
