"""What people fill in to enter people on seats: one person, pasted rows, a file, and the preview that follows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.fields import DateField
from partnership.models import Body, Partnership
from partnership.roster.cells import clean
from partnership.roster.columns import FIELDS, Row, Sheet, read_rows, read_text
from partnership.roster.files import LARGEST_FILE, UnreadableFile, read_file
from partnership.roster.names import BodyNames, PlaceNames
from partnership.services.roster import MOST_PASTED, MOST_UPLOADED
from partnership.services.roster_plan import Line

#: A pasted text is longer than this only by mistake.
_LONGEST_TEXT = 100_000


def within(partnership: Partnership, day: Any) -> None:
    """Raise ValidationError when the day lies outside the partnership."""
    if day is not None and not partnership.starts_on <= day < partnership.ends_on:
        raise forms.ValidationError(_("Choose a day within the partnership's period."))


class FromForm(forms.Form):
    """The body for rows that name none, and the day from which people hold their seats."""

    body = forms.ChoiceField(
        label=gettext_lazy("Group for rows that name none"),
        help_text=gettext_lazy("Leave it empty when a column of the list says which group each person sits in."),
        required=False,
    )
    from_on = DateField(
        label=gettext_lazy("They hold their seats from"),
        error_messages={"required": gettext_lazy("Choose the day from which the seats are held.")},
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        self.bodies = list(partnership.bodies.all())
        self.fields["body"].choices = body_choices(self.bodies)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_from_on(self) -> Any:
        within(self.partnership, self.cleaned_data["from_on"])
        return self.cleaned_data["from_on"]


class PasteForm(FromForm):
    """Rows copied from a spreadsheet."""

    text = forms.CharField(
        label=gettext_lazy("Rows from your spreadsheet"),
        help_text=gettext_lazy(
            "Copy the rows in Excel and paste them here, with or without the headings: name, e-mail address, job title, "
            "workplace, phone and group. Several rows at once are fine."
        ),
        max_length=_LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "wide"}),
        error_messages={
            "required": gettext_lazy("Paste at least one row."),
            "max_length": gettext_lazy("This is more than can be read at once. Paste fewer rows."),
        },
    )
    field_order = ("text", "body", "from_on")

    def sheet(self, *, bodies: BodyNames) -> Sheet:
        """Return the rows that the text holds, each with the body chosen for rows that name none."""
        sheet = read_text(self.cleaned_data["text"], bodies=bodies)
        return Sheet(_with_body(sheet.rows, self.cleaned_data["body"]), sheet.unused)

    def refuse_number(self, sheet: Sheet) -> bool:
        """Tell whether the text has no row, or too many; the form then says so."""
        return _refuse_number(self, "text", sheet, most=MOST_PASTED)


class UploadForm(FromForm):
    """A file with people of any municipalities."""

    file = forms.FileField(
        label=gettext_lazy("File (.xlsx or .csv)"),
        help_text=gettext_lazy("At most 2 MB and 2,000 rows. Only the first sheet is read."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("The file is empty.")},
    )
    field_order = ("file", "body", "from_on")

    def clean_file(self) -> list[list[str]]:
        """Return the cells of the file."""
        file = self.cleaned_data["file"]
        try:
            return read_file(file.read(LARGEST_FILE + 1))
        except UnreadableFile as error:
            raise forms.ValidationError(str(error)) from error

    def sheet(self, *, bodies: BodyNames, places: PlaceNames) -> Sheet:
        """Return the rows that the file holds, each with the body chosen for rows that name none."""
        sheet = read_rows(self.cleaned_data["file"], bodies=bodies, places=places)
        return Sheet(_with_body(sheet.rows, self.cleaned_data["body"]), sheet.unused)

    def refuse_number(self, sheet: Sheet) -> bool:
        """Tell whether the file has no row, or too many; the form then says so."""
        return _refuse_number(self, "file", sheet, most=MOST_UPLOADED)


class RowForm(forms.Form):
    """One row of the preview. It refuses nothing itself, so that nothing typed is lost; the plan says what is wrong."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False)
    email = forms.CharField(label=gettext_lazy("E-mail address"), required=False)
    title = forms.CharField(label=gettext_lazy("Job title"), required=False)
    workplace = forms.CharField(label=gettext_lazy("Workplace"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False)
    body = forms.CharField(label=gettext_lazy("Group"), required=False)
    municipality = forms.CharField(label=gettext_lazy("Municipality"), required=False)

    def __init__(self, line: Line, *, bodies: Sequence[Body], with_municipality: bool) -> None:
        values = {name: getattr(line.row, name) for name in FIELDS}
        values["body"] = line.body.key if line.body else line.row.body
        self.line, self.number = line, line.row.number
        prefix = f"row-{line.row.number}"
        super().__init__({f"{prefix}-{name}": value for name, value in values.items()}, prefix=prefix)
        choices = body_choices(bodies)
        if not line.body and line.row.body:
            choices = [(line.row.body, line.row.body), *choices]
        self.fields["body"].widget = forms.Select(choices=choices)
        if not with_municipality and "municipality" not in line.faults:
            del self.fields["municipality"]
        for name, message in line.faults.items():
            self.add_error(name, message)
        for name in self.fields:
            # The cells stand side by side: the row is named with each, for those who hear one at a time.
            label = _("%(cell)s, row %(row)d") % {"cell": self.fields[name].label, "row": self.number}
            self.fields[name].widget.attrs["aria-label"] = label


class PersonForm(forms.Form):
    """One person whom a coordinator adds."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)
    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput,
        help_text=gettext_lazy("The person's own address at work: invitations come to it."),
    )
    title = forms.CharField(label=gettext_lazy("Job title"), max_length=150, required=False)
    workplace = forms.CharField(label=gettext_lazy("Workplace"), max_length=150, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    body = forms.ChoiceField(label=gettext_lazy("Group"), required=False)
    from_on = DateField(label=gettext_lazy("Holds the seat from"))
    correct = forms.BooleanField(label=gettext_lazy("Correct the person's data to what stands above"), required=False)

    #: What the plan insists on, so that the fields are not called optional.
    needed = ("name", "email", "body")

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        self.bodies = list(partnership.bodies.all())
        self.fields["body"].choices = body_choices(self.bodies)  # type: ignore[attr-defined]  # a ChoiceField
        for name in self.needed:
            self.fields[name].required = True
        self.fields["name"].error_messages["required"] = _("Write the person's name.")
        self.fields["email"].error_messages["required"] = _(
            "Write the person's e-mail address: invitations come to it."
        )
        self.fields["body"].error_messages["required"] = _("Choose a group.")

    def clean_from_on(self) -> Any:
        within(self.partnership, self.cleaned_data["from_on"])
        return self.cleaned_data["from_on"]

    def row(self) -> Row:
        """Return what was typed as a row, also where the form finds fault with it, so that all is said at once."""
        return Row(1, **{name: clean(self.data.get(name, "")) for name in FIELDS if name != "municipality"})

    def ask_about(self, line: Line) -> bool:
        """Show the faults of the plan; tell whether the person who adds has something to answer first."""
        for name, message in line.faults.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, message)
        asked = "correct_asked" in self.data
        return bool(self.errors) or bool(line.differences and line.may_correct and not asked)


@dataclass
class Preview:
    """What the preview's page sends back: the rows, which to leave out, and whose data to correct."""

    rows: list[Row]
    from_on: dt.date
    corrections: set[int] = field(default_factory=set)

    @classmethod
    def from_post(cls, data: QueryDict, *, partnership: Partnership, most: int) -> Preview:
        """Read a preview that was sent. Raises BadRequest for what no page of ours sends."""
        left_out = _numbers(data.getlist("leave_out"))
        typed = [
            Row(number, **{name: clean(data.get(f"row-{number}-{name}", "")) for name in FIELDS})
            for number in _numbers(data.getlist("row"))
        ]
        rows = sorted([*_unpacked(data.get("kept", "[]")), *typed], key=lambda row: row.number)
        if len(rows) > most or len({row.number for row in rows}) < len(rows):
            raise BadRequest("rows")
        standing = [row for row in rows if row.number not in left_out]
        return cls(standing, _carried_day(data, partnership), set(_numbers(data.getlist("correct"))))


def pack(lines: Iterable[Line]) -> str:
    """Return rows as text for a hidden field, as they were written."""
    return json.dumps([[line.row.number, *(getattr(line.row, name) for name in FIELDS)] for line in lines])


def row_forms(lines: Iterable[Line], *, bodies: Sequence[Body], with_municipality: bool) -> list[RowForm]:
    """Return a form for each row, with its faults."""
    return [RowForm(line, bodies=bodies, with_municipality=with_municipality) for line in lines]


def body_choices(bodies: Iterable[Body]) -> list[tuple[str, str]]:
    """Return the bodies by their short names, after nothing."""
    return [("", _("Choose a group")), *((body.key, body.name) for body in bodies)]


def _with_body(rows: list[Row], body: str) -> list[Row]:
    return [row if row.body or not body else replace(row, body=body) for row in rows]


def _refuse_number(form: forms.Form, name: str, sheet: Sheet, *, most: int) -> bool:
    if not sheet.rows:
        form.add_error(name, _("There is no row with a person here. Each person needs a row of its own."))
    elif len(sheet.rows) > most:
        message = _("There are %(found)d rows, and at most %(most)d are taken at once. Split the list.")
        form.add_error(name, message % {"found": len(sheet.rows), "most": most})
    return bool(form.errors)


def _carried_day(data: QueryDict, partnership: Partnership) -> dt.date:
    """Return the day that the preview carries along. Raises BadRequest: no page of ours sends another one."""
    try:
        day = DateField().clean(data.get("from_on"))
        within(partnership, day)
    except forms.ValidationError as error:
        raise BadRequest("from_on") from error
    assert isinstance(day, dt.date)  # noqa: S101 -- the field is required
    return day


def _unpacked(text: str) -> list[Row]:
    try:
        packed = [(int(number), [_text(cell) for cell in cells]) for number, *cells in json.loads(text)]
        return [Row(number, **dict(zip(FIELDS, cells, strict=True))) for number, cells in packed]
    except (ValueError, TypeError, RecursionError) as error:
        raise BadRequest("kept") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return clean(value)


def _numbers(values: Iterable[str]) -> list[int]:
    return list(
        dict.fromkeys(int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 7)
    )
