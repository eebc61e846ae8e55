"""Reminders: who was reminded of what, and when."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from municipalities.models import Municipality
from partnership.models import Letter, Person


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def to_answer(self) -> ReminderQuerySet:
        """Reminders of people who had not answered."""
        return self.filter(kind=Reminder.Kind.ANSWER)

    def to_confirm(self, day: dt.date) -> ReminderQuerySet:
        """Reminders of people who had not confirmed again; an event that moves once more asks once more."""
        return self.filter(kind=Reminder.Kind.CONFIRM, about_on=day)

    def about(self, day: dt.date) -> ReminderQuerySet:
        """Practical facts that were sent about an event on this day: an event that moves has facts of its own."""
        return self.filter(kind=Reminder.Kind.FACTS, about_on=day)

    def visible_to(self, person: Person) -> ReminderQuerySet:
        """Staff see all; coordinators those of their municipalities; everybody the own."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(Q(municipality__in=own) | Q(person=person))


class Reminder(models.Model):
    """A letter that reminded one person of one event. The row is what keeps anybody from being reminded too often."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("to answer")
        CONFIRM = "confirm", _("to confirm again")
        FACTS = "facts", _("practical facts")

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="reminders")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="reminders")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="reminders", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    about_on = models.DateField(_("day of the event"))
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("written by"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty: sent automatically."),
    )
    letter = models.OneToOneField(
        Letter, models.PROTECT, verbose_name=_("letter"), related_name="reminder", null=True, blank=True
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person", "number"], condition=Q(kind="answer"), name="reminder_number_is_used_once"
            ),
            models.UniqueConstraint(
                fields=["event", "person", "about_on", "number"],
                condition=Q(kind="confirm"),
                name="reminder_to_confirm_number_is_used_once",
            ),
            models.UniqueConstraint(
                fields=["event", "person", "about_on"], condition=Q(kind="facts"), name="reminder_of_facts_once_a_day"
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=2), name="reminder_twice_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.person.name} ({self.get_kind_display()}, {self.number})"
