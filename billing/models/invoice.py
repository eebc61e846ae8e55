"""Invoices and their lines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.models.balance import BalanceQuerySet, PaymentState, payment_state_of
from billing.models.fee_year import FeeYear
from billing.models.series import InvoiceSeries
from billing.snapshot import InvoiceSnapshot
from municipalities.models import Municipality
from partnership.machine import WrongStatus, transition
from partnership.models import Agreement, Person, StoredDocument


class InvoiceQuerySet(BalanceQuerySet["Invoice"]):
    def standing(self) -> InvoiceQuerySet:
        """Invoices that count for their agreement and fee year: drafts and issued ones."""
        return self.filter(status__in=[Invoice.Status.DRAFT, Invoice.Status.ISSUED])

    def drafts(self) -> InvoiceQuerySet:
        return self.filter(status=Invoice.Status.DRAFT)

    def issued(self) -> InvoiceQuerySet:
        """Invoices that have a number, whatever happened to them later."""
        return self.exclude(status=Invoice.Status.DRAFT)

    def lock(self, pk: int) -> Invoice:
        """Return the invoice with what it is about, and keep others waiting for it; the fee year is locked before it."""
        related = ("agreement__municipality", "agreement__partnership", "fee_year__partnership", "replaces")
        return self.select_for_update(of=("self",)).select_related(*related).get(pk=pk)

    def visible_to(self, person: Person) -> InvoiceQuerySet:
        """Staff see all; coordinators the issued ones of their municipalities."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.issued().filter(agreement__municipality__in=own)


class Invoice(models.Model):
    """The fee of one agreement for one fee year.

    draft -> issued -> credited. Issuing draws the number and freezes the snapshot; from then on triggers on both engines
    refuse every change but that of the status and of what is credited, and the deletion. Credit notes take back a part or the
    rest; when nothing is left the invoice is credited, and another may stand in its place.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ISSUED = "issued", _("issued")
        CREDITED = "credited", _("credited")

    agreement = models.ForeignKey(Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="invoices")
    fee_year = models.ForeignKey(FeeYear, models.PROTECT, verbose_name=_("fee year"), related_name="invoices")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    currency = models.CharField(_("currency"), max_length=3, default="DKK", editable=False)
    net = models.DecimalField(_("amount excl. VAT"), max_digits=12, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)
    total = models.DecimalField(_("amount incl. VAT"), max_digits=12, decimal_places=2)
    period_from = models.DateField(_("for the time from"), null=True, blank=True, editable=False)
    period_to = models.DateField(_("for the time until before"), null=True, blank=True, editable=False)
    series = models.ForeignKey(
        InvoiceSeries,
        models.PROTECT,
        verbose_name=_("number series"),
        related_name="invoices",
        null=True,
        blank=True,
        editable=False,
    )
    sequence = models.PositiveIntegerField(_("number in the series"), null=True, blank=True, editable=False)
    number = models.CharField(_("invoice number"), max_length=20, blank=True, editable=False)
    payment_id = models.CharField(_("payment id"), max_length=15, blank=True, editable=False)
    issued_on = models.DateField(_("invoice date"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("due date"), null=True, blank=True, editable=False)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True, editable=False)
    snapshot = models.JSONField(_("frozen content"), null=True, blank=True, editable=False)
    document = models.OneToOneField(
        StoredDocument,
        models.PROTECT,
        verbose_name=_("PDF"),
        related_name="invoice",
        null=True,
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    credited = models.DecimalField(
        _("credited incl. VAT"), max_digits=12, decimal_places=2, default=Decimal(0), editable=False
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name=_("replaces"),
        related_name="replaced_by",
        null=True,
        blank=True,
        editable=False,
    )

    #: Only on rows that were read `with_balance()` and `with_dispute()`.
    paid: Decimal
    charged: Decimal
    balance: Decimal
    last_paid_on: dt.date | None
    is_disputed: bool

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_on", "-sequence", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "fee_year"],
                condition=Q(status__in=["draft", "issued"]),
                name="invoice_one_standing_per_agreement_and_year",
                violation_error_message=_("The agreement already has an invoice for this fee year."),
            ),
            models.UniqueConstraint(
                fields=["series", "sequence"],
                name="invoice_sequence_is_used_once",
                violation_error_message=_("This number is already used in the series."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="invoice_number_is_used_once",
                violation_error_message=_("This invoice number is already used."),
            ),
            models.UniqueConstraint(
                fields=["payment_id"],
                # An invoice that replaces a credited one keeps its payment id, so that payments under way find it.
                condition=Q(status="issued"),
                name="invoice_payment_id_is_used_once",
                violation_error_message=_("This payment id is already used."),
            ),
            models.CheckConstraint(
                condition=Q(
                    status="draft",
                    number="",
                    payment_id="",
                    sequence__isnull=True,
                    series__isnull=True,
                    issued_on__isnull=True,
                    due_on__isnull=True,
                    issued_at__isnull=True,
                    snapshot__isnull=True,
                    document__isnull=True,
                )
                | (
                    ~Q(status="draft")
                    & ~Q(number="")
                    & ~Q(payment_id="")
                    & Q(
                        sequence__isnull=False,
                        series__isnull=False,
                        issued_on__isnull=False,
                        due_on__isnull=False,
                        issued_at__isnull=False,
                        snapshot__isnull=False,
                        document__isnull=False,
                    )
                ),
                name="invoice_is_numbered_exactly_when_issued",
                violation_error_message=_("An invoice has a number, dates and a document exactly when it is issued."),
            ),
            models.CheckConstraint(
                # Rounded, since SQLite adds as a pocket calculator: 1000.10 + 250.03 is not 1250.13 to it.
                condition=Q(net__gt=0, vat__gte=0, total=Round(F("net") + F("vat"), precision=2)),
                name="invoice_amounts_add_up",
                violation_error_message=_("The amounts must be above 0 and add up."),
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True, period_to__isnull=True) | Q(period_to__gt=F("period_from")),
                name="invoice_period_ends_after_it_starts",
                violation_error_message=_("The period of the fee must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("issued_on")),
                name="invoice_due_not_before_issue",
                violation_error_message=_("The due date must not be before the invoice date."),
            ),
            models.CheckConstraint(
                condition=Q(credited__gte=0, credited__lte=F("total")),
                name="invoice_credited_at_most_once",
                violation_error_message=_("More cannot be credited than the invoice asks for."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft", credited=0)
                | (Q(status="issued") & Q(credited__lt=F("total")))
                | Q(status="credited", credited=F("total")),
                name="invoice_is_credited_exactly_when_nothing_is_left",
                violation_error_message=_("An invoice is credited exactly when nothing of it is left."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or _("draft for %(agreement)s") % {"agreement": self.agreement}

    def issue(self, **content: Any) -> bool:
        """Give the draft its number and all that is frozen with it; False when it has them. Raises WrongStatus."""
        return transition(self, allowed={self.Status.DRAFT}, to=self.Status.ISSUED, **content)

    def credit(self, amount: Decimal) -> None:
        """Count an amount incl. VAT as credited; the last of it moves the invoice on. Raises WrongStatus.

        The caller holds the invoice's lock; the stored sum must be the one that it has read.
        """
        whole = self.credited + amount
        if whole == self.total:
            transition(self, allowed={self.Status.ISSUED}, to=self.Status.CREDITED, credited=whole)
        elif Invoice.objects.filter(pk=self.pk, status=self.Status.ISSUED, credited=self.credited).update(
            credited=whole
        ):
            self.credited = whole
        else:
            raise WrongStatus(_("%(thing)s was changed meanwhile.") % {"thing": self})

    @property
    def left(self) -> Decimal:
        """What the invoice still asks for, VAT included."""
        return self.total - self.credited

    @property
    def overpaid_by(self) -> Decimal:
        """How much more came in than is asked for, charges included; only where it was read `with_balance`."""
        return max(Decimal(0), -self.owed)

    @property
    def owed(self) -> Decimal:
        """What is left to pay with what reminders added, below 0 when too much came in; only where read `with_balance`."""
        return self.balance + self.charged

    def payment_state(self) -> PaymentState:
        """Return how the invoice stands; only where it was read `with_balance`."""
        return payment_state_of(asked=self.left, paid=self.paid, charged=self.charged)

    def said(self) -> InvoiceSnapshot:
        """Return what the issued invoice says. Raises ValueError for a draft, which says nothing yet."""
        if self.snapshot is None:
            raise ValueError("a draft has no snapshot")
        return InvoiceSnapshot.from_json(self.snapshot)


class InvoiceLine(models.Model):
    """One line of an invoice."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, verbose_name=_("invoice"), related_name="lines")
    number = models.PositiveSmallIntegerField(_("line"))
    description = models.CharField(_("description"), max_length=300)
    quantity = models.DecimalField(_("quantity"), max_digits=10, decimal_places=2, default=Decimal(1))
    unit_price = models.DecimalField(_("unit price excl. VAT"), max_digits=12, decimal_places=2)
    net = models.DecimalField(_("amount excl. VAT"), max_digits=12, decimal_places=2)
    vat_rate = models.DecimalField(_("VAT rate in per cent"), max_digits=5, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "number"],
                name="invoice_line_number_is_used_once",
                violation_error_message=_("The invoice already has a line with this number."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_price__gt=0, net__gt=0, vat__gte=0),
                name="invoice_line_amounts_are_positive",
                violation_error_message=_("Quantity and amounts must be above 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}, {self.number}"
