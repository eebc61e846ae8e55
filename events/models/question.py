"""What an event asks those who register, and what they reply."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.registration import Registration
from partnership.models import Person


class Question(models.Model):
    """One question of an event; the choices are written one a line."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        CHOICE = "choice", _("one of the replies")
        CHOICES = "choices", _("several of the replies")
        YES_NO = "yes_no", _("yes or no")

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    text = models.CharField(
        _("question"),
        max_length=200,
        help_text=_("Never ask about food, health or belief: people state needs themselves."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TEXT)
    options = models.TextField(_("possible replies"), blank=True, help_text=_("One a line."))
    required = models.BooleanField(_("required"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["event", "number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["text", "yes_no"]) | ~Q(options=""),
                name="question_with_choices_has_some",
                violation_error_message=_("Write the possible replies, one a line."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def choices(self) -> list[str]:
        """The possible replies, in their order."""
        return [line.strip() for line in self.options.splitlines() if line.strip()]


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, person: Person) -> ReplyQuerySet:
        """Staff see all; everybody the own."""
        return self if person.is_staff else self.filter(registration__person=person)


class Reply(models.Model):
    """What somebody replied to a question: a text, a chosen line, or a list of them."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, verbose_name=_("registration"), related_name="replies"
    )
    question = models.ForeignKey(Question, models.PROTECT, verbose_name=_("question"), related_name="replies")
    value = models.JSONField(_("reply"))

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["registration", "question"]
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="reply_once_per_question")]

    def __str__(self) -> str:
        return f"{self.question} ({self.registration_id})"

    @property
    def words(self) -> str:
        """The reply as one line."""
        value = self.value
        if isinstance(value, list):
            return ", ".join(str(part) for part in value)
        if isinstance(value, bool):
            return str(_("Yes") if value else _("No"))
        return str(value)
