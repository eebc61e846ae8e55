"""What people correct about themselves, and how they object."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.models import Person
from partnership.services.own_details import CORRECTABLE


class DetailsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A person's own data; the address is changed by the secretariat, since one logs in with it."""

    class Meta:
        model = Person
        fields = CORRECTABLE
        error_messages = {"name": {"required": _("Write your name.")}}

    def changes(self) -> dict[str, Any]:
        """Return what was filled in."""
        return {name: self.cleaned_data[name] for name in CORRECTABLE}


class ObjectionForm(forms.Form):
    """Why somebody objects; the reason is optional."""

    reason = forms.CharField(
        label=_("Why do you object?"),
        help_text=_("Your coordinator and KL's secretariat read it. Write nothing about illness."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
