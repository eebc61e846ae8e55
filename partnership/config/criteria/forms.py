"""The form of one answer with the evidence that other rooms know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from events.models import Event
from partnership.forms.assessment import AnswerForm


class EvidencedAnswerForm(AnswerForm):
    """An answer, and the event that it builds on."""

    event = forms.TypedChoiceField(
        label=_("An event that shows it"), coerce=int, empty_value=None, required=False, choices=()
    )

    def __init__(self, *args: Any, events: Sequence[Event], event: Event | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._events = {row.pk: row for row in [*events, *([event] if event else [])]}
        field = self.fields["event"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 -- declared above
        field.choices = [
            ("", _("none")),
            *((pk, f"{row.title} ({_day(row)})") for pk, row in self._events.items()),
        ]
        field.initial = event.pk if event else ""
        self.order_fields(["step", "text", "may_be_quoted", "event", "link_title", "link_url", "seen"])

    def chosen_event(self) -> Event | None:
        """Return the event that was chosen; for a valid form."""
        return self._events.get(self.cleaned_data["event"])


def _day(event: Event) -> str:
    return date_format(localtime(event.starts_at), "SHORT_DATE_FORMAT")
