"""Who takes a seat over, from when, and who approves at home."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.models import Municipality
from partnership import text
from partnership.fields import DateField
from partnership.models import Person
from partnership.services.known_people import Particulars, known_people

_NEW = ("name", "email", "title", "workplace", "phone")
WRITE_ADDRESS = gettext_lazy("Write an e-mail address, for example navn@kommune.dk.")


class KnownPersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """Somebody who is known in the municipality, told apart by address."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.email}"


class PersonForm(forms.Form):
    """Somebody who is known in the municipality, or the particulars of somebody new."""

    use_required_attribute = False
    person = KnownPersonField(
        label=gettext_lazy("Somebody you know here"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("– somebody new: fill in the fields below –"),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write the name, or choose somebody you know.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        error_messages={"invalid": WRITE_ADDRESS, "required": WRITE_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    title = forms.CharField(label=gettext_lazy("Job title"), max_length=150, required=False)
    workplace = forms.CharField(label=gettext_lazy("Workplace"), max_length=150, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)

    def __init__(self, *args: Any, municipality: Municipality, besides: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = known_people(municipality)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = people.exclude(pk=besides.pk) if besides else people
        if self.data.get(self.add_prefix("person")):  # name and address belong to somebody new
            self.fields["name"].required = self.fields["email"].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("person") and any(values.get(name) for name in _NEW):
            self.add_error("person", _("Choose somebody, or write somebody new – not both."))
        return values

    def who(self) -> Person | Particulars:
        """Return the chosen person, or the particulars of a new one; of a valid form."""
        person: Person | None = self.cleaned_data["person"]
        return person or Particulars(**{name: self.cleaned_data[name] for name in _NEW})


class DayForm(forms.Form):
    """A day that is not over, and not before the seat was taken."""

    on = DateField(label=gettext_lazy("From"))

    def __init__(self, *args: Any, earliest: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest
        self.fields["on"].widget.attrs["min"] = earliest.isoformat()

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on < self.earliest:
            message = _("Choose %(day)s or a later day: what was before cannot be changed.")
            raise forms.ValidationError(message % {"day": text.day(self.earliest)})
        return on


class SwapForm(DayForm, PersonForm):
    """Who takes a seat over from now on, and from when."""

    field_order = ("on", "person", *_NEW)


class ApproverForm(forms.Form):
    """Who approves nominations at home."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=150, error_messages={"required": gettext_lazy("Write the name.")}
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("A personal link to approve with comes to this address."),
        error_messages={"required": WRITE_ADDRESS, "invalid": WRITE_ADDRESS},
    )


class RefusalForm(forms.Form):
    """Why a nomination is refused; the coordinators read it."""

    reason = forms.CharField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("Your municipality's coordinators read it. The proposed person does not."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write why, so that the coordinators can propose somebody else.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
