"""A page between a button and a service: what is asked for, about which rows, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from partnership.authentication import require_fresh_log_in


@dataclass(frozen=True)
class Step:
    """A verb that people press: its form asks for the service's keyword arguments."""

    label: Promise | str
    form: type[forms.Form]
    service: Callable[..., object]
    #: What the service raises when it refuses, with a sentence.
    refusals: tuple[type[Exception], ...]
    #: Whether whoever takes it must have logged in, or confirmed it, within ten minutes.
    needs_fresh_log_in: bool = False
    #: Whether the service asks who presses it, as `by`.
    names_actor: bool = False


class StepsMixin:
    """Gives an admin class its steps: a page for each, links to it from a row's page and from the actions of the list."""

    steps: Mapping[str, Step] = {}
    model: type[Model]
    admin_site: admin.AdminSite
    change_form_template = "admin/partnership/change_form_with_steps.html"

    def steps_of(self, row: Any) -> list[str]:
        """Return the names of the steps that this row can take now."""
        raise NotImplementedError

    def initial_of(self, step: str, row: Any) -> dict[str, Any]:
        """Return what a step's form shows to begin with, when it is about one row."""
        return {}

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_step"
        view = self.admin_site.admin_view(self.step_view)
        return [path("step/<slug:step>/", view, name=name), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)  # type: ignore[attr-defined]
        links = []
        if row is not None and self.has_change_permission(request, row):  # type: ignore[attr-defined]
            links = [(self.step_url(name, [row.pk]), self.steps[name].label) for name in self.steps_of(row)]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "steps": links})

    def step_url(self, step: str, pks: list[Any]) -> str:
        """Return the address of a step for some rows."""
        name = f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_step"
        return f"{reverse(name, args=[step])}?{urlencode({'row': pks}, doseq=True)}"

    def step_view(self, request: HttpRequest, step: str) -> HttpResponse:
        """Ask for what the step needs, then take it for each row; a refusal is told and stops no other row."""
        if step not in self.steps:
            raise Http404
        if not self.has_change_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        rows = self._rows(request)
        if not all(self.has_change_permission(request, row) for row in rows):  # type: ignore[attr-defined]
            raise PermissionDenied
        if self.steps[step].needs_fresh_log_in:
            require_fresh_log_in(request)
        initial = self.initial_of(step, rows[0]) if len(rows) == 1 else {}
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = self.steps[step].form(*sent, initial=initial)
        if sent and form.is_valid():
            self._take(request, self.steps[step], rows, form.cleaned_data)
            meta = self.model._meta
            here = f"admin:{meta.app_label}_{meta.model_name}"
            return redirect(f"{here}_change", rows[0].pk) if len(rows) == 1 else redirect(f"{here}_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": self.steps[step].label,
            "opts": self.model._meta,
            "rows": rows,
            "form": form,
            "media": self.media + form.media,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/partnership/step.html", context)

    def _rows(self, request: HttpRequest) -> list[Any]:
        pks = [pk for pk in request.GET.getlist("row") if pk.isdecimal()]
        queryset: QuerySet[Any] = self.get_queryset(request)  # type: ignore[attr-defined]
        rows = list(queryset.filter(pk__in=pks))
        if not rows:
            raise Http404
        return rows

    def _take(self, request: HttpRequest, step: Step, rows: list[Any], values: dict[str, Any]) -> None:
        taken = 0
        values = {**values, "by": request.user} if step.names_actor else values
        for row in rows:
            try:
                step.service(row, **values)
            except step.refusals as refusal:
                self.message_user(request, f"{row}: {refusal}", messages.ERROR)  # type: ignore[attr-defined]
            else:
                taken += 1
        if taken:
            text = _("%(step)s: done for %(count)d.") % {"step": step.label, "count": taken}
            self.message_user(request, text, messages.SUCCESS)  # type: ignore[attr-defined]
