"""The period of a round of visits: within it the hosts offer dates."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Body
from tracks.models.visit import ROUNDS


class VisitRound(models.Model):
    """From when to when the visits of one round are held. Without one they are held when the hosts want to."""

    body = models.ForeignKey(Body, models.CASCADE, verbose_name=_("body"), related_name="visit_rounds")
    number = models.PositiveSmallIntegerField(_("round"), help_text=_("1 or 2."))
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("round of visits")
        verbose_name_plural = _("rounds of visits")
        ordering = ["body__position", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"],
                name="visit_round_has_one_period",
                violation_error_message=_("This round already has a period. Change that one."),
            ),
            models.CheckConstraint(
                condition=Q(number__in=ROUNDS),
                name="visit_round_is_one_of_two",
                violation_error_message=_("There are two rounds."),
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="visit_round_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(body)s, round %(number)d") % {"body": self.body, "number": self.number})
