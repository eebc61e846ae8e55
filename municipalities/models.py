"""Regions, municipalities, and who coordinates for them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from stdnum.dk import cvr as cvr_number

from municipalities.danish_order import DanishOrderField
from municipalities.history import History

THREE_DIGITS = _("Write three digits.")
FOUR_DIGITS = _("Write four digits.")
NOT_IN_DENMARK = _("The point does not lie in Denmark.")
NOT_ON_THE_MAP = _("The tile map has columns 0 to 15 and rows 0 to 13.")
IN_DENMARK = {"latitude": (54, 58), "longitude": (8, 16)}
TILE_COLUMNS, TILE_ROWS = 16, 14


def validate_cvr(value: str) -> None:
    """Raise ValidationError unless the value is a CVR number: eight digits, modulus 11.

    The form is checked apart, since stdnum also takes separators and digits of other scripts.
    """
    if not re.fullmatch("[0-9]{8}", value) or not cvr_number.is_valid(value):
        raise ValidationError(_("%(value)s is not a CVR number: check the eight digits."), "cvr", {"value": value})


def _between(lowest: int, highest: int, refusal: Any) -> list[Any]:
    return [MinValueValidator(lowest, refusal), MaxValueValidator(highest, refusal)]


class Region(models.Model):
    """A region; a municipality belongs to one from a day until before another."""

    slug = models.SlugField(_("short name"), unique=True)
    code = models.CharField(
        _("code"), max_length=4, blank=True, validators=[RegexValidator(r"^[0-9]{4}\Z", FOUR_DIGITS)]
    )
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code="") | Q(code__regex=r"^[0-9]{4}\Z"),
                name="region_code_has_four_digits",
                violation_error_message=FOUR_DIGITS,
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="region_code_is_used_once",
                violation_error_message=_("Another region has this code."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def with_region_on(self, day: dt.date) -> MunicipalityQuerySet:
        """Add `region_name` and `region_slug`: the region that the municipality belongs to on the day."""
        memberships = RegionMembership.objects.in_force_on(day).filter(municipality=OuterRef("pk"))
        return self.annotate(
            region_name=Subquery(memberships.values("region__name")[:1]),
            region_slug=Subquery(memberships.values("region__slug")[:1]),
        )

    def coordinated_by(self, person: Any, *, on: dt.date) -> MunicipalityQuerySet:
        """The municipalities that the person coordinates for on the day."""
        return self.filter(pk__in=Coordinatorship.objects.filter(person=person).open_on(on).values("municipality"))

    def visible_to(self, person: Any) -> MunicipalityQuerySet:
        """All of them: which municipalities there are is public."""
        return self.all()


class Municipality(models.Model):
    """One of the 98 municipalities."""

    code = models.CharField(
        _("code"), max_length=3, unique=True, validators=[RegexValidator(r"^[0-9]{3}\Z", THREE_DIGITS)]
    )
    name = models.CharField(_("name"), max_length=60, unique=True)
    official_name = models.CharField(_("official name"), max_length=80)
    cvr = models.CharField(_("CVR number"), max_length=8, unique=True, validators=[validate_cvr])
    email_domain_hint = models.CharField(
        _("e-mail domain"), max_length=100, blank=True, help_text=_("A hint for people, never a rule of access.")
    )
    mailbox = models.EmailField(
        _("official mailbox"),
        blank=True,
        help_text=_("Where the municipality gets its invitations; stated by the secretariat, never guessed."),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=4,
        validators=_between(*IN_DENMARK["latitude"], NOT_IN_DENMARK),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=7,
        decimal_places=4,
        validators=_between(*IN_DENMARK["longitude"], NOT_IN_DENMARK),
    )
    tile_col = models.PositiveSmallIntegerField(
        _("column in the tile map"), validators=_between(0, TILE_COLUMNS - 1, NOT_ON_THE_MAP)
    )
    tile_row = models.PositiveSmallIntegerField(
        _("row in the tile map"), validators=_between(0, TILE_ROWS - 1, NOT_ON_THE_MAP)
    )
    inhabitants = models.PositiveIntegerField(
        _("inhabitants"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Used when networks mix large and small municipalities; rounded to thousands is enough."),
    )
    sort_key = DanishOrderField(source="name", max_length=120, db_index=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["sort_key", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{3}\Z"),
                name="municipality_code_has_three_digits",
                violation_error_message=THREE_DIGITS,
            ),
            models.CheckConstraint(
                condition=Q(cvr__regex=r"^[0-9]{8}\Z"),
                name="municipality_cvr_has_eight_digits",
                violation_error_message=_("Write the eight digits of the CVR number."),
            ),
            models.UniqueConstraint(
                fields=["tile_col", "tile_row"],
                name="municipality_tile_is_used_once",
                violation_error_message=_("Another municipality has this place in the tile map."),
            ),
            models.CheckConstraint(
                condition=Q(tile_col__lt=TILE_COLUMNS, tile_row__lt=TILE_ROWS),
                name="municipality_tile_on_the_map",
                violation_error_message=NOT_ON_THE_MAP,
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=IN_DENMARK["latitude"], longitude__range=IN_DENMARK["longitude"]),
                name="municipality_lies_in_denmark",
                violation_error_message=NOT_IN_DENMARK,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegionMembershipQuerySet(models.QuerySet["RegionMembership"]):
    def in_force_on(self, day: dt.date) -> RegionMembershipQuerySet:
        """Memberships that hold on the day."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day)


class RegionMembership(models.Model):
    """The region of a municipality from a day until before another."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name=_("municipality"), related_name="region_memberships"
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"), related_name="memberships")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until before"), null=True, blank=True)

    objects = RegionMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("region membership")
        verbose_name_plural = _("region memberships")
        ordering = ["municipality", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(to_on__isnull=True),
                name="region_membership_one_open",
                violation_error_message=_("The municipality already belongs to a region without an end."),
            ),
            models.UniqueConstraint(
                fields=["municipality", "from_on"],
                name="region_membership_one_per_start",
                violation_error_message=_("The municipality already changes region on this day."),
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")),
                name="region_membership_ends_after_it_starts",
                violation_error_message=_("A membership must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        until = date_format(self.to_on, "SHORT_DATE_FORMAT") if self.to_on else ""
        return f"{self.municipality}: {self.region} ({date_format(self.from_on, 'SHORT_DATE_FORMAT')}–{until})"


class CoordinatorshipQuerySet(models.QuerySet["Coordinatorship"]):
    def open_on(self, day: dt.date) -> CoordinatorshipQuerySet:
        """Coordinatorships in force on the day."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day)

    def visible_to(self, person: Any) -> CoordinatorshipQuerySet:
        """Staff see all; coordinators those of their own municipalities."""
        if person.is_staff:
            return self
        return self.filter(municipality__in=Municipality.objects.coordinated_by(person, on=timezone.localdate()))


class Coordinatorship(models.Model):
    """A person coordinates for a municipality from a day until before another."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="coordinatorships"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="coordinatorships"
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until before"), null=True, blank=True)

    objects = CoordinatorshipQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
        ordering = ["municipality__sort_key", "from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "person"],
                condition=Q(to_on__isnull=True),
                name="coordinatorship_one_open",
                violation_error_message=_("This person already coordinates for the municipality."),
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")),
                name="coordinatorship_ends_after_it_starts",
                violation_error_message=_("A coordinator's time must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.person}"
