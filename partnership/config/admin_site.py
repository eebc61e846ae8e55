"""The secretariat's workplace."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from partnership.authentication import fresh_log_in_required, lacks_second_factor
from partnership.config.letter_text_page import letter_text_view, letter_texts_view
from partnership.config.merge_page import merge_people_view
from partnership.config.shortcuts import shortcuts_for


class PortalAdminSite(admin.AdminSite):
    """The admin site, entered through the portal's own log-in: nobody has a password."""

    site_title = _("Partnership portal")
    site_header = _("KL's partnership portal")
    index_title = _("The secretariat's workplace")
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Let nobody in who has not shown a second factor, whatever stands before the admin site."""
        return super().has_permission(request) and not lacks_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people without access to the portal's log-in, or home when they are somebody else."""
        if request.user.is_authenticated:
            return redirect("admin:index" if self.has_permission(request) else "workplace")
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("account_login"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show the shortcuts before the lists."""
        return super().index(request, {"shortcuts": shortcuts_for(request), **(extra_context or {})})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out the pages for passwords, which nobody has, and add those that need every room."""
        unwanted = {"password_change", "password_change_done"}
        return [
            path(
                "partnership/person/merge/",
                self.admin_view(fresh_log_in_required(merge_people_view)),
                name="people_merge",
            ),
            path("partnership/letter/texts/", self.admin_view(letter_texts_view), name="letter_texts"),
            path(
                "partnership/letter/texts/<slug:kind>/<slug:language>/",
                self.admin_view(letter_text_view),
                name="letter_text",
            ),
            *(route for route in super().get_urls() if getattr(route, "name", None) not in unwanted),
        ]
