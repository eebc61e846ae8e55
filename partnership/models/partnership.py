"""A partnership and the content it works with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def running_on(self, day: dt.date) -> PartnershipQuerySet:
        """Partnerships whose period holds the day."""
        return self.filter(starts_on__lte=day, ends_on__gt=day)

    def newest_first(self) -> PartnershipQuerySet:
        return self.order_by("-starts_on", "-pk")


class Partnership(models.Model):
    """A two-year partnership between KL and municipalities; everything it consists of is data."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("short name"), unique=True)
    purpose = models.TextField(_("purpose"), blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"), help_text=_("The first day after the partnership."))
    yearly_fee = models.DecimalField(
        _("yearly fee per municipality, excl. VAT"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    vat_rate = models.DecimalField(_("VAT rate in per cent"), max_digits=5, decimal_places=2, default=Decimal("25.00"))
    contact_name = models.CharField(
        _("KL's contact"), max_length=150, blank=True, help_text=_("Named in the invitations and the agreements.")
    )
    contact_email = models.EmailField(_("e-mail address of KL's contact"), blank=True)
    contact_phone = models.CharField(_("phone of KL's contact"), max_length=30, blank=True)
    case_id = models.CharField(_("KL's case id"), max_length=40, blank=True)
    document_id = models.CharField(_("KL's document id"), max_length=40, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="partnership_ends_after_it_starts",
                violation_error_message=_("The partnership must end after it starts."),
            ),
            models.CheckConstraint(
                condition=models.Q(yearly_fee__gt=0),
                name="partnership_fee_is_positive",
                violation_error_message=_("The yearly fee must be above 0."),
            ),
            models.CheckConstraint(
                condition=models.Q(vat_rate__gte=0, vat_rate__lte=100),
                name="partnership_vat_rate_is_a_percentage",
                violation_error_message=_("The VAT rate must be between 0 and 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> dt.date:
        """The day with which the partnership ends."""
        return self.ends_on - dt.timedelta(days=1)


class NumberedText(models.Model):
    """A numbered statement of a partnership."""

    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))

    class Meta:
        abstract = True
        ordering = ["partnership", "number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class FocusArea(NumberedText):
    """One of the areas that a municipality works in (indsatsområde)."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, verbose_name=_("partnership"), related_name="focus_areas"
    )

    class Meta(NumberedText.Meta):
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "number"],
                name="focus_area_number_is_used_once",
                violation_error_message=_("The partnership already has a focus area with this number."),
            )
        ]

    @property
    def heading(self) -> str:
        """What stands before the colon of “The leaders: how …”, else the whole text."""
        return self.text.partition(":")[0]

    @property
    def rest(self) -> str:
        """What stands after the colon."""
        return self.text.partition(":")[2].strip()


class GuidingQuestion(NumberedText):
    """A question under which the bodies collect knowledge and decisions."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, verbose_name=_("partnership"), related_name="guiding_questions"
    )

    class Meta(NumberedText.Meta):
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "number"],
                name="guiding_question_number_is_used_once",
                violation_error_message=_("The partnership already has a guiding question with this number."),
            )
        ]


class SuccessCriterion(NumberedText):
    """What the partnership is measured by."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, verbose_name=_("partnership"), related_name="success_criteria"
    )

    class Meta(NumberedText.Meta):
        verbose_name = _("success criterion")
        verbose_name_plural = _("success criteria")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "number"],
                name="success_criterion_number_is_used_once",
                violation_error_message=_("The partnership already has a success criterion with this number."),
            )
        ]
