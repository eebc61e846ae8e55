"""The form of an evaluation: made of the questions that it has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from events.models import EvaluationQuestion
from events.services.evaluation_answers import SCALE

_LONGEST = 2_000


class EvaluationForm(forms.Form):
    """Every question may be left out; one answer is enough."""

    def __init__(self, *args: Any, questions: list[EvaluationQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {SCALE[0]: _("1 – disagree entirely"), SCALE[-1]: _("5 – agree entirely")}
        choices = [(str(value), labels.get(value, str(value))) for value in SCALE]
        for question in questions:
            self.fields[f"q{question.number}"] = (
                forms.ChoiceField(label=question.in_language, choices=choices, widget=forms.RadioSelect, required=False)
                if question.kind == EvaluationQuestion.Kind.SCALE
                else forms.CharField(
                    label=question.in_language,
                    help_text=_("Name nobody, and write nothing that shows who you are."),
                    max_length=_LONGEST,
                    widget=forms.Textarea(attrs={"rows": 4}),
                    required=False,
                )
            )

    def answers(self) -> dict[int, str]:
        """Return what was answered, by the number of the question."""
        return {int(name[1:]): value.strip() for name, value in self.cleaned_data.items() if value.strip()}
