"""The programme of an event: what happens when, who speaks, in which room."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from partnership.models import Person


class ProgrammeItemQuerySet(models.QuerySet["ProgrammeItem"]):
    def visible_to(self, person: Person) -> ProgrammeItemQuerySet:
        """The programme of the events that the person sees."""
        return self.filter(event__in=Event.objects.visible_to(person))


class ProgrammeItem(models.Model):
    """A talk, a workshop or a break; it lies within its event, which a trigger holds, and moves with it."""

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="programme_items")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    title = models.CharField(_("title"), max_length=200)
    speakers = models.CharField(
        _("speakers"), max_length=300, blank=True, help_text=_("Name and workplace of those who speak.")
    )
    room = models.CharField(_("room"), max_length=100, blank=True)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Orders what begins at the same time.")
    )

    objects = ProgrammeItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme")
        ordering = ["starts_at", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="programme_item_ends_after_it_starts",
                violation_error_message=_("The programme item must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
