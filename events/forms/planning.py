"""What the secretariat fills in to move, cancel, restore and copy an event."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.services.planning import moved_deadlines
from events.services.wall_clock import shift_to
from partnership import text
from partnership.fields import DateInput


class MoveEventForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """New times and a new place for an event, with a word to those who are told."""

    online_url = forms.URLField(
        label=_("Link to take part online"),
        help_text=_("Only those who have a place see it."),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    note = forms.CharField(
        label=_("A word to those who are told"),
        help_text=_("Stands in the letter, for example why the event moves."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )

    class Meta:
        model = Event
        fields = ("starts_at", "ends_at", "answer_by", "venue", "address", "online_url")
        help_texts: ClassVar[dict[str, Any]] = {
            "ends_at": _("Left unchanged on another day, it moves along with the start; so does the programme."),
            "answer_by": _("Left unchanged, it moves as many days as the event, and so do the other deadlines."),
        }

    #: The deadlines that move along, those that are no fields of the form among them.
    deadlines: dict[str, dt.datetime] = {}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts_at = values.get("starts_at")
        if starts_at and "starts_at" in self.changed_data:
            stored = Event.objects.get(pk=self.instance.pk)
            shift = shift_to(stored.starts_at, starts_at)
            if shift.days and "ends_at" not in self.changed_data:
                values["ends_at"] = shift.of(stored.ends_at)
            self.deadlines = moved_deadlines(stored, starts_at=starts_at, now=timezone.now())
            if "answer_by" in self.changed_data:
                self.deadlines.pop("answer_by", None)
            values |= {name: moment for name, moment in self.deadlines.items() if name in values}
        return values

    def changes(self) -> dict[str, Any]:
        """Return the event's fields as they shall be."""
        return self.deadlines | {name: self.cleaned_data[name] for name in self.Meta.fields}


class CancelEventForm(forms.Form):
    """Why an event is cancelled; those who are told read it, and so does who looks at its page."""

    reason = forms.CharField(
        label=_("Why is the event cancelled?"),
        help_text=_("A sentence or two. It stands in the letters and on the page of the event."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": _("Write why the event is cancelled: those who are told read it.")},
    )


class RestoreEventForm(forms.Form):
    """A word to those who were told of the cancellation."""

    note = forms.CharField(
        label=_("A word to those who are told"),
        help_text=_("Stands in the letter, for example what changed your mind."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )


class EventField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """One of the events, told apart by their days."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}, {text.day(obj.starts_at)}"


class CopyEventForm(forms.Form):
    """The event of which a new one is made, and when the new one begins."""

    event = EventField(
        label=_("Which event?"),
        help_text=_("Its texts, programme and places are copied; nobody is invited."),
        queryset=Event.objects.order_by("-starts_at", "-pk"),
        error_messages={"required": _("Choose the event to copy.")},
    )
    day = forms.DateField(
        label=_("New day"),
        widget=DateInput(),
        help_text=_("Programme and deadline keep their distance to it, and their time of day."),
        error_messages={"required": _("Write the day on which the new event begins.")},
    )
    begins = forms.TimeField(
        label=_("New time of day"),
        required=False,
        help_text=_("Left empty: as before."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def starts_at(self) -> dt.datetime:
        """Return when the new event begins."""
        former = self.cleaned_data["event"].starts_at.astimezone(text.COPENHAGEN)
        clock = self.cleaned_data["begins"] or former.time()
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["day"], clock), text.COPENHAGEN)
