"""What the bodies have learnt, as the secretariat writes it for them: text, readers, outputs, and what it said before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy

from municipalities.history import changes_of
from municipalities.inlines import LabelledTabularInline
from partnership.admin.steps import Step, StepsMixin
from partnership.forms.materials import FileOrLinkForm, Upload
from partnership.machine import WrongStatus
from partnership.text import short_day
from tracks.forms.summaries import SummaryForm
from tracks.models import Output, Summary
from tracks.rich_text import rich_text
from tracks.services.summaries import TooManyOutputs, add_output, publish_summary, take_back_summary


def _publish(summary: Summary) -> bool:
    return publish_summary(summary, now=timezone.now())


def _take_back(summary: Summary) -> bool:
    return take_back_summary(summary, now=timezone.now())


def _add(summary: Summary, *, title: str, file: Upload | None, url: str) -> Output:
    kept = (file.content, file.kind, file.name) if file else None
    return add_output(summary, title=title, url=url, file=kept, now=timezone.now())


class OutputInline(LabelledTabularInline):
    """What the body has made; a tick taken out takes it away from the pages."""

    model = Output
    fields = ("title", "file_name", "url", "added_at", "is_shown")
    readonly_fields = ("file_name", "url", "added_at")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Summary)
class SummaryAdmin(StepsMixin, admin.ModelAdmin):
    """One summary for each body and guiding question, or body and focus area."""

    form = SummaryForm
    list_display = ("body", "about", "status", "is_public", "changed_on")
    list_filter = ("status", "body", "readers")
    list_select_related = ("body", "guiding_question", "focus_area")
    search_fields = ("text", "body__name")
    ordering = ("body__position", "guiding_question__number", "focus_area__number")
    fields = (
        "status",
        "body",
        ("guiding_question", "focus_area"),
        "text",
        "readers",
        "reading",
        ("published_at", "changed_at"),
        "history_in_words",
    )
    readonly_fields = ("status", "reading", "published_at", "changed_at", "history_in_words")
    inlines = (OutputInline,)
    steps = {
        "publish": Step(pgettext_lazy("a summary", "Publish"), forms.Form, _publish, (WrongStatus,)),
        "output": Step(gettext_lazy("Add an output"), FileOrLinkForm, _add, (TooManyOutputs,)),
        "take-back": Step(pgettext_lazy("a summary", "Take back"), forms.Form, _take_back, (WrongStatus,)),
    }

    def steps_of(self, row: Summary) -> list[str]:
        """Return the steps that the status allows."""
        return ["publish", "output"] if row.status == Summary.Status.DRAFT else ["output", "take-back"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Summary]:
        return super().get_queryset(request).select_related("body", "guiding_question", "focus_area")

    def get_readonly_fields(self, request: HttpRequest, obj: Summary | None = None) -> tuple[str, ...]:
        given = ("body", "guiding_question", "focus_area") if obj else ()
        return (*self.readonly_fields, *given)

    def get_inlines(self, request: HttpRequest, obj: Summary | None) -> tuple[type[OutputInline], ...]:
        """Show outputs once there is a summary to add them to."""
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: Summary, form: Any, change: bool) -> None:
        """Say when it was changed."""
        obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("about"))
    def about(self, summary: Summary) -> str:
        topic = str(summary.topic)
        return topic if len(topic) <= 90 else f"{topic[:88]}…"

    @admin.display(description=gettext_lazy("public"), boolean=True, ordering="readers")
    def is_public(self, summary: Summary) -> bool:
        return summary.readers == Summary.Readers.PUBLIC

    @admin.display(description=gettext_lazy("changed"), ordering="changed_at")
    def changed_on(self, summary: Summary) -> str:
        return short_day(summary.changed_at)

    @admin.display(description=gettext_lazy("as others read it"))
    def reading(self, summary: Summary) -> SafeString | str:
        return format_html("<div>{}</div>", rich_text(summary.text)) if summary.pk else "–"

    @admin.display(description=gettext_lazy("history"))
    def history_in_words(self, summary: Summary) -> SafeString | str:
        changes = changes_of(summary) if summary.pk else []
        return render_to_string("admin/_changes.html", {"changes": changes}) if changes else "–"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
