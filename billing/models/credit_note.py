"""Credit notes: what takes an issued invoice back, wholly or in part."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.models.invoice import Invoice, InvoiceLine
from billing.models.series import InvoiceSeries
from billing.snapshot import InvoiceSnapshot
from municipalities.models import Municipality
from partnership.models import Person, StoredDocument


class CreditNoteQuerySet(models.QuerySet["CreditNote"]):
    def visible_to(self, person: Person) -> CreditNoteQuerySet:
        """Staff see all; coordinators those of their municipalities."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(invoice__agreement__municipality__in=own)


class CreditNote(models.Model):
    """Takes back a part or the rest of an issued invoice; issued at once, and never changed.

    Amounts are positive. That no more is credited than was asked for is kept by the invoice's own sum, which must count a credit
    note before it is stored: triggers on both engines compare the two.
    """

    class Cause(models.TextChoices):
        EAN = "ean", _("returned: wrong EAN number")
        ORDER_NUMBER = "order_number", _("returned: order number missing")
        PERSON_REFERENCE = "person_reference", _("returned: person reference wrong or missing")
        OTHER = "other", _("another reason")

    invoice = models.ForeignKey(Invoice, models.PROTECT, verbose_name=_("invoice"), related_name="credit_notes")
    cause = models.CharField(_("cause"), max_length=20, choices=Cause, default=Cause.OTHER)
    reason = models.CharField(_("reason on the credit note"), max_length=300)
    net = models.DecimalField(_("amount excl. VAT"), max_digits=12, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)
    total = models.DecimalField(_("amount incl. VAT"), max_digits=12, decimal_places=2)
    series = models.ForeignKey(
        InvoiceSeries, models.PROTECT, verbose_name=_("number series"), related_name="credit_notes"
    )
    sequence = models.PositiveIntegerField(_("number in the series"))
    number = models.CharField(_("number"), max_length=20, unique=True)
    issued_on = models.DateField(_("date"))
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("issued by"), related_name="+", null=True, blank=True
    )
    snapshot = models.JSONField(_("frozen content"))
    document = models.OneToOneField(StoredDocument, models.PROTECT, verbose_name=_("PDF"), related_name="credit_note")

    objects = CreditNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        ordering = ["-issued_on", "-sequence", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "sequence"],
                name="credit_note_sequence_is_used_once",
                violation_error_message=_("This number is already used in the series."),
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(reason=""),
                name="credit_note_has_a_number_and_a_reason",
                violation_error_message=_("A credit note has a number and says why it is issued."),
            ),
            models.CheckConstraint(
                condition=Q(net__gt=0, vat__gte=0, total=Round(F("net") + F("vat"), precision=2)),
                name="credit_note_amounts_add_up",
                violation_error_message=_("The amounts must be above 0 and add up."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def said(self) -> InvoiceSnapshot:
        """Return what the credit note says."""
        return InvoiceSnapshot.from_json(self.snapshot)


class CreditNoteLine(models.Model):
    """What a credit note takes back of one line of the invoice."""

    credit_note = models.ForeignKey(CreditNote, models.CASCADE, verbose_name=_("credit note"), related_name="lines")
    invoice_line = models.ForeignKey(
        InvoiceLine, models.PROTECT, verbose_name=_("invoice line"), related_name="credit_lines"
    )
    net = models.DecimalField(_("amount excl. VAT"), max_digits=12, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("credit note line")
        verbose_name_plural = _("credit note lines")
        ordering = ["credit_note", "invoice_line__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_note", "invoice_line"],
                name="credit_note_line_once_per_invoice_line",
                violation_error_message=_("The credit note already has this line."),
            ),
            models.CheckConstraint(
                condition=Q(net__gt=0, vat__gte=0),
                name="credit_note_line_amounts_are_positive",
                violation_error_message=_("The amounts must be above 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credit_note}, {self.invoice_line.number}"
