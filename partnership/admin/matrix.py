"""Municipality by body: who has filled which seats, as a page and as a workbook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.models import Region, RegionMembership
from partnership.authentication import fresh_log_in_required
from partnership.models import Partnership, Person
from partnership.services.matrix import File, Matrix, matrix_file, people_file, seat_matrix
from partnership.spreadsheet import XLSX


class MatrixForm(forms.Form):
    """What of the matrix to show. Regions are those of today, partnerships are asked about where there are several."""

    partnership = forms.ModelChoiceField(
        label=gettext_lazy("Partnership"), queryset=Partnership.objects.newest_first(), required=False, empty_label=None
    )
    region = forms.ModelChoiceField(
        label=gettext_lazy("Region"),
        queryset=Region.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("all regions"),
    )
    missing = forms.BooleanField(label=gettext_lazy("Only where somebody is missing"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_today = RegionMembership.objects.in_force_on(timezone.localdate()).values("region")
        self._field("region").queryset = Region.objects.filter(pk__in=of_today).order_by("name")
        choices = self._field("partnership")
        partnerships = list(choices.queryset or ())
        self.newest = partnerships[0] if partnerships else None
        if len(partnerships) < 2:
            del self.fields["partnership"]

    def matrix(self) -> Matrix | None:
        """Return the matrix that is asked for, the whole one for a wrong question; None without a partnership."""
        values = self.cleaned_data if self.is_valid() else {}
        partnership = values.get("partnership") or self.newest
        if partnership is None:
            return None
        region = values.get("region")
        return seat_matrix(
            partnership,
            on=timezone.localdate(),
            region=region.slug if region else "",
            only_missing=values.get("missing", False),
        )

    def _field(self, name: str) -> forms.ModelChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        return field


@require_safe
def matrix_view(request: HttpRequest) -> HttpResponse:
    """Show municipality by body."""
    _refuse_without(request, "partnership.view_seat")
    form = MatrixForm(request.GET)
    return _page(request, "admin/partnership/seat/matrix.html", _("Seats by municipality"), form, form.matrix())


@require_safe
def matrix_file_view(request: HttpRequest) -> HttpResponse:
    """Hand out the matrix as a workbook, which names nobody."""
    _refuse_without(request, "partnership.view_seat")
    matrix = MatrixForm(request.GET).matrix()
    if matrix is None:
        return _page(request, "admin/partnership/seat/matrix.html", _("Seats by municipality"), MatrixForm(), None)
    return _download(matrix_file(matrix))


@require_http_methods(["GET", "HEAD", "POST"])
def people_file_view(request: HttpRequest) -> HttpResponse:
    """Say what the list of people is, then hand it out and log that."""
    _refuse_without(request, "partnership.export_people")
    form = MatrixForm(request.GET)
    matrix = form.matrix()
    if request.method == "POST" and matrix is not None:
        assert isinstance(request.user, Person)  # noqa: S101 -- the admin site let the request through
        return _download(people_file(matrix, by=request.user, now=timezone.now()))
    return _page(request, "admin/partnership/seat/people.html", _("Fetch the list of people"), form, matrix)


def matrix_urls() -> list[URLPattern]:
    """Return the addresses, for the admin class of the seats."""
    site = admin.site.admin_view
    return [
        path("matrix/", site(matrix_view), name="partnership_seat_matrix"),
        path("matrix/file/", site(matrix_file_view), name="partnership_seat_matrix_file"),
        path("matrix/people/", site(fresh_log_in_required(people_file_view)), name="partnership_seat_people_file"),
    ]


def _refuse_without(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _page(request: HttpRequest, template: str, title: str, form: MatrixForm, matrix: Matrix | None) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": title,
        "form": form,
        "matrix": matrix,
        "query": request.GET.urlencode(),
        "may_export_people": request.user.has_perm("partnership.export_people"),
    }
    return TemplateResponse(request, template, context)


def _download(file: File) -> HttpResponse:
    response = HttpResponse(file.content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
