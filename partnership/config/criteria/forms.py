"""The form of one answer with the evidence that other rooms know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from partnership.config.criteria.evidence import Evidence
from partnership.forms.assessment import AnswerForm
from partnership.models import Agreement
from tracks.models import Practice


class EvidencedAnswerForm(AnswerForm):
    """An answer, and the event and the practice that it builds on."""

    event = forms.TypedChoiceField(
        label=gettext_lazy("An event that shows it"), coerce=int, empty_value=None, required=False, choices=()
    )
    practice = forms.TypedChoiceField(
        label=gettext_lazy("A practice that shows it"),
        help_text=gettext_lazy("Your own practices in the library, and those that you have said you use."),
        coerce=int,
        empty_value=None,
        required=False,
        choices=(),
    )

    def __init__(
        self,
        *args: Any,
        agreement: Agreement,
        events: Sequence[Event],
        practices: Sequence[Practice],
        evidence: Evidence,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # What is pointed at already stays a choice, also when it is no longer among those that are offered.
        self._events = {row.pk: row for row in [*events, *filter(None, [evidence.event])]}
        self._practices = {row.pk: row for row in [*practices, *filter(None, [evidence.practice])]}
        self._offer("event", [(pk, f"{row.title} ({_day(row)})") for pk, row in self._events.items()], evidence.event)
        own, used = [], []
        for pk, row in self._practices.items():
            if row.municipality_id == agreement.municipality_id:
                own.append((pk, row.title))
            else:
                used.append((pk, f"{row.title} ({row.municipality})"))
        groups = [(str(name), rows) for name, rows in ((_("Your own"), own), (_("Those that you use"), used)) if rows]
        self._offer("practice", groups, evidence.practice)
        self.order_fields(["step", "text", "may_be_quoted", "practice", "event", "link_title", "link_url", "seen"])

    def chosen_event(self) -> Event | None:
        """Return the event that was chosen; for a valid form."""
        return self._events.get(self.cleaned_data["event"])

    def chosen_practice(self) -> Practice | None:
        """Return the practice that was chosen; for a valid form."""
        return self._practices.get(self.cleaned_data["practice"])

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]], chosen: Event | Practice | None) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", _("none")), *choices]
        field.initial = chosen.pk if chosen else ""


def _day(event: Event) -> str:
    return date_format(localtime(event.starts_at), "SHORT_DATE_FORMAT")
