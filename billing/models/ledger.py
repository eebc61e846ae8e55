"""The accounts that postings go to in the finance system, by what they are for and from when."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LedgerAccountQuerySet(models.QuerySet["LedgerAccount"]):
    def begun_by(self, day: dt.date) -> LedgerAccountQuerySet:
        """Rows that have come into force by the day, the latest last."""
        return self.filter(valid_from__lte=day).order_by("valid_from")


class LedgerAccount(models.Model):
    """The number of an account from a day on; a change is a new row, so that a period that was exported stays as it was."""

    class Role(models.TextChoices):
        DEBTORS = "debtors", _("debtors")
        REVENUE = "revenue", _("revenue from fees")
        OUTPUT_VAT = "output_vat", _("output VAT")
        BANK = "bank", _("bank")
        CHARGES = "charges", _("income from reminder fees and interest")

    role = models.CharField(_("what it is for"), max_length=12, choices=Role)
    valid_from = models.DateField(_("valid from"), default=dt.date(2020, 1, 1))
    number = models.CharField(_("account"), max_length=20)
    vat_code = models.CharField(
        _("code for VAT"),
        max_length=10,
        blank=True,
        help_text=_("As the finance system writes it; empty where there is none."),
    )

    objects = LedgerAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account of the finance system")
        verbose_name_plural = _("accounts of the finance system")
        ordering = ["role", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "valid_from"],
                name="ledger_account_one_per_role_and_day",
                violation_error_message=_("There is an account for this from that day already."),
            ),
            models.CheckConstraint(
                condition=~Q(number=""),
                name="ledger_account_has_a_number",
                violation_error_message=_("Write the number of the account."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.number}"
