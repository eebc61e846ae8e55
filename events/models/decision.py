"""What an event came to: its minutes, and the decisions as rows of their own."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.sharing import Audience, SharedQuerySet
from municipalities.history import History
from partnership.models import GuidingQuestion, StoredDocument


class MinutesQuerySet(SharedQuerySet["Minutes"]):
    def published(self) -> MinutesQuerySet:
        """Minutes that are shown."""
        return self.filter(published_at__isnull=False)


class Minutes(models.Model):
    """The minutes of an event: text, a file, or both; shown once they are published."""

    event = models.OneToOneField(Event, models.PROTECT, verbose_name=_("event"), related_name="minutes")
    text = models.TextField(_("text"), blank=True)
    document = models.OneToOneField(
        StoredDocument, models.PROTECT, verbose_name=_("file"), related_name="minutes", null=True, blank=True
    )
    audience = models.CharField(_("who may see it"), max_length=10, choices=Audience, default=Audience.BODY)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = MinutesQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering = ["event"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(text="") | Q(document__isnull=False),
                name="minutes_published_say_something",
                violation_error_message=_("Write the minutes or choose a file before you publish them."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Minutes of %(event)s") % {"event": self.event})


class DecisionQuerySet(SharedQuerySet["Decision"]):
    """Decisions, which later are collected per body and guiding question."""


class Decision(models.Model):
    """One decision that an event took, numbered within it; it may answer one of the partnership's guiding questions."""

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="decisions")
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    text = models.TextField(_("decision"))
    guiding_question = models.ForeignKey(
        GuidingQuestion,
        models.PROTECT,
        verbose_name=_("guiding question"),
        related_name="decisions",
        null=True,
        blank=True,
    )
    audience = models.CharField(_("who may see it"), max_length=10, choices=Audience, default=Audience.BODY)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)

    objects = DecisionQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="decision_number_is_used_once",
                violation_error_message=_("The event already has a decision with this number."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(text=""),
                name="decision_says_something",
                violation_error_message=_("Write what was decided."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"
