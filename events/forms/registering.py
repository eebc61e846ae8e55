"""Whom the secretariat registers: sought by a line each, then ticked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.services.registering_people import standings
from municipalities.models import Municipality
from partnership.models import Person
from partnership.services.known_people import people_found

#: How many people a search shows at once, and how many of each line where there are several.
MOST_FOUND, MOST_OF_A_LINE = 20, 5
MOST_LINES = 60


@dataclass(frozen=True)
class Sought:
    """What a search has found: people, those of them who are meant beyond doubt, and the lines that match nobody or too many."""

    people: tuple[Person, ...] = ()
    certain: tuple[Person, ...] = ()
    unknown: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()


def search(text: str) -> Sought:
    """Look for each line; of several lines, who alone matches one is meant. A query for each line."""
    lines = list(dict.fromkeys(filter(None, (" ".join(line.split())[:100] for line in text.splitlines()))))[:MOST_LINES]
    limit = MOST_FOUND if len(lines) == 1 else MOST_OF_A_LINE
    people: dict[int, Person] = {}
    certain, unknown, cut = [], [], []
    for line in lines:
        found = people_found(line.replace(",", " ").replace(";", " "), limit=limit + 1)
        if not found:
            unknown.append(line)
        if len(found) == 1 and len(lines) > 1:
            certain += found
        if len(found) > limit:
            cut.append(line)
        people |= {person.pk: person for person in found[:limit]}
    return Sought(tuple(people.values()), tuple(certain), tuple(unknown), tuple(cut))


class RegisterPeopleForm(forms.Form):
    """Whom the secretariat registers, for example on the phone."""

    people = forms.ModelMultipleChoiceField(
        label=_("Whom do you register?"),
        queryset=Person.objects.filter(is_active=True),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose whom to register.")},
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        help_text=_(
            "Left empty: the municipality of the person's invitation or seat. "
            "If you register several, it is used for those who have neither."
        ),
        queryset=Municipality.objects.all(),
        required=False,
    )
    beyond_limit = forms.CharField(
        label=_("Give a place although all are taken, because"),
        help_text=_(
            "Left empty: who finds no free place goes on the waiting list. "
            "A reason gives a place beyond the limit, past those who wait, and stays in the logbook."
        ),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, data: Any = None, *, event: Event, shown: Sequence[Person], ticked: Iterable[int] = ()) -> None:
        """Offer those who were found, with what is known of them; whoever else is sent in is accepted too."""
        super().__init__(data, initial={"people": list(ticked)})
        known = standings(event, people=shown)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 -- declared above
        field.choices = [(person.pk, ", ".join([str(person), *known[person.pk]])) for person in shown]
