"""What the organisers of an event share: materials, minutes and decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Audience, Decision, Minutes
from partnership.forms.materials import FileOrLinkForm, MaterialField
from partnership.forms.unchanged import UnchangedMixin
from partnership.models import GuidingQuestion, Partnership

_WHO = _("Who may see it?")


class MaterialForm(FileOrLinkForm):
    """A material, and who may see it."""

    title = forms.CharField(
        label=_("Title"), max_length=150, error_messages={"required": _("Write what the material is called.")}
    )
    audience = forms.ChoiceField(label=_WHO, choices=Audience, initial=Audience.REGISTERED, widget=forms.RadioSelect)


class MinutesForm(UnchangedMixin, forms.Form):
    """The minutes, which are shown once the box is ticked."""

    instance: Minutes
    watched = ("text", "document", "audience", "published_at")
    text = forms.CharField(
        label=_("Minutes"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Leave an empty line between paragraphs."),
    )
    file = MaterialField(
        label=_("The minutes as a file"), help_text=_("It takes the place of an earlier one."), required=False
    )
    audience = forms.ChoiceField(label=_WHO, choices=Audience, widget=forms.RadioSelect)
    published = forms.BooleanField(label=_("Show the minutes"), required=False)


class QuestionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """One of a partnership's guiding questions."""

    def label_from_instance(self, obj: Any) -> str:
        text = str(obj)
        return text if len(text) <= 90 else f"{text[:88]}…"


class DecisionForm(forms.Form):
    """One decision."""

    text = forms.CharField(
        label=_("What was decided"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was decided.")},
    )
    guiding_question = QuestionField(
        label=_("Guiding question"),
        help_text=_("The question of the partnership that the decision answers, if there is one."),
        queryset=GuidingQuestion.objects.none(),
        required=False,
    )
    audience = forms.ChoiceField(label=_WHO, choices=Audience, initial=Audience.BODY, widget=forms.RadioSelect)

    def __init__(self, *args: Any, partnership: Partnership, instance: Decision | None = None, **kwargs: Any) -> None:
        if instance is not None:
            names = ("text", "guiding_question", "audience")
            kwargs.setdefault("initial", {name: getattr(instance, name) for name in names})
        super().__init__(*args, **kwargs)
        field = self.fields["guiding_question"]
        assert isinstance(field, QuestionField)  # noqa: S101 -- declared above
        field.queryset = GuidingQuestion.objects.filter(partnership=partnership).order_by("number")
