"""Goals under the criteria, and the municipalities' assessments with all that changed in them."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.history import Change, changes_in
from municipalities.history_page import HistoryMixin
from municipalities.readonly import ReadOnly
from partnership.models import Assessment, CriterionAnswer, Goal
from partnership.services.assessments import path_of


@admin.register(Goal)
class GoalAdmin(admin.ModelAdmin):
    list_display = ("text", "criterion", "decided_on", "source")
    list_filter = ("criterion__partnership",)
    list_select_related = ("criterion",)
    search_fields = ("text", "source")


@admin.register(Assessment)
class AssessmentAdmin(HistoryMixin, ReadOnly, admin.ModelAdmin):
    """Read here; written by the municipalities, and reopened from the assessment's own page."""

    list_display = ("agreement", "round", "status", "submitted_at", "submitted_by", "reopened_at")
    list_filter = ("round", "status")
    list_select_related = ("agreement__municipality", "agreement__partnership", "round__partnership", "submitted_by")
    search_fields = ("agreement__municipality__name",)
    fields = (
        "agreement",
        "round",
        "page",
        "status",
        "submitted_at",
        "submitted_by",
        "reopened_at",
        "reopened_by",
        "reopened_because",
    )
    readonly_fields = ("page",)
    tells_others = True

    def changes(self, row: Assessment) -> list[Change]:
        return changes_in(row.history.all(), CriterionAnswer.history.filter(assessment_id=row.pk))

    @admin.display(description=gettext_lazy("what is written"))
    def page(self, row: Assessment) -> SafeString:
        url = reverse("assessment", args=[row.agreement.municipality.code, path_of(row.round)])
        return format_html('<a href="{}">{}</a>', url, _("See the assessment"))
