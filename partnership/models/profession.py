"""Which professions a body takes, where the development group decides it: a history of decisions."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership import text
from partnership.models.body import Body
from partnership.models.person import Person


class ProfessionDecisionQuerySet(models.QuerySet["ProfessionDecision"]):
    def in_force_on(self, day: dt.date) -> ProfessionDecisionQuerySet:
        """Each body's newest decision that was made on the day or before; of two on one day the one recorded last."""
        newest = self.filter(body=models.OuterRef("body"), decided_on__lte=day).order_by("-decided_on", "-pk")
        return self.filter(pk=models.Subquery(newest.values("pk")[:1]))


class ProfessionDecision(models.Model):
    """What the development group has decided about whom a body takes. Never changed: a new decision replaces it."""

    body = models.ForeignKey(
        Body,
        models.PROTECT,
        verbose_name=_("body"),
        related_name="profession_decisions",
        help_text=_("The body whose professions are decided, for example the communication track."),
    )
    decided_on = models.DateField(_("decided on"))
    professions = models.TextField(_("professions"), help_text=_("One profession a line."))
    minutes = models.CharField(
        _("where it is minuted"),
        max_length=200,
        help_text=_("For example: minutes of the development group, item 4, with the case or document id."),
    )
    recorded_by = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("recorded by"),
        related_name="recorded_profession_decisions",
        null=True,
        editable=False,
    )
    recorded_at = models.DateTimeField(_("recorded"), editable=False)

    objects = ProfessionDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on professions")
        verbose_name_plural = _("decisions on professions")
        ordering = ["body", "-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(professions=""),
                name="profession_decision_names_professions",
                violation_error_message=_("Name at least one profession."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}, {text.short_day(self.decided_on)}"

    def names(self) -> list[str]:
        """Return the professions."""
        return self.professions.splitlines()
