"""The electronic documents of invoices and credit notes, with the rules that each was held to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.formats import Format
from billing.models.credit_note import CreditNote
from billing.models.invoice import Invoice
from billing.models.reminder import PaymentReminder
from partnership.models import StoredDocument


class InvoiceDocument(models.Model):
    """The XML of one voucher in one format. The PDF is the voucher's own `document`, since none is without."""

    invoice = models.ForeignKey(
        Invoice, models.PROTECT, verbose_name=_("invoice"), related_name="e_documents", null=True, blank=True
    )
    credit_note = models.ForeignKey(
        CreditNote, models.PROTECT, verbose_name=_("credit note"), related_name="e_documents", null=True, blank=True
    )
    reminder = models.ForeignKey(
        PaymentReminder,
        models.PROTECT,
        verbose_name=_("payment reminder"),
        related_name="e_documents",
        null=True,
        blank=True,
    )
    format = models.CharField(_("format"), max_length=12, choices=Format)
    document = models.OneToOneField(
        StoredDocument, models.PROTECT, verbose_name=_("file"), related_name="invoice_document"
    )
    rule_set = models.CharField(_("checked against"), max_length=100)

    class Meta:
        verbose_name = _("e-invoice")
        verbose_name_plural = _("e-invoices")
        ordering = ["invoice", "credit_note", "reminder", "-format"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "format"],
                name="invoice_document_one_per_format",
                violation_error_message=_("The invoice already has a document in this format."),
            ),
            models.UniqueConstraint(
                fields=["credit_note", "format"],
                name="credit_note_document_one_per_format",
                violation_error_message=_("The credit note already has a document in this format."),
            ),
            models.UniqueConstraint(
                fields=["reminder", "format"],
                name="reminder_document_one_per_format",
                violation_error_message=_("The reminder already has a document in this format."),
            ),
            models.CheckConstraint(
                condition=Q(invoice__isnull=True, credit_note__isnull=False, reminder__isnull=True)
                | Q(invoice__isnull=False, credit_note__isnull=True, reminder__isnull=True)
                | Q(invoice__isnull=True, credit_note__isnull=True, reminder__isnull=False),
                name="invoice_document_is_of_one_voucher",
                violation_error_message=_("A document belongs to an invoice, a credit note or a reminder."),
            ),
        ]

    def __str__(self) -> str:
        return self.document.path

    @property
    def voucher(self) -> Invoice | CreditNote | PaymentReminder:
        """What it is the document of."""
        voucher = self.invoice or self.credit_note or self.reminder
        assert voucher is not None  # noqa: S101 -- a CHECK holds it
        return voucher
