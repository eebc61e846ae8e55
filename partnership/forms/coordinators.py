"""Who coordinates, and until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.models import Coordinatorship
from partnership.fields import DateField
from partnership.forms.unchanged import UnchangedMixin

ADDRESS_ERRORS = {
    "required": gettext_lazy("Write the e-mail address."),
    "invalid": gettext_lazy("Write an e-mail address, for example navn@kommune.dk."),
}


class InviteCoordinatorForm(forms.Form):
    """A colleague who is to coordinate as well."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=150, error_messages={"required": gettext_lazy("Write the name.")}
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("The person logs in with it. Do not use a mailbox that several people read."),
        error_messages=ADDRESS_ERRORS,
    )


class EndCoordinatorshipForm(UnchangedMixin, forms.Form):
    """The day on which somebody stops, who takes over, and that nobody does."""

    instance: Coordinatorship
    watched = ("from_on", "to_on")
    on = DateField(
        label=gettext_lazy("Stops on"),
        help_text=gettext_lazy("From this day on the person no longer sees the municipality's pages."),
        error_messages={"required": gettext_lazy("Write the date.")},
    )
    name = forms.CharField(label=gettext_lazy("The successor's name"), max_length=150, required=False)
    email = forms.EmailField(
        label=gettext_lazy("The successor's e-mail address"),
        help_text=gettext_lazy("Leave both empty when nobody takes over."),
        required=False,
        error_messages=ADDRESS_ERRORS,
    )
    leave_nobody = forms.BooleanField(
        label=gettext_lazy("I know that nobody will coordinate for the municipality"), required=False
    )

    def __init__(self, *args: Any, last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not last:
            del self.fields["leave_nobody"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name, other, advice in (
            ("name", "email", _("Write the successor's name as well.")),
            ("email", "name", _("Write the successor's e-mail address as well.")),
        ):
            if values.get(other) and not values.get(name) and name not in self.errors:
                self.add_error(name, advice)
        return values
