"""What a fee year's money is meant for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.expense import ExpenseKind
from billing.models.fee_year import FeeYear
from municipalities.history import History


def _amount(kind: ExpenseKind) -> models.DecimalField[Any, Any]:
    return models.DecimalField(kind.label, max_digits=12, decimal_places=2, default=Decimal(0))


class Budget(models.Model):
    """What is set aside in a fee year for each kind of expense, excl. VAT: a column for each, named as the kind."""

    fee_year = models.OneToOneField(
        FeeYear, models.PROTECT, verbose_name=_("fee year"), related_name="budget", editable=False
    )
    meetings = _amount(ExpenseKind.MEETINGS)
    conferences = _amount(ExpenseKind.CONFERENCES)
    transport = _amount(ExpenseKind.TRANSPORT)
    consultants = _amount(ExpenseKind.CONSULTANTS)
    services = _amount(ExpenseKind.SERVICES)
    communication = _amount(ExpenseKind.COMMUNICATION)
    secretariat = _amount(ExpenseKind.SECRETARIAT)
    note = models.TextField(
        _("note to the steering group"),
        max_length=600,
        blank=True,
        help_text=_("Stands on the report. Write it in Danish; at most 600 characters."),
    )

    history = History()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["fee_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{kind}__gte": 0 for kind in ExpenseKind.values}),
                name="budget_amounts_are_not_below_0",
                violation_error_message=_("An amount of a budget must not be below 0."),
            )
        ]

    def __str__(self) -> str:
        return str(self.fee_year)

    def amount_of(self, kind: ExpenseKind) -> Decimal:
        """Return what is set aside for a kind."""
        amount: Decimal = getattr(self, kind.value)
        return amount
