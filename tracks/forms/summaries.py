"""What the secretariat fills in about what a body has learnt and made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.forms.materials import MaterialField
from partnership.models import FocusArea, GuidingQuestion, Partnership
from tracks.models import Summary


class OutputForm(forms.Form):
    """A file or a link, with a title."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write what it is called.")},
    )
    file = MaterialField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, PowerPoint, Word, Excel, OpenDocument or a picture of at most 25 MB."),
        required=False,
    )
    url = forms.URLField(
        label=gettext_lazy("Or a link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Write a whole address, for example https://www.kl.dk/side.")},
    )

    def clean_url(self) -> str:
        """Take addresses of web pages alone."""
        url = str(self.cleaned_data["url"])
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(_("Write a whole address, for example https://www.kl.dk/side."))
        return url

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and bool(values.get("file")) == bool(values.get("url")):
            raise ValidationError(_("Choose a file or write a link, not both."))
        return values


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
