"""What a municipality says about one success criterion, and why the secretariat opens an assessment again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.forms.unchanged import UnchangedMixin
from partnership.models import CriterionAnswer

#: What two people may write at the same time.
FIELDS = ("step", "text", "may_be_quoted", "link_title", "link_url")


class AnswerForm(UnchangedMixin, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A draft may be half filled in; what is missing is asked for when the assessment is sent in."""

    watched = FIELDS
    link_url = forms.URLField(
        label=_("Document or page: its address"),
        help_text=_("Begins with https://, for example the page with your strategy."),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Write the whole address, for example https://www.kommune.dk/strategi.")},
    )

    class Meta:
        model = CriterionAnswer
        fields = FIELDS
        labels = {
            "step": _("How far are you?"),
            "text": _("What do you build it on?"),
            "may_be_quoted": _("The text may be quoted in the report to the steering group, without your name"),
        }
        help_texts = {
            "text": _("A few sentences: what you do, what has come of it, and what is still to be done."),
            "may_be_quoted": _("The names of municipalities are taken out. Name no people."),
        }
        widgets = {
            "step": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 6}),
        }
        error_messages = {
            "step": {"invalid_choice": _("Choose one of the five steps.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = self.fields["step"]
        assert isinstance(step, forms.TypedChoiceField)  # noqa: S101 -- a field with choices makes no other
        step.choices = CriterionAnswer.Step.choices


class ReopenForm(forms.Form):
    """Why a municipality may write again; its coordinators read it."""

    because = forms.CharField(
        label=_("Why it is reopened"),
        help_text=_("The municipality's coordinators get a mail with this text."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why the assessment is reopened.")},
    )
