"""Registrations: the answers, the places and the waiting list."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.invitation import Invitation
from municipalities.models import Municipality
from partnership.models import Person


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def attending(self) -> RegistrationQuerySet:
        """Registrations that hold a place."""
        return self.filter(status=Registration.Status.ATTENDING)

    def to_confirm(self) -> RegistrationQuerySet:
        """Registrations of people who are asked to confirm their place and have not."""
        return self.attending().filter(asked_again_at__isnull=False, confirmed_at__isnull=True)

    def holding_a_place(self) -> RegistrationQuerySet:
        """Registrations that count against the places: who comes, and for whom an offered place is held."""
        return self.filter(Q(status=Registration.Status.ATTENDING) | Q(offered_until__isnull=False))

    def waiting(self) -> RegistrationQuerySet:
        """The waiting list, in order of arrival; those to whom a place is offered among them."""
        return self.filter(status=Registration.Status.WAITING).order_by("queued_at", "pk")

    def in_line(self) -> RegistrationQuerySet:
        """Who waits and has no offer, in order of arrival."""
        return self.waiting().filter(offered_until__isnull=True)

    def offered(self) -> RegistrationQuerySet:
        """Who waits and has been offered a place, answered in time or not."""
        return self.filter(offered_until__isnull=False)

    def belonging_to(self, person: Person) -> RegistrationQuerySet:
        """The person's own registrations, whatever else the person may see."""
        return self.filter(person=person)

    def visible_to(self, person: Person) -> RegistrationQuerySet:
        """Staff see all; coordinators those of their municipalities; everybody the own."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(Q(municipality__in=own) | Q(person=person))


class Party(models.Model):
    """People who only come together: they get places all at once, or wait all together."""

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="parties")
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("people who only come together")
        verbose_name_plural = _("people who only come together")

    def __str__(self) -> str:
        return f"{self.event} ({self.pk})"


class Registration(models.Model):
    """A person's answer to an event.

    (no row) -> attending | waiting | declined; waiting -> attending (promoted, or an offer taken up) | lapsed (an offer not
    answered) | declined | cancelled; attending -> cancelled; declined, cancelled, lapsed -> attending | waiting (a change of
    mind). While a place is offered to somebody who waits, it is held: `offered_until` says how long. Written by
    `events.services` alone, which change the event's counter in the same transaction.
    """

    class Status(models.TextChoices):
        ATTENDING = "attending", _("attending")
        WAITING = "waiting", _("on the waiting list")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled by the participant")
        LAPSED = "lapsed", _("did not answer the offer of a place")

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="registrations")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="registrations")
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        verbose_name=_("municipality"),
        related_name="registrations",
        null=True,
        blank=True,
    )
    invitation = models.OneToOneField(
        Invitation,
        models.PROTECT,
        verbose_name=_("invitation"),
        related_name="registration",
        null=True,
        blank=True,
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    reason = models.CharField(_("reason for not coming"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(_("number of answers"), default=0, editable=False)
    answered_at = models.DateTimeField(_("answered"))
    released_at = models.DateTimeField(
        _("set free because the person does not come for the municipality any more"),
        null=True,
        blank=True,
        editable=False,
    )
    queued_at = models.DateTimeField(_("on the waiting list since"), null=True, blank=True, editable=False)
    offered_until = models.DateTimeField(_("a place is held until"), null=True, blank=True, editable=False)
    party = models.ForeignKey(
        Party,
        models.SET_NULL,
        verbose_name=_("comes only together with"),
        related_name="registrations",
        null=True,
        blank=True,
        editable=False,
    )

    asked_again_at = models.DateTimeField(_("asked to confirm again"), null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed again"), null=True, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["event", "person__name", "pk"]
        indexes = [models.Index(fields=["event", "status", "queued_at"], name="registration_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                name="registration_once_per_person",
                violation_error_message=_("This person is already registered for this event."),
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", queued_at__isnull=False)
                | (~Q(status="waiting") & Q(queued_at__isnull=True)),
                name="registration_waits_since_a_time",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(asked_again_at__isnull=False),
                name="registration_confirmed_when_asked",
            ),
            models.CheckConstraint(
                condition=Q(offered_until__isnull=True) | Q(status="waiting"),
                name="registration_offered_to_who_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.person.name} ({self.get_status_display()})"

    @property
    def asks_again(self) -> bool:
        """Whether the person has a place, and has still to confirm it after the event was changed."""
        return self.status == self.Status.ATTENDING and self.asked_again_at is not None and self.confirmed_at is None

    @property
    def holds_place(self) -> bool:
        """Tell whether it counts against the event's places."""
        return self.status == self.Status.ATTENDING or self.offered_until is not None

    def waiting_position(self) -> int | None:
        """Count the turn on the waiting list, from 1; None for who is not in line. One query."""
        if self.status != self.Status.WAITING or self.offered_until is not None:
            return None
        before = Q(queued_at__lt=self.queued_at) | Q(queued_at=self.queued_at, pk__lt=self.pk)
        return Registration.objects.in_line().filter(before, event=self.event_id).count() + 1
