"""Nominations that somebody at home approves before the person hears of them, and who approves."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from municipalities.models import Municipality
from partnership.machine import transition
from partnership.models.body import Body
from partnership.models.person import Person
from partnership.models.seat import Seat, SeatHolding


class ApproverQuerySet(models.QuerySet["Approver"]):
    def visible_to(self, person: Person) -> ApproverQuerySet:
        """Staff see all; coordinators those of their municipalities."""
        if person.is_staff:
            return self
        return self.filter(municipality__in=Municipality.objects.coordinated_by(person, on=timezone.localdate()))


class Approver(models.Model):
    """Who approves a municipality's nominations to a body: a leader, or the mayor for politicians."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="approvers"
    )
    body = models.ForeignKey(Body, models.CASCADE, verbose_name=_("body"), related_name="approvers")
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"))

    objects = ApproverQuerySet.as_manager()

    class Meta:
        verbose_name = _("approver")
        verbose_name_plural = _("approvers")
        ordering = ["municipality__sort_key", "body"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "body"],
                name="approver_one_per_municipality_and_body",
                violation_error_message=_("The municipality already has an approver for this body."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.body}, {self.municipality})"


class NominationQuerySet(models.QuerySet["Nomination"]):
    def awaiting(self) -> NominationQuerySet:
        """Nominations that nobody has decided yet; each reserves its seat."""
        return self.filter(status=Nomination.Status.AWAITING)

    def approved_by(self, person: Person) -> NominationQuerySet:
        """Nominations that the person is asked, or was asked, to approve."""
        return self.filter(approver=person)

    def visible_to(self, person: Person) -> NominationQuerySet:
        """Staff see all; coordinators those of their municipalities. The nominated person hears of it when it is approved."""
        if person.is_staff:
            return self
        return self.filter(seat__municipality__in=Municipality.objects.coordinated_by(person, on=timezone.localdate()))


class Nomination(models.Model):
    """A person is proposed for a seat and waits for the approval at home; until then the seat is reserved.

    awaiting -> approved (the holding opens) | refused (by the approver) | withdrawn (by a coordinator). `replaces` is the
    holding that a successor's approval ends. A database trigger refuses a holding of the seat beside an awaiting nomination.
    """

    class Status(models.TextChoices):
        AWAITING = "awaiting", _("awaiting approval")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("a nomination", "withdrawn")

    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name=_("seat"), related_name="nominations")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="nominations")
    from_on = models.DateField(_("from"))
    replaces = models.ForeignKey(
        SeatHolding, models.SET_NULL, verbose_name=_("replaces"), related_name="+", null=True, blank=True
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.AWAITING, editable=False)
    proposed_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("proposed by"), related_name="+", null=True, blank=True
    )
    proposed_at = models.DateTimeField(_("proposed"))
    approver = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("approver"), related_name="nominations_to_approve"
    )
    approver_name = models.CharField(_("approver's name"), max_length=150)
    asked_at = models.DateTimeField(_("approver asked"))
    reminded_at = models.DateTimeField(_("approver reminded"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason for the refusal"), max_length=300, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(status="awaiting"),
                name="nomination_one_awaiting_per_seat",
                violation_error_message=_("Somebody is already nominated for this seat."),
            ),
            models.CheckConstraint(
                condition=Q(status="awaiting", decided_at__isnull=True)
                | (~Q(status="awaiting") & Q(decided_at__isnull=False)),
                name="nomination_decided_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}: {self.seat}"

    def approve(self, *, at: dt.datetime) -> bool:
        """Record the approval; the service opens the holding in the same transaction."""
        return transition(self, allowed={self.Status.AWAITING}, to=self.Status.APPROVED, decided_at=at)

    def refuse(self, *, reason: str, at: dt.datetime) -> bool:
        """Record that the approver says no, and why."""
        return transition(self, allowed={self.Status.AWAITING}, to=self.Status.REFUSED, decided_at=at, reason=reason)

    def withdraw(self, *, at: dt.datetime) -> bool:
        """Record that the municipality takes the nomination back."""
        return transition(self, allowed={self.Status.AWAITING}, to=self.Status.WITHDRAWN, decided_at=at)
