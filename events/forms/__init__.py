"""What people fill in about events."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Invitation
from events.models.invitation import InvitationQuerySet
from events.services.planning import ChangeRefused, plan_change
from partnership import text
from partnership.fields import DateField
from partnership.forms.seats import PersonForm
from partnership.models import Agreement, Person
from partnership.models.person import PersonQuerySet
from tracks.services.launches import NotLaunched, check_held_after_launch


class LinkRequestForm(forms.Form):
    """Ask for the personal link again."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The address that our letters come to."),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write an e-mail address, for example navn@kommune.dk."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ApologyForm(forms.Form):
    """Say why one does not come; the reason is optional."""

    reason = forms.CharField(
        label=_("Why can you not come?"),
        help_text=_("The organisers see it. Write nothing about illness."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InvitationField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """One of a person's invitations, told apart by the event."""

    widget = forms.RadioSelect

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.event.title}, {text.span(obj.event.starts_at, obj.event.ends_at)}"


class SubstituteForm(PersonForm):
    """Who comes to which event instead of somebody."""

    field_order = ("invitation", "person", "name", "email", "title", "workplace", "phone")
    invitation = InvitationField(
        label=_("Which event?"),
        queryset=Invitation.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose the event that the substitute comes to.")},
    )

    def __init__(self, *args: Any, invitations: InvitationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["invitation"]
        assert isinstance(field, InvitationField)  # noqa: S101 -- declared above
        field.queryset = invitations


class EventForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """An event as the secretariat plans it: all its parts belong to one partnership."""

    online_url = forms.URLField(
        label=_("Link to take part online"),
        help_text=_("Only those who have a place see it."),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )

    class Meta:
        model = Event
        fields = (
            "partnership",
            "body",
            "kind",
            "key",
            "title",
            "description",
            "starts_at",
            "ends_at",
            "date_is_tentative",
            "venue",
            "address",
            "online_url",
            "host",
            "joint_with",
            "invites_seats",
            "delegate_body",
            "answer_by",
            "change_until",
            "capacity",
            "offer_hours",
            "allotment",
            "allotment_until",
            "first_reminder_days",
            "last_reminder_days",
            "facts_days",
            "reminds_on_any_day",
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        partnership = values.get("partnership")
        for name in ("body", "delegate_body"):
            body = values.get(name)
            if partnership and body and body.partnership_id != partnership.pk:
                self.add_error(name, _("This body belongs to another partnership."))
        body, starts_at = values.get("body"), values.get("starts_at")
        if body and starts_at and self.instance.pk is None:  # of one that is stored the service asks
            try:
                check_held_after_launch(body, day=timezone.localdate(starts_at, text.COPENHAGEN))
            except NotLaunched as early:
                self.add_error("starts_at", str(early))
        joint = values.get("joint_with")
        if joint and joint.pk == self.instance.pk:
            self.add_error("joint_with", _("An event cannot be held together with itself. Choose another event."))
        capacity = values.get("capacity")
        # The CHECK of the table names the counter, which is no field of the form, so the form has to ask itself.
        if capacity is not None and capacity < self.instance.places_taken - self.instance.overbooked:
            self.add_error("capacity", _("More places are taken than that. Choose a higher number."))
        kept = values.get("allotment")
        if kept and capacity is not None and partnership:
            municipalities = Agreement.objects.active().filter(partnership=partnership).count()
            if kept * municipalities > capacity:
                message = _("%(n)d municipalities take part, so %(kept)d each are more than the %(capacity)d places.")
                numbers = {"n": municipalities, "kept": kept, "capacity": capacity}
                self.add_error("allotment", message % numbers)
        return values

    def _post_clean(self) -> None:
        """Ask the service too whether the change can be made: it knows who is invited."""
        super()._post_clean()  # type: ignore[misc]  # not in the stubs
        if self.instance.pk is None or self.errors:
            return
        changes = {name: self.cleaned_data[name] for name in self.changed_data}
        try:
            plan_change(
                Event.objects.get(pk=self.instance.pk), changes=changes, now=timezone.now(), programme_is_checked=True
            )
        except ChangeRefused as refusal:
            self.add_error(None, str(refusal))


class SendAtForm(forms.Form):
    """When invitations go out."""

    day = DateField(label=_("Date"), error_messages={"required": _("Choose a date.")})
    time = forms.TimeField(
        label=_("Time"),
        initial=dt.time(9),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Write a time, for example 9:00."),
            "invalid": _("Write a time, for example 9:00."),
        },
    )

    def moment(self) -> dt.datetime:
        """Return the moment as the clock in Copenhagen shows it."""
        return timezone.make_aware(
            dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]), text.COPENHAGEN
        )


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """Several people, told apart by their titles."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(filter(None, (obj.name, obj.title)))


class DelegatesForm(forms.Form):
    """Who of another body comes for a municipality: one or two."""

    people = PeopleField(
        label=_("Who comes?"),
        help_text=_("Choose one or two."),
        queryset=Person.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, PeopleField)  # noqa: S101 -- declared above
        field.queryset = people
