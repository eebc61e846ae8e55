"""Invitations: who is asked to come."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.audience import GuestOrganisation
from events.models.event import Event
from municipalities.models import Municipality
from partnership.models import Person, PersonalLink, Seat


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self) -> InvitationQuerySet:
        """Invitations that are not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def coming(self, now: dt.datetime) -> InvitationQuerySet:
        """Standing invitations to events that go ahead and have not begun, the nearest first."""
        events = Event.objects.going_ahead().filter(starts_at__gt=now)
        return self.standing().filter(event__in=events).order_by("event__starts_at", "pk")

    def unanswered(self) -> InvitationQuerySet:
        """Standing invitations of people who have neither accepted nor declined."""
        return self.standing().filter(registration__isnull=True)

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
    """A person is asked to an event on behalf of a municipality; sent through the outbox, answered by a registration.

    It rests on a seat, on being named a delegate, or on being a substitute. It is withdrawn, never deleted, when the seat is
    somebody else's on the day of the event or a substitute comes; who holds a seat again gets it again, as a new revision.
    """

    class Withdrawal(models.TextChoices):
        SEAT_LEFT = "seat_left", _("no seat on the day of the event")
        SUBSTITUTED = "substituted", _("a substitute comes")
        NOT_NAMED = "not_named", _("the municipality sends somebody else")

    #: Withdrawn for reasons that may pass: who is in the audience again is invited again.
    PASSING = (Withdrawal.SEAT_LEFT, Withdrawal.NOT_NAMED)

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="invitations")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="invitations", null=True, blank=True
    )
    link = models.OneToOneField(
        PersonalLink, models.PROTECT, verbose_name=_("personal link"), related_name="invitation"
    )
    seat = models.ForeignKey(
        Seat, models.SET_NULL, verbose_name=_("seat"), related_name="invitations", null=True, blank=True
    )
    organisation = models.ForeignKey(
        GuestOrganisation,
        models.SET_NULL,
        verbose_name=_("guest organisation"),
        related_name="invitations",
        null=True,
        blank=True,
    )
    substitute_for = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("substitute for"), related_name="substitute", null=True, blank=True
    )
    invited_at = models.DateTimeField(_("invited"))
    revision = models.PositiveSmallIntegerField(_("number of letters"), default=1, editable=False)
    withdrawn_at = models.DateTimeField(
        pgettext_lazy("an invitation", "withdrawn"), null=True, blank=True, editable=False
    )
    withdrawal = models.CharField(_("why withdrawn"), max_length=12, choices=Withdrawal, blank=True, editable=False)

    #: The days on which the person was reminded to answer, as text; put here by the page that shows them.
    reminded_on: list[str]

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
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal="")),
                name="invitation_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.person.name}"
