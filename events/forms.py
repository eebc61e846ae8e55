"""What people fill in about events."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LinkRequestForm(forms.Form):
    """Ask for the personal link again."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The address that our letters come to."),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write an e-mail address, for example navn@kommune.dk."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class DeclineForm(forms.Form):
    """Say why one does not come; the reason is optional."""

    reason = forms.CharField(
        label=_("Why can you not come?"),
        help_text=_("The organisers see it. Write nothing about illness."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
