"""What the secretariat fills in about networks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality
from tracks.models import PairWish
from tracks.networks.problem import LARGEST, SMALLEST

#: Above this a number is no proposal's, but a slip of the finger.
HIGHEST_SEED = 9999


class ProposalForm(forms.Form):
    """What networks are proposed for."""

    size = forms.TypedChoiceField(
        label=_("Municipalities in a network"),
        coerce=int,
        choices=[(size, str(size)) for size in range(SMALLEST, LARGEST + 1)],
        initial=4,
        help_text=_("Where the number does not come out even, networks of one more or one fewer even it out."),
    )
    mix_sizes = forms.BooleanField(
        label=_("Mix large and small municipalities"),
        required=False,
        help_text=_("Networks then reach further, since neighbours are often of a size."),
    )
    seed = forms.IntegerField(
        label=_("Number of the proposal"),
        min_value=0,
        max_value=HIGHEST_SEED,
        initial=1,
        help_text=_("The same number gives the same networks; another number gives another good proposal."),
    )


class PairForm(forms.Form):
    """Two municipalities that must, or must not, be together."""

    one = forms.ModelChoiceField(label=_("One municipality"), queryset=Municipality.objects.none())
    other = forms.ModelChoiceField(label=_("The other"), queryset=Municipality.objects.none())
    kind = forms.ChoiceField(label=_("Wish"), choices=PairWish.Kind.choices)

    def __init__(self, *args: Any, municipalities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
            field.queryset = municipalities
