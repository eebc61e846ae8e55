"""To whom what belongs to an event is shown: its participants, its body, or everybody."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.registration import Registration
from municipalities.models import Municipality
from partnership.models import Person, SeatHolding

Row = TypeVar("Row", bound=models.Model)


class Audience(models.TextChoices):
    """Who may see it; each wider one holds the narrower."""

    REGISTERED = "registered", _("the registered participants")
    BODY = "body", _("all of the body, and the registered participants")
    PUBLIC = "public", _("everybody, on the public page")


class SharedQuerySet(models.QuerySet[Row]):
    """Rows with an `event` and an `audience`, shown from when they are published."""

    def published(self) -> Self:
        """Rows that are shown at all."""
        return self

    def shared_with_public(self) -> Self:
        """What everybody may see: public rows of published events."""
        return self.published().filter(audience=Audience.PUBLIC, event__published_at__isnull=False)

    def shared_with(self, person: Person) -> Self:
        """What a person may see as a participant, whatever else the person is: through a personal link this is all.

        The registered hold a place. Those of the body hold one of its seats today, or held one on the event's day.
        """
        today = timezone.localdate()
        places = Registration.objects.attending().filter(person=person).values("event")
        day = OuterRef("event_day")
        seated = SeatHolding.objects.filter(person=person, seat__body=OuterRef("event__body"))
        of_body = Exists(seated.held_on(today)) | Exists(
            seated.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day)
        )
        rows = self.published().alias(event_day=TruncDate("event__starts_at"))
        return rows.filter(
            Q(audience=Audience.PUBLIC, event__published_at__isnull=False)
            | Q(event__in=places)
            | (Q(audience=Audience.BODY) & Q(of_body))
        )

    def visible_to(self, person: Person) -> Self:
        """Staff see all; coordinators also what belongs to events that their municipality hosts; others what is shared."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        hosted = Event.objects.filter(host__in=own)
        shared = self.shared_with(person)
        return self.filter(Q(event__in=hosted.values("pk")) | Q(pk__in=shared.values("pk")))

    def open_to(self, *, through_link: Person | None, logged_in: Person | None) -> Self:
        """What a visitor may see of what is published: everybody's, a link's person's, and who is logged in.

        A personal link never opens what its person sees as a coordinator or in the secretariat.
        """
        shown = Q(pk__in=self.shared_with_public().values("pk"))
        if through_link is not None:
            shown |= Q(pk__in=self.shared_with(through_link).values("pk"))
        if logged_in is not None:
            shown |= Q(pk__in=self.published().visible_to(logged_in).values("pk"))
        return self.filter(shown)
