"""The colleague who comes instead of oneself."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.forms.seats import WRITE_ADDRESS
from partnership.services.known_people import Particulars


class ColleagueForm(forms.Form):
    """Who comes, and whether from now on. A participant is shown nobody's address, so the colleague is written in full."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Your colleague's name"), max_length=150, error_messages={"required": _("Write the name.")}
    )
    email = forms.EmailField(
        label=_("Your colleague's e-mail address"),
        help_text=_("A personal link of their own comes to this address."),
        error_messages={"invalid": WRITE_ADDRESS, "required": WRITE_ADDRESS},
    )
    title = forms.CharField(label=_("Job title"), max_length=150, required=False)
    workplace = forms.CharField(label=_("Workplace"), max_length=150, required=False)
    lasting = forms.ChoiceField(
        label=_("For how long?"),
        choices=[
            ("once", _("This time only")),
            ("seat", _("From now on: ask our coordinator to give my seat to my colleague")),
        ],
        initial="once",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for how long.")},
    )

    def who(self) -> Particulars:
        """Return the colleague's particulars; of a valid form."""
        return Particulars(**{name: self.cleaned_data[name] for name in ("email", "name", "title", "workplace")})
