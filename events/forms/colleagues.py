"""Colleagues: who comes instead of oneself, and whom a coordinator answers for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from events.services.registering import Answer, Colleague
from partnership.forms.seats import WRITE_ADDRESS
from partnership.services.known_people import Particulars

_AS_IT_IS = "as-it-is"


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


class ColleaguesForm(forms.Form):
    """An answer for each colleague, as it is unless chosen otherwise."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, colleagues: Sequence[Colleague]) -> None:
        super().__init__(data)
        self.people = [one.person.pk for one in colleagues]
        for one in colleagues:
            self.fields[f"person_{one.person.pk}"] = forms.ChoiceField(
                label=one.person.name,
                help_text=render_to_string("events/_colleague.html", {"one": one}),
                choices=[(_AS_IT_IS, _("As it is")), (Answer.COMES, _("Comes")), (Answer.DECLINES, _("Does not come"))],
                initial=_AS_IT_IS,
                widget=forms.RadioSelect(attrs={"class": "in-line"}),
                error_messages={"required": _("Choose an answer, or leave it as it is.")},
            )
        if len(colleagues) > 1:
            self.fields["together"] = forms.BooleanField(
                label=_("Those who I say come only come together"),
                help_text=_("If there are not places for all of them, they wait together, and get places together."),
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not self.answers():
            raise forms.ValidationError(_("Choose an answer for at least one person."))
        return values

    def answers(self) -> dict[int, Answer]:
        """Return the answers that were chosen, by person; of a valid form."""
        chosen = {pk: self.cleaned_data[f"person_{pk}"] for pk in self.people}
        return {pk: Answer(value) for pk, value in chosen.items() if value != _AS_IT_IS}

    def add_faults(self, faults: dict[int, str]) -> None:
        """Say beside each person why the answer was refused."""
        for pk, fault in faults.items():
            self.add_error(f"person_{pk}" if pk in self.people else None, fault)
