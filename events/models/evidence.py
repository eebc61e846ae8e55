"""An event that a municipality points at in its assessment of the success criteria."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from partnership.models import CriterionAnswer


class EventEvidence(models.Model):
    """The event that an answer builds on. Here and not beside the answer, which knows of no events."""

    answer = models.OneToOneField(
        CriterionAnswer, models.CASCADE, verbose_name=_("answer"), related_name="event_evidence"
    )
    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="evidence")

    class Meta:
        verbose_name = _("event as evidence")
        verbose_name_plural = _("events as evidence")
        ordering = ["answer"]

    def __str__(self) -> str:
        return f"{self.answer}: {self.event}"
