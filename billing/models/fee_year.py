"""The years for which the fee is paid."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Partnership


class FeeYearQuerySet(models.QuerySet["FeeYear"]):
    def lock(self, pk: int) -> FeeYear:
        """Return the fee year, and keep others waiting for it until the transaction ends: the first lock of this room."""
        return self.select_for_update(of=("self",)).select_related("partnership").get(pk=pk)


class FeeYear(models.Model):
    """Year 1 or year 2 of a partnership: one invoice per agreement."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="fee_years"
    )
    number = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"))
    issue_on = models.DateField(_("invoices are issued on"))

    objects = FeeYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee year")
        verbose_name_plural = _("fee years")
        ordering = ["partnership", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "number"],
                name="fee_year_number_is_used_once",
                violation_error_message=_("The partnership already has a fee year with this number."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="fee_year_ends_after_it_starts",
                violation_error_message=_("The fee year must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(partnership)s, year %(number)s") % {"partnership": self.partnership, "number": self.number}

    @property
    def last_day(self) -> dt.date:
        """The last day that the fee covers."""
        return self.ends_on - dt.timedelta(days=1)
