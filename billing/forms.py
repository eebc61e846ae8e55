"""What people fill in about the fee: billing information, and what is credited."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.gln import bare_gln
from billing.models import BillingProfile, CreditNote
from billing.services.credit_notes import Left
from billing.services.profiles import Stated
from partnership.fields import DateField, MoneyField
from partnership.text import kroner


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs, not when it runs
    """What a municipality states about one way of receiving invoices, and from when."""

    gln = forms.CharField(
        label=gettext_lazy("EAN number"),
        help_text=gettext_lazy("13 digits that begin with 579. Spaces do no harm."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    valid_from = DateField(label=gettext_lazy("Valid from"))

    class Meta:
        model = BillingProfile
        fields = [
            "unit",
            "gln",
            "person_reference",
            "order_number",
            "account_string",
            "street",
            "building_number",
            "postal_code",
            "city",
            "contact_name",
            "contact_email",
            "preferred_format",
            "valid_from",
        ]

    def __init__(self, *args: Any, earliest: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest
        self.initial["valid_from"] = earliest

    def clean_gln(self) -> str:
        """Take off what people write between the digits."""
        return bare_gln(self.cleaned_data["gln"])

    def clean_valid_from(self) -> dt.date:
        """Refuse a day gone by: an invoice of that day has been issued as it was."""
        chosen: dt.date = self.cleaned_data["valid_from"]
        if chosen < self.earliest:
            raise ValidationError(_("Choose today or a later day."), code="past")
        return chosen

    def stated(self) -> Stated:
        """Return what was filled in."""
        return Stated(**{name: self.cleaned_data[name] for name in Stated.__dataclass_fields__})


class CreditForm(forms.Form):
    """Why an invoice is credited, and how much of each of its lines."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Stands on the credit note, so write it in Danish."),
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def __init__(self, *args: Any, left: list[Left], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = [row for row in left if row.net]
        for row in self.left:
            self.fields[_line(row)] = MoneyField(
                label=row.line.description,
                required=False,
                min_value=Decimal(0),
                max_digits=12,
                decimal_places=2,
                initial=row.net,
                help_text=_("Excl. VAT; at most %(left)s. Empty credits nothing of this line.")
                % {"left": kroner(row.net)},
            )

    def amounts(self) -> dict[int, Decimal]:
        """Return what is credited excl. VAT, by the line's number."""
        return {row.line.number: amount for row in self.left if (amount := self.cleaned_data[_line(row)])}


class ForwardForm(forms.Form):
    """To whom an invoice is sent on."""

    email = forms.EmailField(
        label=gettext_lazy("Colleague's e-mail address"),
        help_text=gettext_lazy("Within the municipality. PDF and XML are attached."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ReturnForm(forms.Form):
    """Why a municipality sent an invoice back."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Why it was returned"),
        choices=[choice for choice in CreditNote.Cause.choices if choice[0] != CreditNote.Cause.OTHER],
        widget=forms.RadioSelect,
    )


def _line(left: Left) -> str:
    return f"line_{left.line.number}"
