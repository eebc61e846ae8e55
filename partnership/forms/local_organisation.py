"""A municipality's local project organisation on one form, and the search through those that are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.models import FocusArea, LocalOrganisation
from partnership.services.local_organisation import ProjectEntry, entries_of

#: The fields of each focus area, in the order in which they are asked.
FIELDS = ("owner", "contact", "contact_email", "works_on")


@dataclass(frozen=True)
class AreaFields:
    """One focus area of the form: its fields, and what somebody else has stored meanwhile where it differs."""

    area: FocusArea
    fields: list[forms.BoundField]
    stored: list[tuple[str, str]]


class LocalOrganisationForm(forms.Form):
    """All focus areas at once; an area that is left empty is taken away.

    `version` is what the page was made from, so that the change of another coordinator is noticed.
    """

    version = forms.IntegerField(
        label=gettext_lazy("The page"),
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"), gettext_lazy("The page is too old. Open it again and try once more.")
        ),
    )
    is_shown = forms.BooleanField(
        label=gettext_lazy("Show this to the other municipalities that take part"),
        help_text=gettext_lazy(
            "Everybody who has a seat in the partnership or coordinates then sees what stands here, names included. "
            "KL's secretariat and your own participants always see it."
        ),
        required=False,
    )

    def __init__(self, *args: Any, areas: Sequence[FocusArea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = areas
        for area in areas:
            for name, field in _area_fields().items():
                self.fields[f"{name}_{area.number}"] = field
        self.order_fields([*(key for key in self.fields if key != "is_shown"), "is_shown"])

    def clean(self) -> dict[str, Any]:
        """Ask for the owner of each area in which anything is written."""
        values = super().clean() or {}
        for area in self.areas:
            written = [self.data.get(self.add_prefix(f"{name}_{area.number}"), "").strip() for name in FIELDS]
            if any(written) and not written[0]:
                message = _("Write who owns the work in this focus area, or empty its other fields.")
                self.add_error(f"owner_{area.number}", message)
        return values

    def entries(self) -> list[ProjectEntry]:
        """Return what was written, area by area; for a valid form."""
        rows = [
            ProjectEntry(area, **{name: self.cleaned_data[f"{name}_{area.number}"] for name in FIELDS})
            for area in self.areas
        ]
        return [row for row in rows if row.owner]

    def rows(self, stored: Mapping[int, ProjectEntry] | None = None) -> list[AreaFields]:
        """Return the fields area by area, with what is stored (by key of the area) where the two differ."""
        return [self._row(area, stored) for area in self.areas]

    def _row(self, area: FocusArea, stored: Mapping[int, ProjectEntry] | None) -> AreaFields:
        fields = [self[f"{name}_{area.number}"] for name in FIELDS]
        differing = []
        if stored is not None:
            entry = stored.get(area.pk)
            for name, field in zip(FIELDS, fields, strict=True):
                there = getattr(entry, name) if entry else ""
                if there != self.cleaned_data.get(field.name, ""):
                    differing.append((str(field.label), there or _("(empty)")))
        return AreaFields(area, fields, differing)


def initial_of(organisation: LocalOrganisation | None, *, areas: Sequence[FocusArea]) -> dict[str, Any]:
    """Return what the form shows of what is stored."""
    if organisation is None:
        return {"version": 0}
    stored = entries_of(organisation)
    texts = {
        f"{name}_{area.number}": getattr(stored[area.pk], name)
        for area in areas
        if area.pk in stored
        for name in FIELDS
    }
    return {"version": organisation.version, "is_shown": organisation.is_shown, **texts}


class LocalProjectSearchForm(forms.Form):
    """Find what others work on."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    area = forms.TypedChoiceField(label=gettext_lazy("Focus area"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, regions: Sequence[tuple[str, str]], areas: Sequence[FocusArea], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("all"))]
        self.fields["region"].choices = everything + list(regions)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["area"].choices = everything + [  # type: ignore[attr-defined]
            (str(area.number), area.heading) for area in areas
        ]


def _area_fields() -> dict[str, forms.Field]:
    return {
        "owner": forms.CharField(
            label=gettext_lazy("Owner"),
            help_text=gettext_lazy("A name, a post or a group."),
            max_length=150,
            required=False,
        ),
        "contact": forms.CharField(
            label=gettext_lazy("Contact"),
            help_text=gettext_lazy("Whom others can ask."),
            max_length=150,
            required=False,
        ),
        "contact_email": forms.EmailField(
            label=gettext_lazy("The contact's e-mail address"),
            required=False,
            error_messages={"invalid": gettext_lazy("Write an e-mail address, for example navn@kommune.dk.")},
        ),
        "works_on": forms.CharField(
            label=gettext_lazy("What you work on"),
            max_length=1000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
    }
