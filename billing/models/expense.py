"""What the fee is spent on: entries of seven kinds, corrected by entries that take them back, with their receipts."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.fee_year import FeeYear
from partnership.models import Person, StoredDocument


class ExpenseKind(models.TextChoices):
    """What the fee covers, in the words of the invitation to the partnership."""

    MEETINGS = "meetings", _("meetings")
    CONFERENCES = "conferences", _("conferences")
    TRANSPORT = "transport", _("transport")
    CONSULTANTS = "consultants", _("consultant hours")
    SERVICES = "services", _("external services")
    COMMUNICATION = "communication", _("communication")
    SECRETARIAT = "secretariat", _("secretariat")


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def until(self, day: dt.date) -> ExpenseQuerySet:
        """What was spent on the day or before it."""
        return self.filter(spent_on__lte=day)

    def latest_first(self) -> ExpenseQuerySet:
        return self.order_by("-spent_on", "-pk")

    def visible_to(self, person: Person) -> ExpenseQuerySet:
        """KL's own accounts: the secretariat's people alone."""
        return self if person.is_staff else self.none()


class Expense(models.Model):
    """One entry in the accounts of a fee year, excl. VAT; it never changes.

    What was entered wrongly is taken back by an entry of the same amount below 0, once, which a trigger compares.
    """

    fee_year = models.ForeignKey(FeeYear, models.PROTECT, verbose_name=_("fee year"), related_name="expenses")
    kind = models.CharField(_("kind"), max_length=20, choices=ExpenseKind)
    spent_on = models.DateField(_("date"))
    text = models.CharField(_("text"), max_length=200)
    supplier = models.CharField(_("supplier"), max_length=100)
    voucher_number = models.CharField(_("voucher number"), max_length=30)
    amount = models.DecimalField(_("amount excl. VAT"), max_digits=12, decimal_places=2)
    reverses = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("takes back"), related_name="reversed_by", null=True, blank=True
    )
    #: What the form bore when it was shown, so that a second press enters nothing twice.
    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    entered_by = models.ForeignKey(Person, models.PROTECT, verbose_name=_("entered by"), related_name="+")
    entered_at = models.DateTimeField(_("entered"))

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("expense")
        verbose_name_plural = _("expenses")
        ordering = ["-spent_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="expense_is_below_0_exactly_when_it_takes_back",
                violation_error_message=_("An amount must be above 0. Take a wrong entry back instead."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ExpenseKind.values),
                name="expense_kind_is_known",
                violation_error_message=_("Choose one of the seven kinds."),
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(supplier="") & ~Q(voucher_number=""),
                name="expense_says_what_and_from_whom",
                violation_error_message=_("Give text, supplier and voucher number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_number}: {self.text}"


class Receipt(models.Model):
    """A file that proves an expense; it never changes, and more may be added later."""

    expense = models.ForeignKey(Expense, models.PROTECT, verbose_name=_("expense"), related_name="receipts")
    document = models.OneToOneField(StoredDocument, models.PROTECT, verbose_name=_("file"), related_name="receipt")
    added_by = models.ForeignKey(Person, models.PROTECT, verbose_name=_("added by"), related_name="+")

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["expense", "pk"]

    def __str__(self) -> str:
        return self.document.path
