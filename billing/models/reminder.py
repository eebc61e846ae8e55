"""Payment reminders: what is written to a municipality that has not paid, and the rates that interest follows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.models.invoice import Invoice
from billing.models.series import InvoiceSeries
from billing.reminder_snapshot import ReminderSnapshot
from municipalities.models import Municipality
from partnership.models import Person, StoredDocument

#: The Interest Act, section 9 b, and order 105 of 31 January 2013, section 1.
HIGHEST_FEE, COMPENSATION, MOST_REMINDERS = Decimal(100), Decimal(310), 3


def validate_half_year(day: dt.date) -> None:
    """Raise ValidationError unless the day is 1 January or 1 July."""
    if (day.month, day.day) not in {(1, 1), (7, 1)}:
        raise ValidationError(_("The reference rate changes on 1 January and on 1 July. Choose one of them."))


class ReferenceRate(models.Model):
    """The lending rate of Danmarks Nationalbank on the first day of a half-year, on which interest on late payment rests."""

    valid_from = models.DateField(_("valid from"), unique=True, validators=[validate_half_year])
    rate = models.DecimalField(
        _("rate in per cent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(-5), MaxValueValidator(25)],
    )

    class Meta:
        verbose_name = _("reference rate")
        verbose_name_plural = _("reference rates")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.rate}"


class PaymentReminderQuerySet(models.QuerySet["PaymentReminder"]):
    def visible_to(self, person: Person) -> PaymentReminderQuerySet:
        """Staff see all; coordinators those of their municipalities."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(invoice__agreement__municipality__in=own)


class PaymentReminder(models.Model):
    """The first, second or third reminder of an invoice; issued at once and never changed.

    `debt` is what was left of the invoice that day; the charges are those of this reminder alone.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, verbose_name=_("invoice"), related_name="reminders")
    sequence = models.PositiveSmallIntegerField(_("reminder no."))
    debt = models.DecimalField(_("left of the invoice"), max_digits=12, decimal_places=2)
    fee = models.DecimalField(_("fee"), max_digits=6, decimal_places=2, default=Decimal(0))
    compensation = models.DecimalField(_("compensation"), max_digits=6, decimal_places=2, default=Decimal(0))
    interest = models.DecimalField(_("interest"), max_digits=12, decimal_places=2, default=Decimal(0))
    charges = models.DecimalField(_("charges"), max_digits=12, decimal_places=2, default=Decimal(0))
    series = models.ForeignKey(InvoiceSeries, models.PROTECT, verbose_name=_("number series"), related_name="reminders")
    series_number = models.PositiveIntegerField(_("number in the series"))
    number = models.CharField(_("number"), max_length=20, unique=True)
    issued_on = models.DateField(_("date"))
    due_on = models.DateField(_("new due date"))
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("issued by"), related_name="+", null=True, blank=True
    )
    snapshot = models.JSONField(_("frozen content"))
    document = models.OneToOneField(
        StoredDocument, models.PROTECT, verbose_name=_("PDF"), related_name="payment_reminder"
    )

    objects = PaymentReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment reminder")
        verbose_name_plural = _("payment reminders")
        ordering = ["-issued_on", "-series_number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "series_number"],
                name="payment_reminder_number_is_used_once",
                violation_error_message=_("This number is already used in the series."),
            ),
            models.UniqueConstraint(
                fields=["invoice", "sequence"],
                name="payment_reminder_once_per_step",
                violation_error_message=_("This reminder has been sent already."),
            ),
            models.CheckConstraint(
                condition=Q(sequence__gte=1, sequence__lte=MOST_REMINDERS),
                name="payment_reminder_three_at_most",
                violation_error_message=_("An invoice has three reminders at most."),
            ),
            models.CheckConstraint(
                condition=Q(fee__gte=0, fee__lte=HIGHEST_FEE, interest__gte=0, debt__gt=0)
                & Q(compensation__in=[0, COMPENSATION])
                & Q(charges=Round(F("fee") + F("compensation") + F("interest"), precision=2)),
                name="payment_reminder_charges_within_the_law",
                violation_error_message=_("The charges are above what the law allows, or do not add up."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("issued_on")),
                name="payment_reminder_due_not_before_issue",
                violation_error_message=_("The due date must not be before the date of the reminder."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def said(self) -> ReminderSnapshot:
        """Return what the reminder says."""
        return ReminderSnapshot.from_json(self.snapshot)
