"""What the secretariat fills in about what a body has learnt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.models import FocusArea, GuidingQuestion, Partnership
from tracks.models import Summary


class TopicField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """A guiding question or a focus area, short enough for a line; its partnership is named where there are several."""

    def label_from_instance(self, obj: Any) -> str:
        text = str(obj)
        label = text if len(text) <= 80 else f"{text[:78]}…"
        return f"{label} ({obj.partnership})" if self.names_partnership else label

    @cached_property
    def names_partnership(self) -> bool:
        """Whether a number alone would not tell which is meant."""
        return Partnership.objects.count() > 1


class SummaryForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A summary whose body and topic belong to one partnership."""

    guiding_question = TopicField(
        GuidingQuestion.objects.select_related("partnership").order_by("-partnership__starts_on", "number"),
        label=gettext_lazy("Guiding question"),
        required=False,
    )
    focus_area = TopicField(
        FocusArea.objects.select_related("partnership").order_by("-partnership__starts_on", "number"),
        label=gettext_lazy("Or a focus area"),
        required=False,
        help_text=gettext_lazy("A summary is about one of the two."),
    )

    class Meta:
        model = Summary
        fields = ("body", "guiding_question", "focus_area", "text", "readers")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        body = values.get("body")
        for name in ("guiding_question", "focus_area"):
            topic = values.get(name)
            if body is not None and topic is not None and topic.partnership_id != body.partnership_id:
                self.add_error(name, _("It belongs to another partnership than the body. Choose another."))
        return values
