"""What the bank says: accounts, the files fetched from them, and every amount that was booked."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from stdnum import iban

from partnership.models import Person, StoredDocument
from partnership.text import kroner, short_day


class BankAccount(models.Model):
    """An account of the seller's on which fees come in; files of other accounts are refused."""

    name = models.CharField(_("name"), max_length=60)
    registration_number = models.CharField(
        _("registration number"),
        max_length=4,
        validators=[RegexValidator(r"^\d{4}$", _("Write the four digits of the registration number."))],
    )
    account_number = models.CharField(
        _("account number"),
        max_length=10,
        validators=[RegexValidator(r"^\d{1,10}$", _("Write the account number with digits only."))],
    )

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration_number", "account_number"],
                name="bank_account_once",
                violation_error_message=_("This account is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.registration_number} {self.account_number})"

    @property
    def bban(self) -> str:
        """The account as Danish banks write it in files: 14 digits."""
        return f"{self.registration_number}{self.account_number.zfill(10)}"

    @property
    def iban(self) -> str:
        """The account as an IBAN."""
        return f"DK{iban.calc_check_digits('DK00' + self.bban)}{self.bban}"


class CsvColumns(models.Model):
    """Which column of an account's CSV file means what; remembered for files with the same headings."""

    account = models.ForeignKey(BankAccount, models.CASCADE, verbose_name=_("bank account"), related_name="csv_columns")
    headings = models.CharField(_("headings"), max_length=1000)
    columns = models.JSONField(_("columns"))

    class Meta:
        verbose_name = _("columns of a CSV file")
        verbose_name_plural = _("columns of CSV files")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "headings"],
                name="csv_columns_once_per_headings",
                violation_error_message=_("The columns of these headings are stated already."),
            )
        ]

    def __str__(self) -> str:
        return self.headings


class BankFile(models.Model):
    """A file that was imported, kept as it came."""

    class Format(models.TextChoices):
        CAMT_053 = "camt.053", _("CAMT.053")
        CAMT_054 = "camt.054", _("CAMT.054")
        CSV = "csv", _("CSV")

    account = models.ForeignKey(BankAccount, models.PROTECT, verbose_name=_("bank account"), related_name="files")
    name = models.CharField(_("file name"), max_length=120)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    new_count = models.PositiveIntegerField(_("new entries"))
    known_count = models.PositiveIntegerField(_("known already"))
    left_out_count = models.PositiveIntegerField(_("not booked yet"), default=0)
    imported_at = models.DateTimeField(_("imported"))
    imported_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("imported by"), related_name="+", null=True, blank=True
    )
    document = models.OneToOneField(StoredDocument, models.PROTECT, verbose_name=_("file"), related_name="bank_file")

    class Meta:
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class BankEntryQuerySet(models.QuerySet["BankEntry"]):
    def of_file(self, file_id: int) -> BankEntryQuerySet:
        """Entries that a file was the first to tell."""
        return self.filter(bank_file=file_id)

    def payable(self) -> BankEntryQuerySet:
        """Entries that stand for one payment each: not the sum of several that the bank has told one by one."""
        return self.filter(~Exists(BankEntry.objects.filter(parent=OuterRef("pk")).order_by()))

    def set_aside(self) -> BankEntryQuerySet:
        """Entries that somebody has marked as not being for an invoice."""
        return self.filter(Exists(_standing_marks()))

    def unmatched(self) -> BankEntryQuerySet:
        """Payments of which a part belongs to no invoice yet, and that nobody has set aside."""
        return self.payable().filter(~Q(allocated=F("amount")), ~Exists(_standing_marks()))

    def lock(self, pk: int) -> BankEntry:
        """Return the entry, and keep others waiting for it; invoices are locked before it."""
        return self.select_for_update(of=("self",)).select_related("account").get(pk=pk)


class BankEntry(models.Model):
    """One amount that the bank has booked: above 0 when money came in, below when it left.

    `identity` is the bank's own reference where there is one, else a hash of what was booked and a running number of its like,
    so that files may overlap. An entry that the bank tells in parts has them as `parts`. `allocated` counts what belongs
    to invoices: it moves from 0 towards `amount`, and a trigger lets no payment in that it has not counted.
    """

    bank_file = models.ForeignKey(BankFile, models.PROTECT, verbose_name=_("bank file"), related_name="entries")
    account = models.ForeignKey(BankAccount, models.PROTECT, verbose_name=_("bank account"), related_name="entries")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("part of"), related_name="parts", null=True, blank=True
    )
    identity = models.CharField(_("identity"), max_length=80)
    booked_on = models.DateField(_("booked"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="DKK")
    sent_as = models.CharField(_("amount as it was sent"), max_length=30, blank=True)
    is_reversal = models.BooleanField(_("takes an earlier entry back"), default=False)
    payment_id = models.CharField(_("payment id"), max_length=16, blank=True)
    payer = models.CharField(_("payer"), max_length=140, blank=True)
    text = models.CharField(_("text"), max_length=500, blank=True)
    reference = models.CharField(_("the bank's reference"), max_length=80, blank=True)
    allocated = models.DecimalField(
        _("belongs to invoices"), max_digits=14, decimal_places=2, default=Decimal(0), editable=False
    )

    objects = BankEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank entry")
        verbose_name_plural = _("bank entries")
        ordering = ["-booked_on", "-pk"]
        indexes = [models.Index(fields=["booked_on", "amount"], name="bank_entry_day_and_amount")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "identity"],
                name="bank_entry_once",
                violation_error_message=_("This entry has been imported already."),
            ),
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="bank_entry_has_an_amount",
                violation_error_message=_("An entry must have an amount."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, allocated__gte=0, allocated__lte=F("amount"))
                | Q(amount__lt=0, allocated__lte=0, allocated__gte=F("amount")),
                name="bank_entry_allocated_at_most_once",
                violation_error_message=_("No more can belong to invoices than the entry's amount."),
            ),
        ]

    def __str__(self) -> str:
        return f"{short_day(self.booked_on)} {kroner(self.amount)} {self.payer or self.text}".strip()

    @property
    def unallocated(self) -> Decimal:
        """What belongs to no invoice yet, with the entry's sign."""
        return self.amount - self.allocated


class SettingAside(models.Model):
    """Says that an entry is not for an invoice, and why. Lifted by filling in when and by whom; never deleted."""

    entry = models.ForeignKey(BankEntry, models.PROTECT, verbose_name=_("bank entry"), related_name="marks")
    note = models.CharField(_("note"), max_length=300)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("made by"), related_name="+", null=True, blank=True
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("lifted by"), related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("entry set aside")
        verbose_name_plural = _("entries set aside")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(lifted_at__isnull=True),
                name="setting_aside_once_at_a_time",
                violation_error_message=_("The entry is set aside already."),
            ),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="setting_aside_says_why",
                violation_error_message=_("Write why the entry is not for an invoice."),
            ),
        ]

    def __str__(self) -> str:
        return self.note


def _standing_marks() -> models.QuerySet[SettingAside]:
    return SettingAside.objects.filter(entry=OuterRef("pk"), lifted_at__isnull=True).order_by()
