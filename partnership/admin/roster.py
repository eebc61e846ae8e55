"""Import of people and their seats from a file, for any municipalities, in three screens: file, preview, done."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from partnership.forms.roster import Preview, UploadForm
from partnership.models import Partnership
from partnership.roster.files import write_workbook
from partnership.services.professions import sought_by
from partnership.services.roster import MOST_UPLOADED, enter_people
from partnership.services.roster_plan import Line, Scope, body_names, earliest_day, place_names, plan_roster
from partnership.views.roster import preview_context

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RosterImport:
    """Gives the admin of people the import, for those who may add people."""

    admin_site: admin.AdminSite
    model: type[Model]
    change_list_template = "admin/partnership/person/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name="partnership_person_import"),
            path("import/template/", view(self.template_view), name="partnership_person_import_template"),
            *super().get_urls(),
        ]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file, show what will happen to each row, and enter the people whom the secretariat confirms."""
        scope = self._scope(request)
        if request.POST.get("step") in {"check", "enter"}:
            return self._preview_sent(request, scope)
        initial = {"from_on": earliest_day(scope.partnership, today=timezone.localdate())}
        sent = request.method == "POST"
        form = UploadForm(
            request.POST if sent else None,
            request.FILES if sent else None,
            partnership=scope.partnership,
            initial=initial,
        )
        if sent and form.is_valid():
            sheet = form.sheet(bodies=body_names(form.bodies), places=place_names(Municipality.objects.all()))
            if not form.refuse_number(sheet):
                from_on = form.cleaned_data["from_on"]
                lines = plan_roster(sheet.rows, scope=scope, from_on=from_on)
                return self._preview(request, scope, lines, from_on=from_on, unused=sheet.unused)
        context = self._context(request, scope) | {"form": form, "sought": self._sought(scope)}
        return TemplateResponse(request, "admin/partnership/person/import.html", context)

    def template_view(self, request: HttpRequest) -> HttpResponse:
        """Hand out a workbook with the headings, and what may stand in the columns for municipality and group."""
        scope = self._scope(request)
        headings = ["Kommune", "Navn", "E-mail", "Stilling", "Arbejdsplads", "Telefon", "Gruppe"]
        bodies = [
            [sought.body.name, sought.body.seeks, ", ".join(sought.professions)] for sought in self._sought(scope)
        ]
        places = Municipality.objects.filter(agreements__partnership=scope.partnership, agreements__status="active")
        content = write_workbook(
            {
                "Personer": [headings],
                "Grupper": [["Gruppe", "Hvem søges", "Faggrupper"], *bodies],
                "Kommuner": [["Kode", "Navn"], *([place.code, place.name] for place in places.distinct())],
            }
        )
        response = HttpResponse(content, content_type=XLSX)
        name = f"personer-{scope.partnership.slug}.xlsx"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
        return response

    def _preview_sent(self, request: HttpRequest, scope: Scope) -> HttpResponse:
        preview = Preview.from_post(request.POST, partnership=scope.partnership, most=MOST_UPLOADED)
        from_on, corrections = preview.from_on, preview.corrections
        if not preview.rows:
            messages.info(request, _("All rows are left out, so nobody was added."))
            return redirect(request.get_full_path())
        if request.POST["step"] == "check":
            lines = plan_roster(preview.rows, scope=scope, from_on=from_on)
            return self._preview(request, scope, lines, from_on=from_on, corrections=corrections)
        lines = enter_people(preview.rows, scope=scope, from_on=from_on, now=timezone.now(), corrections=corrections)
        return self._preview(request, scope, lines, from_on=from_on, done=True)

    def _preview(
        self,
        request: HttpRequest,
        scope: Scope,
        lines: list[Line],
        *,
        from_on: Any,
        unused: list[str] | None = None,
        corrections: set[int] | None = None,
        done: bool = False,
    ) -> HttpResponse:
        context = self._context(request, scope) | preview_context(lines, scope=scope, corrections=corrections or set())
        context |= {"from_on": from_on, "unused": unused or [], "done": done}
        return TemplateResponse(request, "admin/partnership/person/import_preview.html", context)

    def _scope(self, request: HttpRequest) -> Scope:
        """Return the partnership of the query, else the newest. Raises PermissionDenied, and Http404 when there is none."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        chosen = request.GET.get("partnership", "")
        partnerships = Partnership.objects.newest_first()
        partnership = partnerships.filter(pk=chosen).first() if chosen.isdecimal() else partnerships.first()
        if partnership is None:
            raise Http404(_("There is no partnership yet."))
        return Scope(partnership, request.user)  # type: ignore[arg-type]  # only staff come here, and they are persons

    def _sought(self, scope: Scope) -> list[Any]:
        return sought_by(scope.partnership.bodies.all(), on=timezone.localdate())

    def _context(self, request: HttpRequest, scope: Scope) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": _("Import people and seats"),
            "opts": self.model._meta,
            "partnership": scope.partnership,
            "partnerships": Partnership.objects.newest_first(),
        }
