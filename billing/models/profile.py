"""Where and how a municipality wants its invoices: billing profiles, in versions that follow each other."""

from __future__ import annotations

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.formats import Format
from billing.gln import validate_gln
from municipalities.models import Municipality
from partnership.models import Person


class BillingProfileQuerySet(models.QuerySet["BillingProfile"]):
    def valid_on(self, day: dt.date) -> BillingProfileQuerySet:
        """Profiles in force on the day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def ahead_of(self, day: dt.date) -> BillingProfileQuerySet:
        """Profiles that come into force after the day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), valid_from__gt=day)

    def over_on(self, day: dt.date) -> BillingProfileQuerySet:
        """Profiles that were in force before the day and are no longer."""
        return self.filter(valid_to__lte=day)

    def open(self) -> BillingProfileQuerySet:
        """Profiles without an end: what a change or a choice of default is about."""
        return self.filter(valid_to=None)

    def default_first(self) -> BillingProfileQuerySet:
        return self.order_by("municipality", "-is_default", "-valid_from", "unit", "pk")

    def visible_to(self, person: Person) -> BillingProfileQuerySet:
        """Staff see all; coordinators those of their municipalities."""
        if person.is_staff:
            return self
        return self.filter(municipality__in=Municipality.objects.coordinated_by(person, on=timezone.localdate()))


class BillingProfile(models.Model):
    """One way in which a municipality receives invoices: an EAN number with the references that go with it.

    A change makes a new version and ends the old one on the day before, so the rows are the history.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="billing_profiles"
    )
    unit = models.CharField(_("unit"), max_length=100, help_text=_("For example Børn og Unge."))
    gln = models.CharField(
        _("EAN number"),
        max_length=13,
        validators=[validate_gln],
        help_text=_("13 digits that begin with 579."),
    )
    person_reference = models.CharField(
        _("person reference"),
        max_length=50,
        help_text=_("Who gets the invoice for approval: the initials or the code that your finance system knows."),
    )
    order_number = models.CharField(_("order number"), max_length=50, blank=True)
    account_string = models.CharField(_("account string"), max_length=100, blank=True)
    contact_name = models.CharField(
        _("contact"), max_length=100, blank=True, help_text=_("Without one, the invoice names your coordinator.")
    )
    contact_email = models.EmailField(_("contact's e-mail address"), blank=True)
    street = models.CharField(_("street"), max_length=100)
    building_number = models.CharField(_("building number"), max_length=10)
    postal_code = models.CharField(
        _("postal code"),
        max_length=4,
        validators=[RegexValidator(r"^[0-9]{4}\Z", _("Write the four digits of the postal code."))],
    )
    city = models.CharField(_("city"), max_length=60)
    preferred_format = models.CharField(
        _("format of e-invoices"), max_length=12, choices=Format, default=Format.PEPPOL_BIS3
    )
    is_default = models.BooleanField(_("used unless something else is agreed"), default=False, editable=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until before"), null=True, blank=True, editable=False)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name=_("version before"),
        related_name="superseded_by",
        null=True,
        blank=True,
        editable=False,
    )
    changed_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("written by"), related_name="+", null=True, blank=True, editable=False
    )
    changed_at = models.DateTimeField(_("written"), editable=False)

    objects = BillingProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("billing profile")
        verbose_name_plural = _("billing profiles")
        ordering = ["municipality__sort_key", "-is_default", "unit", "-valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(is_default=True, valid_to__isnull=True),
                name="billing_profile_one_default_per_municipality",
                violation_error_message=_("The municipality already has a default billing profile."),
            ),
            models.UniqueConstraint(
                fields=["municipality", "gln", "person_reference", "order_number"],
                condition=Q(valid_to__isnull=True),
                name="billing_profile_is_stated_once",
                violation_error_message=_("You already have billing information with this EAN number and reference."),
            ),
            models.CheckConstraint(
                condition=Q(gln__regex=r"^579[0-9]{10}\Z"),
                name="billing_profile_gln_is_danish",
                violation_error_message=_("An EAN number has 13 digits and begins with 579."),
            ),
            models.CheckConstraint(
                condition=Q(postal_code__regex=r"^[0-9]{4}\Z"),
                name="billing_profile_postal_code_has_four_digits",
                violation_error_message=_("Write the four digits of the postal code."),
            ),
            models.CheckConstraint(
                condition=~Q(person_reference="") & ~Q(street="") & ~Q(building_number="") & ~Q(city=""),
                name="billing_profile_reference_and_address_are_stated",
                violation_error_message=_("Give the person reference and the whole address."),
            ),
            # The same day: a version that was corrected on the day it was written never counted.
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="billing_profile_ends_after_it_starts",
                violation_error_message=_("A billing profile must not end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.unit}, {self.gln}"
