"""Who was at the door: marks that people at the entrance make."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.registration import Registration
from partnership.models import Person


class DoorMarkQuerySet(models.QuerySet["DoorMark"]):
    def standing(self) -> DoorMarkQuerySet:
        """Marks that nobody took back."""
        return self.filter(undone_at__isnull=True)

    def visible_to(self, person: Person) -> DoorMarkQuerySet:
        """Those of answers that the person may see, and those of events that the person carries out."""
        answers = Registration.objects.visible_to(person)
        organised = Event.objects.organised_by(person)
        return self.filter(Q(registration__in=answers.values("pk")) | Q(registration__event__in=organised.values("pk")))


class DoorMark(models.Model):
    """Somebody has come, says a person at the door. Its id is made where the mark is made, so that sending it twice is harmless.

    Two doors may mark the same person: each mark stands by itself, the first one tells when the person came, and who was
    marked by mistake at one door stays marked by the other. A mark is taken back, never deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, verbose_name=_("registration"), related_name="marks")
    marked_at = models.DateTimeField(_("marked"))
    marked_by = models.ForeignKey(Person, models.PROTECT, verbose_name=_("marked by"), related_name="+")
    received_at = models.DateTimeField(_("received"))
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("taken back by"), related_name="+", null=True, blank=True
    )

    objects = DoorMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark at the door")
        verbose_name_plural = _("marks at the door")
        ordering = ["marked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="door_mark_undone_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} {self.marked_at:%H:%M}"


def was_there() -> Exists:
    """Return the condition on a registration that somebody marked the person at the door."""
    return Exists(DoorMark.objects.standing().filter(registration=OuterRef("pk")))
