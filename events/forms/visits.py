"""What a host fills in about a network's visit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.fields import DateField
from tracks.models import OfferedDate, Visit
from tracks.services.visits import Offer

#: So many dates a host offers at once.
DATES = 4


class _Details(forms.Form):
    venue = forms.CharField(label=gettext_lazy("Where"), max_length=200, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    capacity = forms.IntegerField(
        label=gettext_lazy("How many may come"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Your own people count too. Empty means no limit."),
    )


class OfferForm(_Details):
    """The dates at which a municipality can receive the others, and what it wants to show."""

    shows = forms.CharField(
        label=gettext_lazy("What you want to show"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write in a few words what the others will see.")},
    )
    agenda = forms.CharField(label=gettext_lazy("Agenda"), widget=forms.Textarea(attrs={"rows": 4}), required=False)

    def __init__(self, data: Any = None, *, visit: Visit) -> None:
        initial = {name: getattr(visit, name) for name in ("shows", "agenda", "venue", "address", "capacity")}
        for number, date in enumerate(OfferedDate.objects.filter(visit=visit)[:DATES], 1):
            start, end = timezone.localtime(date.starts_at), timezone.localtime(date.ends_at)
            initial |= {
                f"day_{number}": start.date(),
                f"from_{number}": f"{start:%H:%M}",
                f"until_{number}": f"{end:%H:%M}",
            }
        super().__init__(data, initial=initial)
        for number in range(1, DATES + 1):
            values = {"number": number}
            self.fields[f"day_{number}"] = DateField(label=_("Date %(number)d") % values, required=number == 1)
            for name, label, usual in (
                ("from", _("Date %(number)d, from"), "09:00"),
                ("until", _("Date %(number)d, until"), "14:00"),
            ):
                self.fields[f"{name}_{number}"] = forms.TimeField(
                    label=label % values,
                    required=False,
                    initial=usual,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )
        moments = [f"{name}_{number}" for number in range(1, DATES + 1) for name in ("day", "from", "until")]
        self.order_fields(["shows", *moments, "venue", "address", "agenda", "capacity"])

    def dates(self) -> list[list[forms.BoundField]]:
        """Return the fields of each date: the day, from when and until when."""
        numbers = range(1, DATES + 1)
        return [[self[f"{name}_{number}"] for name in ("day", "from", "until")] for number in numbers]

    def around(self) -> list[forms.BoundField]:
        """Return the fields after the dates."""
        return [self[name] for name in ("venue", "address", "agenda", "capacity")]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for number in range(1, DATES + 1):
            hours = values.get(f"from_{number}"), values.get(f"until_{number}")
            if values.get(f"day_{number}") and None in hours and not self.errors:
                raise ValidationError(_("Write from when to when on date %(number)d.") % {"number": number})
        return values

    def offer(self) -> Offer:
        """Return what is offered; the clock is that of Copenhagen."""
        values = self.cleaned_data
        dates = [
            tuple(_moment(values[f"day_{number}"], values[f"{name}_{number}"]) for name in ("from", "until"))
            for number in range(1, DATES + 1)
            if values.get(f"day_{number}")
        ]
        return Offer(
            dates=[(start, end) for start, end in dates],
            **{name: values[name] for name in ("shows", "agenda", "venue", "address", "capacity")},
        )


class VisitDetailsForm(_Details):
    """What a host changes about the visit once its date is fixed."""

    description = forms.CharField(
        label=gettext_lazy("What you show, and the agenda"), widget=forms.Textarea(attrs={"rows": 8})
    )
    field_order = ("description", "venue", "address", "capacity")


def _moment(day: dt.date, clock: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, clock))
