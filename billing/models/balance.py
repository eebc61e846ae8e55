"""What is left of an invoice once payments are counted, as annotations: nothing of it is stored."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Self, TypeVar

from django.db import models
from django.db.models import DecimalField, Exists, F, Max, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_lazy as _

_M = TypeVar("_M", bound=models.Model)
_MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=14, decimal_places=2)


class PaymentState(models.TextChoices):
    """How an invoice stands; derived from what was asked, credited and paid."""

    OPEN = "open", _("not paid")
    PARTLY_PAID = "partly_paid", _("partly paid")
    PAID = "paid", _("paid")
    OVERPAID = "overpaid", _("overpaid")
    CREDITED = "credited", _("credited")


def payment_state_of(*, asked: Decimal, paid: Decimal, charged: Decimal = Decimal(0)) -> PaymentState:
    """Return the state of an invoice that asks for so much after credit notes.

    `charged` is what reminders added: paying it as well is no overpayment.
    """
    if paid > asked + charged:
        return PaymentState.OVERPAID
    if paid < asked:
        return PaymentState.PARTLY_PAID if paid > 0 else PaymentState.OPEN
    return PaymentState.PAID if asked else PaymentState.CREDITED


class BalanceQuerySet(models.QuerySet[_M]):
    """Questions about money that a query set of invoices answers."""

    def with_balance(self) -> Self:
        """Add `paid`, `charged` (by reminders) and `balance`: total - credited - paid, below 0 when too much came in.

        `last_paid_on` is the day of the latest payment, or None.
        """
        return self.annotate(
            paid=self._sum_of("payments__amount"),
            charged=self._sum_of("reminders__charges"),
            last_paid_on=Subquery(self._of_each().annotate(last=Max("payments__paid_on")).values("last")),
        ).annotate(balance=Round(F("total") - F("credited") - F("paid"), precision=2, output_field=_MONEY))

    def unpaid(self) -> Self:
        """Issued invoices of which something is left to pay; adds the balance."""
        return self.with_balance().filter(status="issued", balance__gt=0)

    def overdue(self, on: dt.date) -> Self:
        """Unpaid invoices whose due date has passed on the day."""
        return self.unpaid().filter(due_on__lt=on)

    def overpaid(self) -> Self:
        """Invoices for which more came in than they ask for, charges included; adds the balance."""
        return self.with_balance().filter(Q(balance__lt=0), paid__gt=F("total") - F("credited") + F("charged"))

    def with_dispute(self) -> Self:
        """Add `is_disputed`."""
        return self.annotate(is_disputed=Exists(self._disputed()))

    def undisputed(self) -> Self:
        """Invoices that the municipality does not object to."""
        return self.filter(~Exists(self._disputed()))

    def _disputed(self) -> models.QuerySet[_M]:
        disputed = self.model._default_manager.filter(pk=OuterRef("pk")).order_by()
        return disputed.filter(disputes__isnull=False, disputes__lifted_at__isnull=True)

    def _of_each(self) -> models.QuerySet[_M]:
        # Through the related names: payments know the invoice, not the other way round.
        rows = self.model._default_manager.filter(pk=OuterRef("pk")).order_by()
        return rows.values("pk")  # type: ignore[return-value]  # one row each, to be grouped

    def _sum_of(self, path: str) -> Coalesce:
        # Rounded, since SQLite adds floats.
        sums = self._of_each().annotate(sum=Sum(path)).values("sum")
        zero = Value(Decimal(0), output_field=_MONEY)
        return Coalesce(Round(Subquery(sums), precision=2, output_field=_MONEY), zero)
