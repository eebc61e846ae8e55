"""The seller on every invoice: KL."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import iban as iban_number

from municipalities.models import validate_cvr


def validate_iban(value: str) -> None:
    """Raise ValidationError unless the value is an IBAN with right check digits."""
    if not iban_number.is_valid(value):
        raise ValidationError(_("This is not an IBAN. Check the characters."), code="iban")


class Seller(models.Model):
    """Who invoices, and how to pay. There is one row; the way of payment has no default, since only KL knows its bank."""

    class PaymentMethod(models.TextChoices):
        FIK = "fik", _("payment slip (FIK +71)")
        BANK = "bank", _("registration and account number")
        IBAN = "iban", _("IBAN")

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100, default="KL – Kommunernes Landsforening")
    street = models.CharField(_("street"), max_length=100, default="Weidekampsgade")
    building_number = models.CharField(_("building number"), max_length=10, default="10")
    postal_code = models.CharField(_("postal code"), max_length=4, default="2300")
    city = models.CharField(_("city"), max_length=60, default="København S")
    cvr = models.CharField(_("CVR number"), max_length=8, default="62547413", validators=[validate_cvr])
    contact_name = models.CharField(_("contact"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    payment_method = models.CharField(_("way of payment"), max_length=4, choices=PaymentMethod, blank=True)
    creditor_number = models.CharField(
        _("FIK creditor number"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{8}$", _("Write the eight digits of the creditor number."))],
    )
    registration_number = models.CharField(
        _("registration number"),
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^\d{4}$", _("Write the four digits of the registration number."))],
    )
    account_number = models.CharField(
        _("account number"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^\d{1,10}$", _("Write the account number with digits only."))],
    )
    iban = models.CharField("IBAN", max_length=34, blank=True, validators=[validate_iban])
    payment_term_days = models.PositiveSmallIntegerField(
        _("payment term in days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(30, _("A public body has at most 30 days."))],
    )
    second_approval = models.BooleanField(
        _("a second person approves invoice runs"),
        default=True,
        help_text=_("Whoever asks for a run cannot approve it."),
    )

    references_required = models.BooleanField(
        _("issue nothing that cannot be an e-invoice"),
        default=True,
        help_text=_("Switched off, the invoice of a municipality that has not stated its references is a PDF alone."),
    )
    reminder_term_days = models.PositiveSmallIntegerField(
        _("days to pay after a reminder"),
        default=10,
        validators=[MinValueValidator(10, _("Give at least 10 days.")), MaxValueValidator(30)],
    )
    reminder_fee = models.DecimalField(
        _("fee for each reminder"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100, _("The law allows DKK 100 for each reminder."))],
        help_text=_("In kroner, 100 at most; 0 charges nothing."),
    )
    reminder_compensation = models.BooleanField(
        _("charge the compensation of DKK 310"),
        default=False,
        help_text=_("Once for each invoice, with its first reminder. Ask KL's lawyer first whether the law allows it."),
    )
    reminder_interest = models.BooleanField(
        _("charge interest on late payment"),
        default=False,
        help_text=_("The reference rate plus 8 percentage points a year, from the due date, by the day of 365."),
    )

    class Meta:
        verbose_name = _("seller settings")
        verbose_name_plural = _("seller settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="seller_is_one"),
            models.CheckConstraint(
                condition=models.Q(payment_term_days__gte=1, payment_term_days__lte=30),
                name="seller_payment_term_1_to_30_days",
                violation_error_message=_("The payment term must be between 1 and 30 days."),
            ),
            models.CheckConstraint(
                condition=models.Q(reminder_fee__gte=0, reminder_fee__lte=100, reminder_term_days__gte=10),
                name="seller_reminders_within_the_law",
                violation_error_message=_("A reminder costs DKK 100 at most and gives at least 10 days."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def missing(self) -> list[str]:
        """Return what must be filled in before an invoice can be issued, in words for the secretariat."""
        required = {
            "name": self.name,
            "street": self.street,
            "building_number": self.building_number,
            "postal_code": self.postal_code,
            "city": self.city,
            "cvr": self.cvr,
            "contact_name": self.contact_name,
            "email": self.email,
            "payment_method": self.payment_method,
        }
        match self.payment_method:
            case self.PaymentMethod.FIK:
                required["creditor_number"] = self.creditor_number
            case self.PaymentMethod.BANK:
                required |= {
                    "registration_number": self.registration_number,
                    "account_number": self.account_number,
                }
            case self.PaymentMethod.IBAN:
                required["iban"] = self.iban
        labels = {field.name: str(field.verbose_name) for field in self._meta.fields}
        return [labels[name] for name, value in required.items() if not value]
