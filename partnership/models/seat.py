"""Seats as rows, and who holds them from when to when."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality
from partnership import text
from partnership.models.body import Body
from partnership.models.person import Person


class SeatQuerySet(models.QuerySet["Seat"]):
    def vacant_on(self, day: dt.date) -> SeatQuerySet:
        """Seats that nobody holds on the day."""
        return self.exclude(pk__in=SeatHolding.objects.held_on(day).values("seat"))

    def visible_to(self, person: Person) -> SeatQuerySet:
        """Staff see all; coordinators those of their municipalities; a holder the own."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(Q(municipality__in=own) | Q(pk__in=SeatHolding.objects.filter(person=person).values("seat")))


class Seat(models.Model):
    """One numbered place of one municipality in one body; a database trigger refuses numbers above the body's maximum."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"), related_name="seats")
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="seats")
    number = models.PositiveSmallIntegerField(_("number"))

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["body", "municipality__sort_key", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "municipality", "number"],
                name="seat_number_is_used_once",
                violation_error_message=_("The municipality already has a seat with this number in this body."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="seat_number_starts_at_1",
                violation_error_message=_("Seats are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.municipality}, {self.number}"


class SeatHoldingQuerySet(models.QuerySet["SeatHolding"]):
    def held_on(self, day: dt.date) -> SeatHoldingQuerySet:
        """Holdings that are in force on the day."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day)

    def open(self) -> SeatHoldingQuerySet:
        """Holdings without an end."""
        return self.filter(to_on__isnull=True)

    def lasting_beyond(self, day: dt.date) -> SeatHoldingQuerySet:
        """Holdings that are in force on the day or begin later."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gt=day))

    def visible_to(self, person: Person) -> SeatHoldingQuerySet:
        """Staff see all; coordinators those of their municipalities; a holder the own."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(Q(seat__municipality__in=own) | Q(person=person))


class SeatHolding(models.Model):
    """A person's time on a seat, from a day until before another; a database trigger refuses overlaps."""

    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name=_("seat"), related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="seat_holdings")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until before"), null=True, blank=True)

    objects = SeatHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat holding")
        verbose_name_plural = _("seat holdings")
        ordering = ["seat", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(to_on__isnull=True),
                name="seat_has_one_open_holding",
                violation_error_message=_("Somebody already holds this seat."),
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=models.F("from_on")),
                name="seat_holding_ends_after_it_starts",
                violation_error_message=_("A holding must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        until = text.short_day(self.to_on) if self.to_on else ""
        return f"{self.person.name}: {self.seat} ({text.short_day(self.from_on)}–{until})"
