"""What an event asks, its workshops, and the list of what people replied."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from events.admin.pages import EventPages
from events.models import Question, Workshop
from events.services.needs import count_needs
from events.services.replies import answers_of
from municipalities.inlines import LabelledTabularInline


class WorkshopForm(forms.ModelForm):
    """A workshop; the CHECK of its table names the counter, which is no field here, so the form has to ask itself."""

    class Meta:
        model = Workshop
        fields = ("round", "title", "capacity")

    def clean_capacity(self) -> int | None:
        capacity: int | None = self.cleaned_data["capacity"]
        if capacity is not None and capacity < self.instance.places_taken:
            raise forms.ValidationError(_("More places are taken than that. Choose a higher number."))
        return capacity

    def save(self, commit: bool = True) -> Any:
        """Write what was filled in and nothing else: the counter belongs to those who choose."""
        if self.instance.pk and commit:
            self.instance.save(update_fields=list(self._meta.fields))  # type: ignore[arg-type]
            return self.instance
        return super().save(commit)


class QuestionInline(LabelledTabularInline):
    model = Question
    fields = ("number", "text", "kind", "options", "required")


class WorkshopInline(LabelledTabularInline):
    model = Workshop
    form = WorkshopForm
    fields = ("round", "title", "capacity", "places_taken")
    readonly_fields = ("places_taken",)


class RepliesPage(EventPages):
    """Who replied what, and what the kitchen and the venue must know, without names."""

    def replies_urls(self) -> list[URLPattern]:
        return [path("<int:pk>/replies/", self.admin_site.admin_view(self.replies), name="events_event_replies")]

    def replies(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the replies of those who come or wait, with the counts of needs."""
        event = self.changeable(request, pk)
        context = {"table": answers_of(event), "needs": count_needs(event)}
        return self.page(request, "admin/events/event/replies.html", event, _("Replies and needs"), context)
