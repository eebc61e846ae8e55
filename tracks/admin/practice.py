"""Shared practice as the secretariat sees it: read, release, give back, retire."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from municipalities.inlines import LabelledTabularInline
from municipalities.readonly import ReadOnly
from partnership.admin.steps import Step, StepsMixin
from partnership.machine import WrongStatus
from tracks.models import Enquiry, Practice, PracticeFile, PracticeUse
from tracks.rich_text import rich_text
from tracks.services.practice_links import practice_path
from tracks.services.practice_search import set_words
from tracks.services.practices import release_practice, retire_practice, return_practice

_TEXTS = ("description", "result", "evidence")


class NoteForm(forms.Form):
    """What the author should change."""

    note = forms.CharField(
        label=gettext_lazy("What should be changed?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what the author should change.")},
    )


def _release(practice: Practice) -> bool:
    return release_practice(practice, now=timezone.now())


def _return(practice: Practice, *, note: str) -> bool:
    return return_practice(practice, note=note, now=timezone.now())


def _retire(practice: Practice) -> bool:
    return retire_practice(practice, now=timezone.now())


class FileInline(ReadOnly, LabelledTabularInline):
    model = PracticeFile
    fields = ("title", "file_name", "added_at", "withdrawn_at")


class UseInline(LabelledTabularInline):
    """Who uses it; a wrong statement is taken out here."""

    model = PracticeUse
    fields = readonly_fields = ("municipality", "stated_by", "stated_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Practice)
class PracticeAdmin(StepsMixin, admin.ModelAdmin):
    """Authors write; the secretariat mends a word, releases and gives back."""

    list_display = ("title", "municipality", "author_name", "status", "submitted_at", "confirmed_at", "use_count")
    list_filter = ("status", "track", "focus_area", "partnership")
    list_select_related = ("municipality", "author")
    search_fields = ("title", "summary", "municipality__name", "author__name")
    ordering = ("-submitted_at", "-pk")
    fields = (
        ("status", "public_page"),
        "note",
        "municipality",
        "author_name",
        "title",
        "summary",
        "description",
        "result",
        "evidence",
        "reading",
        ("for_day_care", "for_school", "for_after_school"),
        ("track", "focus_area"),
        ("time_spent", "money_spent"),
        ("submitted_at", "released_at", "confirmed_at"),
        ("asked_at", "asked_again_at"),
    )
    readonly_fields = (
        "status",
        "public_page",
        "note",
        "municipality",
        "author_name",
        "reading",
        "submitted_at",
        "released_at",
        "confirmed_at",
        "asked_at",
        "asked_again_at",
    )
    inlines = (FileInline, UseInline)
    steps = {
        "release": Step(gettext_lazy("Release"), forms.Form, _release, (WrongStatus,)),
        "return": Step(gettext_lazy("Give back"), NoteForm, _return, (WrongStatus,)),
        "retire": Step(gettext_lazy("Take out of the library"), forms.Form, _retire, (WrongStatus,)),
    }

    def steps_of(self, row: Practice) -> list[str]:
        """Return the steps that the status allows."""
        return {
            Practice.Status.SUBMITTED: ["release", "return"],
            Practice.Status.RELEASED: ["return", "retire"],
        }.get(Practice.Status(row.status), [])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Practice]:
        """Count the uses within the same query."""
        return super().get_queryset(request).annotate(use_count=Count("uses"))

    def save_model(self, request: HttpRequest, obj: Practice, form: Any, change: bool) -> None:
        """Let the search know what was mended."""
        obj.changed_at = timezone.now()
        set_words(obj)
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("written by"), ordering="author__name")
    def author_name(self, practice: Practice) -> str:
        return practice.author.name

    @admin.display(description=gettext_lazy("used by"), ordering="use_count")
    def use_count(self, practice: Practice) -> int:
        return practice.use_count  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("public page"))
    def public_page(self, practice: Practice) -> SafeString | str:
        if practice.status != Practice.Status.RELEASED:
            return "–"
        return format_html('<a href="{0}">{0}</a>', practice_path(practice))

    @admin.display(description=gettext_lazy("as others read it"))
    def reading(self, practice: Practice) -> SafeString:
        parts = [rich_text(getattr(practice, name)) for name in _TEXTS]
        return format_html("<div>{}{}{}</div>", *parts)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Enquiry)
class EnquiryAdmin(ReadOnly, admin.ModelAdmin):
    """What was asked; who asked is deleted after twelve months."""

    list_display = ("practice", "kind", "name", "municipality", "asked_at", "confirmed_at", "answered_at")
    list_filter = ("kind", ("answered_at", admin.EmptyFieldListFilter))
    list_select_related = ("practice", "municipality")
    search_fields = ("practice__title", "name", "email")
    fields = (
        "practice",
        "kind",
        "name",
        "email",
        "municipality",
        "text",
        "asked_at",
        "confirmed_at",
        "answer",
        "answered_at",
    )
