"""Whom an event is for besides the body's seats, the guests from outside, and sendings that wait for their time."""

from __future__ import annotations

import datetime as dt

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from municipalities.models import Municipality
from partnership.models import Person
from partnership.text import day_time
from tracks.models import Network


class GuestOrganisationQuerySet(models.QuerySet["GuestOrganisation"]):
    def public(self) -> GuestOrganisationQuerySet:
        """Organisations that the public page names."""
        return self.filter(is_public=True)


class GuestOrganisation(models.Model):
    """An organisation without a seat that is asked to events: a stakeholder or a partner of the partnership."""

    class Kind(models.TextChoices):
        STAKEHOLDER = "stakeholder", _("stakeholder")
        PARTNER = "partner", _("partner")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.STAKEHOLDER)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("For the secretariat alone."))
    is_public = models.BooleanField(_("shown on the public page of partners and stakeholders"), default=False)
    website = models.URLField(_("website"), blank=True, validators=[URLValidator(schemes=["https", "http"])])
    contribution = models.CharField(
        _("what it contributes"),
        max_length=300,
        blank=True,
        help_text=_("To the whole partnership; below it says what it contributes to one group or track."),
    )

    objects = GuestOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest organisation")
        verbose_name_plural = _("guest organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="guest_organisation_name_is_used_once",
                violation_error_message=_("There is already an organisation with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class GuestContact(models.Model):
    """A person who comes for a guest organisation."""

    organisation = models.ForeignKey(
        GuestOrganisation, models.CASCADE, verbose_name=_("guest organisation"), related_name="contacts"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="guest_contacts")
    is_invited = models.BooleanField(_("gets the invitations"), default=True)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact people")
        ordering = ["organisation", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                name="guest_contact_is_named_once",
                violation_error_message=_("This person is already named for the organisation."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.person.name}"


def _exactly_one(*columns: str) -> Q:
    condition = Q()
    for one in columns:
        condition |= Q(**{f"{column}__isnull": column != one for column in columns})
    return condition


class AudienceSource(models.Model):
    """One more source of an event's guests: exactly one of its columns says which.

    A municipality: of the body's seats only those of the chosen municipalities count. A person: is asked whoever else is. An
    organisation: its contact people are asked. A network: as its municipalities, whoever they are by then.
    """

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="sources")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("only this municipality"), related_name="+", null=True, blank=True
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("this person besides"),
        related_name="event_sources",
        null=True,
        blank=True,
    )
    organisation = models.ForeignKey(
        GuestOrganisation,
        models.PROTECT,
        verbose_name=_("this organisation besides"),
        related_name="event_sources",
        null=True,
        blank=True,
    )

    network = models.ForeignKey(
        Network, models.PROTECT, verbose_name=_("only this network"), related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("choice of guests")
        verbose_name_plural = _("choice of guests")
        ordering = ["event", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one("municipality", "person", "organisation", "network"),
                name="audience_source_is_one_thing",
                violation_error_message=_(
                    "Choose a municipality, a network, a person or an organisation: one on each line."
                ),
            ),
            models.UniqueConstraint(
                fields=["event", "municipality"],
                name="audience_source_municipality_once",
                violation_error_message=_("This municipality is chosen already."),
            ),
            models.UniqueConstraint(
                fields=["event", "network"],
                name="audience_source_network_once",
                violation_error_message=_("This network is chosen already."),
            ),
            models.UniqueConstraint(
                fields=["event", "person"],
                name="audience_source_person_once",
                violation_error_message=_("This person is chosen already."),
            ),
            models.UniqueConstraint(
                fields=["event", "organisation"],
                name="audience_source_organisation_once",
                violation_error_message=_("This organisation is chosen already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.municipality or self.organisation or self.network or (self.person and self.person.name)}"


class PlannedSendingQuerySet(models.QuerySet["PlannedSending"]):
    def open(self) -> PlannedSendingQuerySet:
        """Sendings that have neither gone out nor been undone or refused."""
        return self.filter(sent_at__isnull=True, undone_at__isnull=True, refusal="")

    def due(self, now: dt.datetime) -> PlannedSendingQuerySet:
        """Open sendings whose time has come, the oldest first."""
        return self.open().filter(send_at__lte=now).order_by("send_at", "pk")


class PlannedSending(models.Model):
    """Invitations that go out at a time.

    open -> sent | undone (by a person, before its time) | refused (the event had been cancelled, closed or taken back).
    """

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="planned_sendings")
    send_at = models.DateTimeField(_("goes out"))
    planned_by = models.ForeignKey(Person, models.PROTECT, verbose_name=_("planned by"), related_name="+")
    planned_at = models.DateTimeField(_("planned"))
    sent_at = models.DateTimeField(_("went out"), null=True, blank=True)
    count = models.PositiveIntegerField(_("invitations"), default=0)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    refusal = models.CharField(_("why nothing went out"), max_length=300, blank=True)

    objects = PlannedSendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned sending")
        verbose_name_plural = _("planned sendings")
        ordering = ["-send_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(sent_at__isnull=True, undone_at__isnull=True, refusal=""),
                name="planned_sending_one_open",
                violation_error_message=_("A sending is planned already. Undo it first."),
            ),
            models.CheckConstraint(condition=Q(send_at__gt=F("planned_at")), name="planned_sending_lies_ahead"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(undone_at__isnull=True), name="planned_sending_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {day_time(self.send_at)}"
