"""The series that invoices, credit notes and reminders are numbered in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InvoiceSeries(models.Model):
    """A counter whose row is locked while a number is drawn; without gaps, never back."""

    prefix = models.CharField(_("prefix"), max_length=10, unique=True)
    last_number = models.PositiveIntegerField(_("last number drawn"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = pgettext_lazy("plural", "number series")
        ordering = ["prefix"]

    def __str__(self) -> str:
        return self.prefix
