"""Workshops inside an event, each with places of its own."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.registration import Registration
from partnership.models import Person


class Workshop(models.Model):
    """One of the workshops that run at the same time in a round; participants choose one of each round.

    The counter works as that of the event: one conditional statement, a CHECK as the last net; empty means no limit, 0 none.
    """

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="workshops")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    title = models.CharField(_("title"), max_length=150)
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty means no limit, 0 means none.")
    )
    places_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["event", "round", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(places_taken__lte=F("capacity")),
                name="workshop_places_within_capacity",
                violation_error_message=_("More places are taken than that. Choose a higher number."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def places_left(self) -> int | None:
        """Places that are free as of when this row was read; None without a limit."""
        return None if self.capacity is None else max(0, self.capacity - self.places_taken)


class WorkshopChoiceQuerySet(models.QuerySet["WorkshopChoice"]):
    def visible_to(self, person: Person) -> WorkshopChoiceQuerySet:
        """Staff see all; everybody the own."""
        return self if person.is_staff else self.filter(registration__person=person)


class WorkshopChoice(models.Model):
    """Somebody who comes has a place in a workshop; one of each round."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, verbose_name=_("registration"), related_name="workshop_choices"
    )
    workshop = models.ForeignKey(Workshop, models.PROTECT, verbose_name=_("workshop"), related_name="choices")
    round = models.PositiveSmallIntegerField(_("round"))

    objects = WorkshopChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of a workshop")
        verbose_name_plural = _("choices of workshops")
        ordering = ["registration", "round"]
        constraints = [models.UniqueConstraint(fields=["registration", "round"], name="workshop_one_per_round")]

    def __str__(self) -> str:
        return f"{self.workshop} ({self.registration_id})"
