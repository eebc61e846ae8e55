"""What an event asks of those who register: a form made of its questions and workshops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Event, Question, Registration, Reply, Workshop, WorkshopChoice
from events.services.replies import Replies, Value

_REQUIRED = gettext_lazy("Answer this question.")
_YES, _NO = "yes", "no"


class RepliesForm(forms.Form):
    """The questions of one event, filled in with what the person replied before."""

    use_required_attribute = False

    def __init__(self, data: object = None, *, event: Event, registration: Registration | None = None) -> None:
        self.questions = list(Question.objects.filter(event=event))
        self.rounds: dict[int, list[Workshop]] = {}
        for workshop in Workshop.objects.filter(event=event):
            self.rounds.setdefault(workshop.round, []).append(workshop)
        known = Reply.objects.filter(registration=registration) if registration is not None else ()
        chosen = list(WorkshopChoice.objects.filter(registration=registration)) if registration is not None else []
        initial: dict[str, object] = {f"question_{reply.question_id}": _shown(reply.value) for reply in known}
        initial |= {f"workshop_{choice.round}": str(choice.workshop_id) for choice in chosen}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or nothing
        for question in self.questions:
            self.fields[f"question_{question.pk}"] = _field_of(question)
        own = {choice.workshop_id for choice in chosen}
        for number, workshops in self.rounds.items():
            self.fields[f"workshop_{number}"] = self._workshop_field(number, workshops, own)

    @property
    def asks(self) -> bool:
        """Tell whether there is anything to fill in."""
        return bool(self.questions or self.rounds)

    @property
    def lacks(self) -> bool:
        """Tell whether a question that must be answered has not been, as when somebody else said that the person comes."""
        required = [question for question in self.questions if question.required]
        return any(self.initial.get(f"question_{question.pk}") is None for question in required)

    def replies(self) -> Replies:
        """Return what was filled in; of a valid form."""
        values = {question.pk: self._value(question) for question in self.questions}
        chosen = {number: self.cleaned_data[f"workshop_{number}"] for number in self.rounds}
        return Replies(values, {number: int(pk) if pk else None for number, pk in chosen.items()})

    def _value(self, question: Question) -> Value | None:
        value = self.cleaned_data[f"question_{question.pk}"]
        if question.kind == Question.Kind.YES_NO:
            return None if not value else value == _YES
        if question.kind == Question.Kind.CHOICES:
            return list(value) or None
        return value.strip() or None

    def _workshop_field(self, number: int, workshops: Iterable[Workshop], own: set[int]) -> forms.ChoiceField:
        label = _("Workshop, round %(n)d") % {"n": number} if len(self.rounds) > 1 else _("Workshop")
        open_ones = [row for row in workshops if row.places_left != 0 or row.pk in own]
        full = [row.title for row in workshops if row not in open_ones]
        return forms.ChoiceField(
            label=label,
            help_text=_("Full: %(titles)s.") % {"titles": ", ".join(full)} if full else "",
            choices=[("", _("I choose later")), *((str(row.pk), _title(row)) for row in open_ones)],
            error_messages={"invalid_choice": _("All places in this workshop are taken. Choose another.")},
            widget=forms.RadioSelect,
            required=False,
        )


def _title(workshop: Workshop) -> str:
    left = workshop.places_left
    if left is None:
        return workshop.title
    free = ngettext("%(n)d place is free", "%(n)d places are free", left) % {"n": left}
    return f"{workshop.title} ({free})"


def _shown(value: Value) -> str | list[str]:
    return (_YES if value else _NO) if isinstance(value, bool) else value


def _field_of(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.text,
        "required": question.required,
        "error_messages": {"required": _REQUIRED},
    }
    choices = [(choice, choice) for choice in question.choices]
    match question.kind:
        case Question.Kind.CHOICE:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case Question.Kind.CHOICES:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        case Question.Kind.YES_NO:
            return forms.ChoiceField(choices=[(_YES, _("Yes")), (_NO, _("No"))], widget=forms.RadioSelect, **common)
    return forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), **common)
