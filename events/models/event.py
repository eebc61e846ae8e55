"""Events of the partnership's programme."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.answer_rules import ANSWER_RULES, AnswerRules
from municipalities.models import Municipality
from partnership.models import Body, FocusArea, Partnership, Person
from partnership.text import COPENHAGEN
from tracks.models import Visit

#: How long a calendar shows what is over, and what is cancelled; a programme that was away meanwhile still hears of it.
PAST_SHOWN, CANCELLED_SHOWN = dt.timedelta(days=365), dt.timedelta(days=30)


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> EventQuerySet:
        """Events that the public may see, cancelled ones included."""
        return self.filter(published_at__isnull=False)

    def upcoming(self, now: dt.datetime) -> EventQuerySet:
        """Events that are not over, the nearest first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: dt.datetime) -> EventQuerySet:
        """Events that are over, the latest first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def going_ahead(self) -> EventQuerySet:
        """Events that are not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def belonging_to(self, person: Person) -> EventQuerySet:
        """Events that the person is invited to or has answered, whatever else the person may see."""
        return self.filter(
            Q(pk__in=Event.objects.filter(invitations__person=person).values("pk"))
            | Q(pk__in=Event.objects.filter(registrations__person=person).values("pk"))
        )

    def expecting(self, person: Person) -> EventQuerySet:
        """Events that the person is invited to, the invitation standing, or has answered."""
        withdrawn = Event.objects.filter(invitations__person=person, invitations__withdrawn_at__isnull=False)
        answered = Event.objects.filter(registrations__person=person)
        return self.belonging_to(person).exclude(Q(pk__in=withdrawn.values("pk")) & ~Q(pk__in=answered.values("pk")))

    def organised_by(self, person: Person) -> EventQuerySet:
        """Events that the person carries out: the secretariat all, coordinators those that their municipality hosts."""
        if person.is_staff:
            return self if person.has_perm("events.change_event") else self.none()
        return self.filter(host__in=Municipality.objects.coordinated_by(person, on=timezone.localdate()))

    def followed_by(self, person: Person) -> EventQuerySet:
        """Events whose participants the person may see by name: as `organised_by`, and all for staff who may read answers."""
        if person.is_staff:
            return self if person.has_perm("events.view_registration") else self.none()
        return self.organised_by(person)

    def in_calendars(self, now: dt.datetime) -> EventQuerySet:
        """Events that calendars show: those with a day, over for a year at most, cancelled for 30 days at most."""
        return self.filter(
            Q(cancelled_at__isnull=True) | Q(cancelled_at__gt=now - CANCELLED_SHOWN),
            date_is_tentative=False,
            ends_at__gt=now - PAST_SHOWN,
        ).order_by("starts_at", "pk")

    def visible_to(self, person: Person) -> EventQuerySet:
        """Staff see all; others what is published, what they are invited to and what their municipality hosts."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(
            Q(published_at__isnull=False)
            | Q(pk__in=Event.objects.filter(invitations__person=person).values("pk"))
            | Q(host__in=own)
        )


class Event(AnswerRules):
    """A conference, seminar, workshop or visit.

    Places are one counter: `places_taken` changes by one conditional statement only, and a CHECK is the last net.
    `capacity` empty means no limit, 0 means none.
    """

    class Kind(models.TextChoices):
        STEERING_CONFERENCE = "steering_conference", _("steering group conference")
        DEVELOPMENT_SEMINAR = "development_seminar", _("development group seminar")
        TRACK_WORKSHOP = "track_workshop", _("track workshop")
        NETWORK_VISIT = "network_visit", _("network visit")
        OTHER = "other", _("other event")

    partnership = models.ForeignKey(Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="events")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"), related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    key = models.SlugField(_("short name"), blank=True, help_text=_("Its name in the programme file."))
    title = models.CharField(_("title"), max_length=200)
    focus_areas = models.ManyToManyField(FocusArea, verbose_name=_("themes"), related_name="events", blank=True)
    description = models.TextField(_("description"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    date_is_tentative = models.BooleanField(
        _("the date is not fixed yet"), default=False, help_text=_("Only the month is shown, and nobody is invited.")
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    online_url = models.URLField(
        _("link to take part online"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Only those who have a place see it."),
    )
    host = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("host municipality"), related_name="+", null=True, blank=True
    )
    joint_with = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("held together with"), related_name="joined_by", null=True, blank=True
    )
    visit = models.OneToOneField(
        Visit,
        models.PROTECT,
        verbose_name=_("visit of a network"),
        related_name="event",
        null=True,
        blank=True,
        editable=False,
    )
    invites_seats = models.BooleanField(
        _("invite those who hold the body's seats"),
        default=True,
        help_text=_("Otherwise only those who are chosen below are invited."),
    )
    delegate_body = models.ForeignKey(
        Body,
        models.PROTECT,
        verbose_name=_("municipalities also send members of"),
        related_name="+",
        null=True,
        blank=True,
    )
    first_reminder_days = models.PositiveSmallIntegerField(
        _("first reminder, days before the deadline"),
        default=7,
        null=True,
        blank=True,
        help_text=_("Goes to those who have not answered, on the working day before if need be. Empty: none is sent."),
    )
    last_reminder_days = models.PositiveSmallIntegerField(
        _("last reminder, days before the deadline"), default=2, null=True, blank=True
    )
    facts_days = models.PositiveSmallIntegerField(
        _("practical facts, days before the event"),
        default=2,
        null=True,
        blank=True,
        help_text=_("A friendly reminder to those who are registered. Empty: none is sent."),
    )
    reminds_on_any_day = models.BooleanField(
        _("remind on weekends and holidays too"),
        default=False,
        help_text=_("Otherwise reminders wait for a day on which municipalities are at work."),
    )
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty means no limit, 0 means none.")
    )
    overbooked = models.PositiveIntegerField(_("places given beyond the limit"), default=0, editable=False)
    places_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    uid = models.UUIDField(_("calendar id"), default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("calendar revision"), default=0, editable=False)
    revised_at = models.DateTimeField(_("calendar revised"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancellation_reason = models.CharField(_("why cancelled"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=_("The event must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(places_taken__lte=F("capacity") + F("overbooked")),
                name="event_places_within_capacity",
                violation_error_message=_("More places are taken than that. Choose a higher number."),
            ),
            *ANSWER_RULES,
            models.UniqueConstraint(
                fields=["partnership", "key"],
                condition=~Q(key=""),
                name="event_key_is_used_once",
                violation_error_message=_("The partnership already has an event with this short name."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> dt.date:
        """The day on which it starts, in Copenhagen: who holds a seat then is whom it is for."""
        return self.starts_at.astimezone(COPENHAGEN).date()

    @property
    def changed_at(self) -> dt.datetime:
        """When last something changed that calendars show."""
        moments = (self.created_at, self.published_at, self.cancelled_at, self.revised_at)
        return max(moment for moment in moments if moment is not None)

    @property
    def answer_day(self) -> dt.date:
        """The last day on which people may answer, in Copenhagen."""
        return (self.answer_by or self.starts_at).astimezone(COPENHAGEN).date()

    @property
    def places_left(self) -> int | None:
        """Places that are free as of when this row was read; None without a limit."""
        return None if self.capacity is None else max(0, self.capacity + self.overbooked - self.places_taken)

    def revise(self, now: dt.datetime) -> None:
        """Let calendars take the next file as newer. The caller saves `sequence` and `revised_at`."""
        self.sequence += 1
        self.revised_at = now


class DelegateQuerySet(models.QuerySet["Delegate"]):
    def visible_to(self, person: Person) -> DelegateQuerySet:
        """Staff see all; coordinators those of their municipalities; a delegate the own row."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(Q(municipality__in=own) | Q(person=person))


class Delegate(models.Model):
    """One of the one or two development-group members whom a municipality sends to a steering conference."""

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="delegates")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="delegates"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="delegations")

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering = ["event", "municipality__sort_key", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "municipality", "number"],
                name="delegate_number_is_used_once",
                violation_error_message=_("The municipality already sends somebody under this number."),
            ),
            models.UniqueConstraint(
                fields=["event", "person"],
                name="delegate_is_named_once",
                violation_error_message=_("This person is already named for this event."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=2),
                name="delegate_one_or_two",
                violation_error_message=_("A municipality sends one or two members of its development group."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.person.name}"
