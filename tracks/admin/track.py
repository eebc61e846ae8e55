"""The tracks: what each works with, and when it starts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import URLField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.models import Body
from tracks.models import RelatedProject, Track


class TrackForm(forms.ModelForm):
    """Refuses a body that is no track."""

    def clean_body(self) -> Body:
        body: Body = self.cleaned_data["body"]
        if body.kind != Body.Kind.TRACK:
            raise forms.ValidationError(_("“%(body)s” is no track.") % {"body": body})
        return body


class RelatedProjectForm(forms.ModelForm):
    """Room for a sentence or two."""

    class Meta:
        model = RelatedProject
        fields = ("teaches",)
        widgets: ClassVar[dict[str, Any]] = {"teaches": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}


class RelatedProjectInline(admin.StackedInline):
    """Projects whose knowledge the track draws in; who contributes to it stands on each organisation."""

    model = RelatedProject
    form = RelatedProjectForm
    extra = 0
    fields = ("title", "run_by", "teaches", "website", ("from_on", "until_on"), "position")
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(Track)
class TrackAdmin(admin.ModelAdmin):
    form = TrackForm
    list_display = ("body", "partnership", "launches_on", "invites_on", "theme")
    list_filter = ("body__partnership",)
    list_select_related = ("body__partnership",)
    search_fields = ("body__name", "theme")
    autocomplete_fields = ("body",)
    inlines = (RelatedProjectInline,)

    @admin.display(description=gettext_lazy("partnership"), ordering="body__partnership__starts_on")
    def partnership(self, track: Track) -> str:
        return str(track.body.partnership)
