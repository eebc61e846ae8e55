"""Objections of people who were entered by somebody else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models.person import Person


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> ObjectionQuerySet:
        """Objections that nobody has dealt with yet."""
        return self.filter(settled_at__isnull=True)


class Objection(models.Model):
    """A person objects to being entered (GDPR art. 21), and keeps the seat until somebody has acted on it."""

    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("person"), related_name="objections")
    reason = models.TextField(_("reason"), blank=True)
    made_at = models.DateTimeField(_("made"))
    settled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("dealt with by"),
        related_name="settled_objections",
        null=True,
        blank=True,
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(settled_at__isnull=True),
                name="objection_one_open_per_person",
                violation_error_message=_("The person has already objected."),
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="objection_settled_by_somebody",
                violation_error_message=_("Say who dealt with the objection, and when."),
            ),
        ]

    def __str__(self) -> str:
        return self.person.name
