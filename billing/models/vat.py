"""The VAT rate, which the law may change from a day on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class VatRateQuerySet(models.QuerySet["VatRate"]):
    def in_force(self, on: dt.date) -> VatRate | None:
        """Return the rate of the day, None before the first."""
        return self.filter(valid_from__lte=on).order_by("-valid_from").first()


class VatRate(models.Model):
    """A rate of VAT and the day from which invoices bear it, until the next one begins.

    Without any the partnership's own rate counts. Triggers keep a rate that invoices may bear already.
    """

    rate = models.DecimalField(_("VAT rate in per cent"), max_digits=5, decimal_places=2, default=Decimal("25.00"))
    valid_from = models.DateField(
        _("valid from"),
        unique=True,
        error_messages={"unique": _("There is a rate from this day already.")},
        help_text=_("Invoices dated this day or later bear the rate."),
    )

    objects = VatRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__gte=0, rate__lte=100),
                name="vat_rate_is_a_percentage",
                violation_error_message=_("The VAT rate must be between 0 and 100 per cent."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rate} %"
