"""Colleagues who write a municipality's assessments together with its coordinators."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partnership.models.agreement import Agreement
from partnership.models.person import Person
from partnership.models.seat import SeatHolding


class AssessmentWriterQuerySet(models.QuerySet["AssessmentWriter"]):
    def open(self) -> AssessmentWriterQuerySet:
        """Rights that nobody has taken back."""
        return self.filter(ended_at__isnull=True)

    def in_force_on(self, day: dt.date) -> AssessmentWriterQuerySet:
        """Rights that count on the day: nobody took them back, and the person still has a seat of the municipality."""
        seats = SeatHolding.objects.held_on(day).filter(
            person=OuterRef("person"), seat__municipality=OuterRef("agreement__municipality")
        )
        return self.open().filter(Exists(seats), person__is_active=True)


class AssessmentWriter(models.Model):
    """The right to write in the drafts, and to see the own municipality's cockpit; never to send in."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="assessment_writers"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="written_assessments")
    granted_by = models.ForeignKey(Person, models.PROTECT, verbose_name=_("granted by"), related_name="+", null=True)
    granted_at = models.DateTimeField(_("granted"))
    ended_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = AssessmentWriterQuerySet.as_manager()

    class Meta:
        verbose_name = _("colleague who writes the assessment")
        verbose_name_plural = _("colleagues who write the assessment")
        ordering = ["agreement", "granted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "person"],
                condition=Q(ended_at__isnull=True),
                name="assessment_writer_is_named_once",
                violation_error_message=_("This person already writes the assessment."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("granted_at")),
                name="assessment_writer_ends_after_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.municipality}: {self.person}"
