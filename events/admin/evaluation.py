"""The questions of an evaluation, which the secretariat may change until it opens; what was answered is not here."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from events.models import Evaluation, EvaluationQuestion
from municipalities.inlines import LabelledTabularInline


class QuestionInline(LabelledTabularInline):
    model = EvaluationQuestion
    fields = ("number", "kind", "text", "text_en")
    extra = 1

    def has_change_permission(self, request: HttpRequest, obj: Evaluation | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.opened_at is None)

    def has_add_permission(self, request: HttpRequest, obj: Evaluation | None = None) -> bool:
        return super().has_add_permission(request, obj) and (obj is None or obj.opened_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: Evaluation | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.opened_at is None)


@admin.register(Evaluation)
class EvaluationAdmin(admin.ModelAdmin):
    """Made on the event's own page with the usual questions; it opens by itself when the event ends."""

    list_display = ("event", "opened_at", "asked_on", "closes_at")
    list_select_related = ("event",)
    search_fields = ("event__title",)
    fields = ("event", "opened_at", "asked_on", "closes_at")
    readonly_fields = fields
    inlines = (QuestionInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Evaluation | None = None) -> bool:
        return False
