"""What a municipality reports about its agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.fields import DateField
from partnership.forms.unchanged import UnchangedMixin
from partnership.forms.uploads import PdfField
from partnership.models import Agreement


class SignedForm(UnchangedMixin, forms.Form):
    """The signed agreement alone."""

    instance: Agreement
    watched = ("status", "signed_document")
    signed = PdfField(
        label=gettext_lazy("The signed agreement"),
        help_text=gettext_lazy("A PDF of at most 10 MB. It takes the place of an earlier one."),
    )


class DecisionForm(UnchangedMixin, forms.Form):
    """The council's decision, with the signed agreement if it is there."""

    instance: Agreement
    watched = ("status", "decided_on", "municipality_case_no", "signed_document")
    on = DateField(
        label=gettext_lazy("Decided by the municipal council on"),
        error_messages={"required": gettext_lazy("Write the date of the decision.")},
    )
    case_no = forms.CharField(
        label=gettext_lazy("Your case number"),
        help_text=gettext_lazy("It stands on the agreement and on the invoices."),
        max_length=40,
        required=False,
    )
    signed = PdfField(
        label=gettext_lazy("The signed agreement"),
        help_text=gettext_lazy("A PDF of at most 10 MB. You can also send it later."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.instance.decided_on
        self.fields["case_no"].initial = self.instance.municipality_case_no

    def full_clean(self) -> None:
        """Ask for the file again whenever something else is wrong: a browser keeps no file."""
        super().full_clean()
        if self.is_bound and self.errors and "signed" not in self.errors and self.files.get("signed"):
            self.add_error("signed", _("Choose the file again: the browser has not kept it."))
