"""The years for which the fee is paid."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from partnership.models import Agreement, Partnership
from partnership.models.agreement import AgreementQuerySet


class FeeYearQuerySet(models.QuerySet["FeeYear"]):
    def lock(self, pk: int) -> FeeYear:
        """Return the fee year, and keep others waiting for it until the transaction ends: the first lock of this room."""
        return self.select_for_update(of=("self",)).select_related("partnership").get(pk=pk)

    def automatic_on(self, day: dt.date) -> FeeYearQuerySet:
        """Fee years whose invoices are to be issued by themselves, on the day or before."""
        return self.filter(automatic=True, issue_on__lte=day)

    def with_progress(self) -> FeeYearQuerySet:
        """Add `active_count`, the agreements that pay, and `issued_count`, those of them whose invoice is issued."""
        paying = Agreement.objects.taking_part_between(OuterRef("starts_on"), OuterRef("ends_on"))
        active = paying.filter(partnership=OuterRef("partnership")).order_by()
        # The status by its value: the invoice knows the fee year, not the other way round.
        issued = active.filter(invoices__fee_year=OuterRef("pk"), invoices__status="issued")
        return self.annotate(
            active_count=Coalesce(Subquery(active.values("partnership").annotate(n=Count("pk")).values("n")), 0),
            issued_count=Coalesce(Subquery(issued.values("partnership").annotate(n=Count("pk")).values("n")), 0),
        )


class FeeYear(models.Model):
    """Year 1 or year 2 of a partnership: one invoice per agreement."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="fee_years"
    )
    number = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"))
    issue_on = models.DateField(_("invoices are issued on"))
    automatic = models.BooleanField(
        _("issue the invoices by itself"),
        default=False,
        help_text=_("On that day, or at once where it is past. Otherwise somebody presses the button."),
    )

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

    def paying_agreements(self) -> AgreementQuerySet:
        """Return the agreements under which a municipality takes part in the year, or in a part of it."""
        taking_part = Agreement.objects.taking_part_between(self.starts_on, self.ends_on)
        return taking_part.filter(partnership=self.partnership_id)

    @property
    def last_day(self) -> dt.date:
        """The last day that the fee covers."""
        return self.ends_on - dt.timedelta(days=1)
