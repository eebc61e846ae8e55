"""What finance fills in about budgets and expenses."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import Budget, ExpenseKind
from partnership.fields import DateField, MoneyField
from partnership.forms.unchanged import UnchangedMixin
from partnership.forms.uploads import ReceiptField


class BudgetForm(UnchangedMixin, forms.ModelForm):
    """An amount for each kind of expense, and a note to the steering group."""

    class Meta:
        model = Budget
        fields = [*ExpenseKind.values, "note"]
        field_classes = dict.fromkeys(ExpenseKind.values, MoneyField)
        widgets = {
            **dict.fromkeys(ExpenseKind.values, forms.TextInput),
            "note": forms.Textarea(attrs={"rows": 5, "cols": 60}),
        }


class ExpenseForm(forms.Form):
    """One entry, with its receipt."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *ExpenseKind.choices])
    spent_on = DateField(label=_("Date"), help_text=_("The date of the voucher."))
    text = forms.CharField(label=_("Text"), max_length=200, widget=forms.TextInput(attrs={"size": 50}))
    amount = MoneyField(label=_("Amount excl. VAT"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2)
    supplier = forms.CharField(label=_("Supplier"), max_length=100)
    voucher_number = forms.CharField(
        label=_("Voucher number"), max_length=30, help_text=_("The number that the finance system knows it by.")
    )
    receipt = ReceiptField(
        label=_("Receipt"),
        required=False,
        help_text=_("A PDF, JPEG or PNG of at most 10 MB. It can also be added later."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spent_on"].initial = today
        self.fields["key"].initial = uuid.uuid4()


class TakeBackForm(forms.Form):
    """Why an entry is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Stands as the text of the entry that takes this one back."),
        widget=forms.TextInput(attrs={"size": 50}),
    )


class ReceiptForm(forms.Form):
    """One more receipt."""

    receipt = ReceiptField(label=_("Receipt"), help_text=_("A PDF, JPEG or PNG of at most 10 MB."))
