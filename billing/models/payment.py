"""Payments: what of a bank entry belongs to which invoice; and disputes, while nobody is reminded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.bank import BankEntry
from billing.models.invoice import Invoice
from partnership.models import Person
from partnership.text import kroner


class PaymentQuerySet(models.QuerySet["Payment"]):
    def standing(self) -> PaymentQuerySet:
        """Payments that nobody has taken back; the rows that take back stay out too."""
        return self.filter(reverses__isnull=True, reversed_by__isnull=True)


class Payment(models.Model):
    """An amount of a bank entry that belongs to an invoice, or one that a person entered and accounts for in the note.

    Below 0 when money went back. Never changed or deleted: a wrong one is taken back by another row of the opposite amount, which
    names it in `reverses`.
    """

    class Way(models.TextChoices):
        CERTAIN = "certain", _("found by payment id or number")
        CHOSEN = "chosen", _("chosen by a person")
        MANUAL = "manual", _("entered by hand")

    invoice = models.ForeignKey(Invoice, models.PROTECT, verbose_name=_("invoice"), related_name="payments")
    entry = models.ForeignKey(
        BankEntry, models.PROTECT, verbose_name=_("bank entry"), related_name="payments", null=True, blank=True
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid_on = models.DateField(_("paid"))
    way = models.CharField(_("matched by"), max_length=10, choices=Way)
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("made by"), related_name="+", null=True, blank=True
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("takes back"), related_name="reversed_by", null=True, blank=True
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="payment_has_an_amount",
                violation_error_message=_("A payment must have an amount."),
            ),
            models.CheckConstraint(
                condition=Q(entry__isnull=False) | ~Q(note=""),
                name="payment_comes_from_the_bank_or_says_why",
                violation_error_message=_("Write where the payment is known from."),
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(note=""),
                name="payment_taken_back_says_why",
                violation_error_message=_("Write why the payment is taken back."),
            ),
        ]

    def __str__(self) -> str:
        return f"{kroner(self.amount)}, {self.invoice}"


class Dispute(models.Model):
    """The municipality does not agree with an invoice: until this is lifted nobody is reminded. Never deleted."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, verbose_name=_("invoice"), related_name="disputes")
    note = models.CharField(_("note"), max_length=300)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("made by"), related_name="+", null=True, blank=True
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("lifted by"), related_name="+", null=True, blank=True
    )
    lifted_note = models.CharField(_("how it ended"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(lifted_at__isnull=True),
                name="dispute_one_open_per_invoice",
                violation_error_message=_("The invoice is disputed already."),
            ),
            models.CheckConstraint(
                condition=~Q(note="") & (Q(lifted_at__isnull=True) | ~Q(lifted_note="")),
                name="dispute_says_why",
                violation_error_message=_("Write what the municipality objects to, and how it ended."),
            ),
        ]

    def __str__(self) -> str:
        return self.note
