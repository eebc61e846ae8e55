"""Whom an event is for besides the body's seats, one choice a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from events.models import AudienceSource, Event
from municipalities.inlines import LabelledFormSet
from tracks.models import Network


class AudienceSourceForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A municipality, a network, a person or an organisation."""

    network = forms.ModelChoiceField(
        label=AudienceSource._meta.get_field("network").verbose_name,
        queryset=Network.objects.all(),
        required=False,
    )

    class Meta:
        model = AudienceSource
        fields = ("municipality", "network", "person", "organisation")


class AudienceSourceFormSet(LabelledFormSet):
    """Lines that choose among the seats make sense only where the seats, or delegates, are invited."""

    def clean(self) -> None:
        super().clean()
        event: Any = self.instance
        if event.invites_seats or event.delegate_body_id:
            return
        for form in self.forms:
            values = getattr(form, "cleaned_data", {})
            for name in ("municipality", "network"):
                if values.get(name) and not values.get("DELETE"):
                    message = _(
                        "Nobody is chosen by this while the event does not invite those who hold the body's seats."
                    )
                    form.add_error(name, message)


def network_choices(event: Event | None) -> Iterator[tuple[int, str]]:
    """Yield the published networks of the event's partnership with their municipalities, and what is chosen already."""
    networks = Network.objects.published()
    if event is not None:
        own = Q(plan__body__partnership=event.partnership_id)
        networks = networks.filter(own) | Network.objects.filter(
            pk__in=AudienceSource.objects.filter(event=event).values("network")
        )
    rows = networks.select_related("plan__body").prefetch_related("members__municipality")
    for network in rows.order_by("plan__body__position", "plan", "number"):
        names = ", ".join(member.municipality.name for member in network.members.all())
        yield network.pk, f"{network} ({names})"
