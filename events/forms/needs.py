"""What somebody needs to eat and to take part, with consent to keep it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Needs

_FIELDS = ("diets", "diet_note", "access_note")


class NeedsForm(forms.Form):
    """Dietary and access needs; whoever states any must consent, and nothing stated needs no consent."""

    diets = forms.MultipleChoiceField(
        label=gettext_lazy("Food"), choices=Needs.Diet, widget=forms.CheckboxSelectMultiple, required=False
    )
    diet_note = forms.CharField(
        label=gettext_lazy("Other food"),
        help_text=gettext_lazy("Write what the kitchen must know, and not why."),
        max_length=300,
        required=False,
    )
    access_note = forms.CharField(
        label=gettext_lazy("Access"),
        help_text=gettext_lazy("For example a ramp, a hearing loop, or a seat near the screen."),
        max_length=300,
        required=False,
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I agree that the portal keeps this until two weeks after my last event"), required=False
    )

    def __init__(self, *args: Any, needs: Needs | None = None, **kwargs: Any) -> None:
        if needs is not None:
            kwargs["initial"] = {name: getattr(needs, name) for name in _FIELDS}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if any(values.get(name) for name in _FIELDS) and not values.get("consent"):
            self.add_error("consent", _("Tick that you agree, or leave all the fields empty."))
        return values

    def stated(self) -> dict[str, Any]:
        """Return what was stated; of a valid form."""
        return {name: self.cleaned_data[name] for name in _FIELDS}
