"""Invitations: who is asked to come."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from municipalities.models import Municipality
from partnership.models import Person, PersonalLink


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> InvitationQuerySet:
        """Invitations of people who have neither accepted nor declined."""
        return self.filter(registration__isnull=True)

    def belonging_to(self, person: Person) -> InvitationQuerySet:
        """The person's own invitations, whatever else the person may see."""
        return self.filter(person=person)

    def visible_to(self, person: Person) -> InvitationQuerySet:
        """Staff see all; coordinators those of their municipalities; everybody the own."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(Q(municipality__in=own) | Q(person=person))


class Invitation(models.Model):
    """A person is asked to an event on behalf of a municipality; sent through the outbox, answered by a registration."""

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="invitations")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="invitations", null=True, blank=True
    )
    link = models.OneToOneField(
        PersonalLink, models.PROTECT, verbose_name=_("personal link"), related_name="invitation"
    )
    invited_at = models.DateTimeField(_("invited"))

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["event", "person__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                name="invitation_once_per_person",
                violation_error_message=_("This person is already invited to this event."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.person.name}"
