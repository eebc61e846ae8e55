"""What authors and readers of shared practice fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality
from partnership.forms.materials import MaterialField
from partnership.models import FocusArea, Partnership
from tracks.models import Practice, Track
from tracks.services.practices import WRITTEN

SETTINGS = [
    ("for_day_care", _("day care")),
    ("for_school", _("school")),
    ("for_after_school", _("after-school care (SFO)")),
]
_HOW = _(
    "Leave an empty line between paragraphs, begin the points of a list with “- ”, write a link as [text](https://…)."
)


def _text(
    label: Any, *, rows: int, required: bool = False, help_text: Any = "", limit: int = 20_000
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=limit, widget=widget, help_text=help_text)


class PracticeForm(forms.Form):
    """A practice as its author writes it; time and result may wait until it is sent."""

    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("Write what the practice is called.")}
    )
    summary = forms.CharField(
        label=_("In short"),
        max_length=300,
        help_text=_("One or two sentences that tell others whether to read on."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write one or two sentences that tell others whether to read on.")},
    )
    description = _text(_("What you do"), rows=9, required=True, help_text=_HOW)
    for_whom = forms.MultipleChoiceField(
        label=_("For whom?"),
        choices=SETTINGS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose whom it is for: day care, school or after-school care.")},
    )
    track = forms.ModelChoiceField(Track.objects.none(), label=_("Track"), required=False)
    focus_area = forms.ModelChoiceField(FocusArea.objects.none(), label=_("Focus area"), required=False)
    time_spent = forms.CharField(
        label=_("What time did it take?"),
        max_length=200,
        required=False,
        help_text=_("For example “two afternoons and one hour a week”."),
    )
    money_spent = forms.CharField(
        label=_("What money did it take?"),
        max_length=200,
        required=False,
        help_text=_("For example “DKK 4,000 for materials”, or “none”."),
    )
    result = _text(_("What came of it?"), rows=6)
    evidence = _text(_("How do you know?"), rows=4, help_text=_("What you counted, asked about or saw."))

    def __init__(self, *args: Any, partnership: Partnership, practice: Practice | None = None, **kwargs: Any) -> None:
        if practice is not None:
            kwargs["initial"] = {name: getattr(practice, name) for name in WRITTEN} | {
                "for_whom": [name for name, _label in SETTINGS if getattr(practice, name)]
            }
        super().__init__(*args, **kwargs)
        tracks, areas = self.fields["track"], self.fields["focus_area"]
        assert isinstance(tracks, forms.ModelChoiceField)  # noqa: S101 -- declared above
        assert isinstance(areas, forms.ModelChoiceField)  # noqa: S101
        tracks.queryset = Track.objects.filter(body__partnership=partnership).select_related("body")
        areas.queryset = FocusArea.objects.filter(partnership=partnership)

    @property
    def written(self) -> dict[str, Any]:
        """What the service is to write down."""
        values = {name: self.cleaned_data[name] for name in WRITTEN if name in self.cleaned_data}
        return values | {name: name in self.cleaned_data["for_whom"] for name, _label in SETTINGS}


class MunicipalityForm(forms.Form):
    """For which of several municipalities somebody writes."""

    municipality = forms.ChoiceField(label=_("Municipality"))

    def __init__(self, *args: Any, choices: list[tuple[Partnership, Municipality]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {
            f"{partnership.pk}-{municipality.pk}": (partnership, municipality) for partnership, municipality in choices
        }
        field = self.fields["municipality"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        several = len({partnership.pk for partnership, _municipality in choices}) > 1
        field.choices = [
            (key, f"{municipality} ({partnership})" if several else str(municipality))
            for key, (partnership, municipality) in self.rows.items()
        ]


class PracticeFileForm(forms.Form):
    """A file of a practice."""

    title = forms.CharField(label=_("What is the file called?"), max_length=150, required=False)
    file = MaterialField(
        label=_("File"),
        help_text=_("PDF, PowerPoint, Word, Excel, OpenDocument or a picture of at most 25 MB."),
        error_messages={"required": _("Choose a file.")},
    )


class _EnquiryForm(forms.Form):
    """Who turns to an author; an address goes no further than the portal."""

    name = forms.CharField(label=_("Your name"), max_length=150, error_messages={"required": _("Write your name.")})
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_(
            "We write to it, so that you can confirm. Only the secretariat can see it, neither readers nor the author. "
            "It is deleted after twelve months."
        ),
        error_messages={
            "required": _("Write your e-mail address, for example name@municipality.dk."),
            "invalid": _("Write your e-mail address, for example name@municipality.dk."),
        },
    )

    def clean_name(self) -> str:
        """Take a name of one line."""
        return " ".join(str(self.cleaned_data["name"]).split())


class QuestionForm(_EnquiryForm):
    """A question to the author."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.all(),
        label=_("Your municipality"),
        required=False,
        empty_label=_("none, or another place"),
    )
    text = _text(_("Your question"), rows=6, required=True, limit=3000)
    field_order = ["text", "name", "email", "municipality"]


class UseForm(_EnquiryForm):
    """A municipality uses the practice."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.all(),
        label=_("Your municipality"),
        error_messages={"required": _("Choose your municipality.")},
    )
    field_order = ["municipality", "name", "email"]

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practice = practice

    def clean_municipality(self) -> Municipality:
        """Refuse the municipality that wrote it."""
        municipality: Municipality = self.cleaned_data["municipality"]
        if municipality.pk == self.practice.municipality_id:
            raise ValidationError(_("It is your municipality's own practice. Only others count."))
        return municipality


class AnswerForm(forms.Form):
    """The author's answer to a question."""

    answer = _text(_("Your answer"), rows=8, required=True, limit=5000)
    show_address = forms.BooleanField(
        label=_("Show my e-mail address to the person who asks, so that we can write on"), required=False
    )


class SearchForm(forms.Form):
    """Words and filters of the library."""

    q = forms.CharField(label=_("Search in the library"), required=False, max_length=200)
    setting = forms.ChoiceField(label=_("For"), required=False, choices=[("", _("all places")), *SETTINGS])
    track = forms.ModelChoiceField(
        Track.objects.select_related("body"), label=_("Track"), required=False, empty_label=_("all tracks")
    )
    focus_area = forms.ModelChoiceField(
        FocusArea.objects.all(), label=_("Focus area"), required=False, empty_label=_("all focus areas")
    )

    def chosen(self) -> dict[str, Any]:
        """Return the filters for the search; what is not valid filters nothing."""
        values = self.cleaned_data
        setting = values.get("setting")
        filters = {"track": values.get("track"), "focus_area": values.get("focus_area")}
        return filters | ({setting: True} if setting else {})
