"""The secretariat merges two records of one person: which two, what stays, what would happen, done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from partnership.config.merging import FIELDS, Outcome, counts_of, merge_people, plan_merge
from partnership.models import Person
from partnership.services.merging import MergeRefused


class PairForm(forms.Form):
    """The two records by their ids, as addresses within the portal name them."""

    first = forms.ModelChoiceField(queryset=Person.objects.all())
    second = forms.ModelChoiceField(queryset=Person.objects.all())

    def is_valid(self) -> bool:
        """Tell whether there are two, and not one twice."""
        return super().is_valid() and self.cleaned_data["first"] != self.cleaned_data["second"]


class AddressesForm(forms.Form):
    """The two records by what people know of them. Typed and sent, so that no address of a page holds one of a person."""

    first = forms.EmailField(label=gettext_lazy("E-mail address of the one record"))
    second = forms.EmailField(label=gettext_lazy("E-mail address of the other record"))

    def clean_first(self) -> Person:
        return _found(self.cleaned_data["first"])

    def clean_second(self) -> Person:
        return _found(self.cleaned_data["second"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("first") and values.get("first") == values.get("second"):
            self.add_error("second", _("This is one record. Choose two."))
        return values


def _found(email: str) -> Person:
    person: Person | None = Person.objects.with_email(email).first()
    if person is None:
        raise forms.ValidationError(_("No record has this address. Look it up in the list of people."))
    return person


class ChoicesForm(forms.Form):
    """Which of two records stays, and whose value where they differ; a choice names the record by its id."""

    def __init__(self, pair: tuple[Person, Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in pair}
        likely = max(pair, key=lambda person: (person.is_staff, person.is_active, -person.pk))
        self.fields["keeper"] = _choice(
            _("The record that stays"), {pk: str(person) for pk, person in self.people.items()}, likely
        )
        for name in FIELDS:
            said = {pk: str(_shown(person, name) or _("(empty)")) for pk, person in self.people.items()}
            if len({getattr(person, name) for person in pair}) > 1:
                filled = next((person for person in (likely, *pair) if getattr(person, name)), likely)
                label = str(Person._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
                self.fields[name] = _choice(label, said, filled)

    def who_stays(self) -> Person:
        """Return the record that stays."""
        return self.people[self.cleaned_data["keeper"]]

    def who_goes(self) -> Person:
        """Return the record that goes."""
        return next(person for person in self.people.values() if person != self.who_stays())

    def values(self) -> dict[str, str]:
        """Return the values that were chosen, for the fields in which the records differ."""
        chosen = {name: self.people[pk] for name, pk in self.cleaned_data.items() if name != "keeper"}
        return {name: getattr(person, name) for name, person in chosen.items()}


def _choice(label: str, options: dict[str, str], initial: Person) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(options.items()), initial=str(initial.pk), widget=forms.RadioSelect
    )


def _shown(person: Person, name: str) -> str:
    return str(person.get_language_display() if name == "language" else getattr(person, name))


@require_http_methods(["GET", "HEAD", "POST"])
def merge_people_view(request: HttpRequest) -> HttpResponse:
    """Ask for two records, then for what stays, show what would happen, and do it at the second press."""
    if not request.user.has_perm("partnership.merge_people"):
        raise PermissionDenied
    pair = PairForm(request.GET)
    if not pair.is_valid():
        return _choose_two(request, pair)
    both = (pair.cleaned_data["first"], pair.cleaned_data["second"])
    form = ChoicesForm(both, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form=form, people=[(person, counts_of(person)) for person in both])
    return _merge(request, form)


def _choose_two(request: HttpRequest, pair: PairForm) -> HttpResponse:
    first = pair.cleaned_data.get("first")
    form = AddressesForm(request.POST if request.method == "POST" else None, initial={"first": first and first.email})
    if not form.is_valid():
        return _page(request, pair=form)
    chosen = {name: person.pk for name, person in form.cleaned_data.items()}
    return redirect(f"{reverse('admin:people_merge')}?{urlencode(chosen)}")


def _merge(request: HttpRequest, form: ChoicesForm) -> HttpResponse:
    assert isinstance(request.user, Person)  # noqa: S101 -- the admin site let the request through
    asked: dict[str, Any] = {
        "into": form.who_stays(),
        "by": request.user,
        "values": form.values(),
        "now": timezone.now(),
    }
    if "confirmed" not in request.POST:
        return _page(request, form=form, outcome=plan_merge(form.who_goes(), **asked))
    try:
        merge_people(form.who_goes(), **asked)
    except MergeRefused as refusal:
        return _page(request, form=form, outcome=Outcome({}, (), tuple(refusal.reasons)))
    messages.success(request, _("The two records are one: %(person)s.") % {"person": form.who_stays()})
    return redirect("admin:partnership_person_change", form.who_stays().pk)


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    everything = {
        **admin.site.each_context(request),
        "title": _("Merge two records of a person"),
        "opts": Person._meta,
        **context,
    }
    return TemplateResponse(request, "admin/partnership/person/merge.html", everything)
