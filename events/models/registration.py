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

    def waiting(self) -> RegistrationQuerySet:
        """The waiting list, in order of arrival."""
        return self.filter(status=Registration.Status.WAITING).order_by("queued_at", "pk")

    def belonging_to(self, person: Person) -> RegistrationQuerySet:
        """The person's own registrations, whatever else the person may see."""
        return self.filter(person=person)

    def visible_to(self, person: Person) -> RegistrationQuerySet:
        """Staff see all; coordinators those of their municipalities; everybody the own."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(Q(municipality__in=own) | Q(person=person))


class Registration(models.Model):
    """A person's answer to an event.

    (no row) -> attending | waiting | declined; waiting -> attending (promoted) | declined | cancelled; attending ->
    cancelled; declined, cancelled -> attending | waiting (a change of mind). Written by `events.services.registrations`
    alone, which changes the event's counter in the same transaction.
    """

    class Status(models.TextChoices):
        ATTENDING = "attending", _("attending")
        WAITING = "waiting", _("on the waiting list")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled by the participant")

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
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.person.name} ({self.get_status_display()})"

    @property
    def asks_again(self) -> bool:
        """Whether the person has a place, and has still to confirm it after the event was changed."""
        return self.status == self.Status.ATTENDING and self.asked_again_at is not None and self.confirmed_at is None

    def waiting_position(self) -> int | None:
        """Count the place on the waiting list, from 1; None for who does not wait. One query."""
        if self.status != self.Status.WAITING:
            return None
        before = Q(queued_at__lt=self.queued_at) | Q(queued_at=self.queued_at, pk__lt=self.pk)
        return Registration.objects.filter(before, event=self.event_id, status=self.Status.WAITING).count() + 1
