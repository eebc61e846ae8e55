"""What people fill in about money that came in: the bank's file, a match by hand, a note."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.bank.csv_files import REQUIRED, ROLES, Table, read_table
from billing.bank.entries import FILE_LIMIT, BankFileRefused
from billing.models import BankAccount, Invoice
from partnership.fields import DateField, MoneyField
from partnership.text import kroner

#: What fits into a form's hidden field: a CSV file's columns are stated once, with a short file.
_FIRST_FILE = 1024 * 1024


class BankFileForm(forms.Form):
    """A file that the bank exported, and of which account."""

    account = forms.ModelChoiceField(BankAccount.objects.all(), label=gettext_lazy("Account"), empty_label=None)
    file = forms.FileField(
        label=gettext_lazy("File from the bank"),
        help_text=gettext_lazy("CAMT.053, CAMT.054 or CSV. The same file may come twice, and files may overlap."),
        error_messages={"empty": gettext_lazy("The file is empty. Fetch it again from the bank.")},
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is read."""
        chosen: UploadedFile = self.cleaned_data["file"]
        if (chosen.size or 0) > FILE_LIMIT:
            limit = FILE_LIMIT // (1024 * 1024)
            raise ValidationError(
                _("The file is larger than %(limit)d MB. Fetch it from the bank for a shorter period.")
                % {"limit": limit}
            )
        return chosen


class ColumnsForm(forms.Form):
    """What the columns of a CSV file mean; the file itself travels with the form."""

    booked_on = forms.ChoiceField(label=gettext_lazy("Date"))
    amount = forms.ChoiceField(label=gettext_lazy("Amount"))
    text = forms.ChoiceField(label=gettext_lazy("Text"), required=False)
    payer = forms.ChoiceField(label=gettext_lazy("Payer"), required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    reference = forms.ChoiceField(label=gettext_lazy("The bank's reference"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    account = forms.ModelChoiceField(BankAccount.objects.all(), widget=forms.HiddenInput)
    name = forms.CharField(max_length=255, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, content: bytes, table: Table | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bytes = content
        self.table = table or _table(content)
        headings = [(heading, heading) for heading in self.table.headings if heading]
        for role in ROLES:
            field = self.fields[role]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- the roles are the fields above
            field.choices = headings if role in REQUIRED else [("", "–"), *headings]

    def clean(self) -> dict[str, Any]:
        """Refuse a column with two meanings, and a file that has none."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [cleaned[role] for role in ROLES if cleaned.get(role)]
        if len(set(chosen)) < len(chosen):
            raise ValidationError(_("A column can mean one thing only."))
        return cleaned

    def meaning(self) -> dict[str, str]:
        """Return role -> heading."""
        return {role: self.cleaned_data[role] for role in ROLES if self.cleaned_data.get(role)}

    @property
    def content(self) -> str:
        """The file as the hidden field carries it. Too large a one is left out."""
        return base64.b64encode(self.bytes).decode("ascii") if len(self.bytes) <= _FIRST_FILE else ""

    @property
    def is_too_large(self) -> bool:
        """Whether the file cannot travel with the form."""
        return len(self.bytes) > _FIRST_FILE

    @property
    def sample(self) -> list[tuple[str, ...]]:
        """The first rows, to recognise the columns by."""
        return list(self.table.rows[:3])


class MatchForm(forms.Form):
    """Which invoice an entry pays, and how much of it."""

    invoice = forms.ModelChoiceField(
        Invoice.objects.none(), label=gettext_lazy("Invoice"), empty_label=gettext_lazy("Choose an invoice")
    )
    amount = MoneyField(label=gettext_lazy("Amount"), max_digits=12, decimal_places=2)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, unallocated: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoice"] = InvoiceField(
            label=gettext_lazy("Invoice"), empty_label=gettext_lazy("Choose an invoice")
        )
        self.order_fields(["invoice", "amount", "note"])
        self.initial.setdefault("amount", unallocated)


class InvoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs, not when it runs
    """The issued invoices, by number and municipality, with what is left of each; unpaid ones first."""

    def __init__(self, **kwargs: Any) -> None:
        invoices = Invoice.objects.issued().with_balance().select_related("agreement__municipality").defer("snapshot")
        super().__init__(invoices.order_by("agreement__municipality__sort_key", "-issued_on"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return number, municipality and what is left."""
        return _("%(municipality)s, %(number)s: %(left)s left") % {
            "municipality": obj.agreement.municipality.name,
            "number": obj.number,
            "left": kroner(obj.owed),
        }


class NoteForm(forms.Form):
    """Why something is set aside, taken back, disputed or settled."""

    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, widget=forms.TextInput(attrs={"size": 60}))


class ManualPaymentForm(forms.Form):
    """A payment that no bank file tells of."""

    amount = MoneyField(
        label=gettext_lazy("Amount"),
        max_digits=12,
        decimal_places=2,
        help_text=gettext_lazy("Below 0 when money went back to the municipality."),
    )
    paid_on = DateField(label=gettext_lazy("Day of the payment"))
    note = forms.CharField(
        label=gettext_lazy("Where the payment is known from"),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
    )


def _table(content: bytes) -> Table:
    try:
        return read_table(content)
    except BankFileRefused:
        return Table((), ())
