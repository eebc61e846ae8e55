"""The programme as rows of an event's page: a day, from when to when, what, who, where."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, ProgrammeItem
from events.services.programme import lies_within
from events.services.wall_clock import Shift, shift_of_programme
from partnership.fields import DateInput
from partnership.text import COPENHAGEN

_TIMES = {"day", "begins", "ends"}


class ProgrammeItemForm(forms.ModelForm):
    """One item; the day may be left out, since most events have but one."""

    day = forms.DateField(label=_("Day"), required=False, widget=DateInput())
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    class Meta:
        model = ProgrammeItem
        fields = ("title", "speakers", "room", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 2, "cols": 60})}

    def __init__(self, *args: Any, event: Event, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.shift = event, shift
        if self.instance.pk is not None:
            starts, ends = (
                moment.astimezone(COPENHAGEN) for moment in (self.instance.starts_at, self.instance.ends_at)
            )
            self.initial.update(day=starts.date(), begins=starts.time(), ends=ends.time())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.instance.pk is not None and not _TIMES & set(self.changed_data):
            # The item moves along with its event, so what is stored meanwhile is not put back.
            self.instance.starts_at = self.shift.of(self.instance.starts_at)
            self.instance.ends_at = self.shift.of(self.instance.ends_at)
        elif values.get("begins") and values.get("ends") and self.event.starts_at:
            day = values.get("day") or self.event.day
            self.instance.starts_at, self.instance.ends_at = _at(day, values["begins"]), _at(day, values["ends"])
            if values["ends"] <= values["begins"]:
                self.add_error("ends", _("The programme item must end after it starts."))
        else:
            return values
        if self.event.ends_at and not lies_within(self.instance.starts_at, self.instance.ends_at, self.event):
            self.add_error("begins", _("It must lie within the event. Change the time here or that of the event."))
        return values


class ProgrammeFormSet(forms.BaseInlineFormSet):
    """Tells each row its event with the times that stand in the form, and how far these moved."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"event": self.instance, "shift": self._shift()}

    def _shift(self) -> Shift:
        if not hasattr(self, "_known_shift"):
            stored = Event.objects.filter(pk=self.instance.pk).values_list("starts_at", "ends_at").first()
            times = (self.instance.starts_at, self.instance.ends_at)
            complete = stored is not None and all(times)
            self._known_shift = (
                shift_of_programme(*stored, new_start=times[0], new_end=times[1]) if complete and stored else Shift()
            )
        return self._known_shift


class ProgrammeInline(admin.StackedInline):
    model = ProgrammeItem
    form = ProgrammeItemForm
    formset = ProgrammeFormSet
    extra = 0
    fields = (("day", "begins", "ends", "room"), ("title", "speakers"), "description")


def _at(day: dt.date, clock: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, clock), COPENHAGEN)
