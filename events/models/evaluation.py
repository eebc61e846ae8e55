"""The evaluation of an event: who has answered, and what was answered, kept apart."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.registration import Registration
from partnership.models import Person, PersonalLink


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, person: Person) -> EvaluationQuerySet:
        """Those of events whose participants the person may see; what was answered only ever comes out in sums."""
        return self.filter(event__in=Event.objects.followed_by(person).values("pk"))

    def open_at(self, now: dt.datetime) -> EvaluationQuerySet:
        """Evaluations that can be answered."""
        not_over = Q(closes_at__isnull=True) | Q(closes_at__gt=now)
        return self.filter(not_over, opened_at__isnull=False, opened_at__lte=now)


class Evaluation(models.Model):
    """The questions about one event. They can be changed until it opens, which is when the event ends; it runs until it closes.

    (prepared) -> opened -> asked (letters, and a day of closing) -> closed. Results exist once it is closed, never before, so
    that nobody can see what one more answer changed.
    """

    event = models.OneToOneField(Event, models.PROTECT, verbose_name=_("event"), related_name="evaluation")
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    asked_on = models.DateField(_("participants asked"), null=True, blank=True, editable=False)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True, editable=False)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["-event__starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False) | Q(asked_on__isnull=True, closes_at__isnull=True),
                name="evaluation_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Evaluation of %(event)s") % {"event": self.event})

    def is_open(self, now: dt.datetime) -> bool:
        """Tell whether it can be answered."""
        return self.opened_at is not None and (self.closes_at is None or now < self.closes_at)

    def is_closed(self, now: dt.datetime) -> bool:
        """Tell whether nobody can answer any more."""
        return self.closes_at is not None and self.closes_at <= now


class EvaluationQuestion(models.Model):
    """One question: a scale from 1 to 5, or free text. A trigger keeps it as it was once the evaluation has opened."""

    class Kind(models.TextChoices):
        SCALE = "scale", _("scale from 1 to 5")
        TEXT = "text", _("free text")

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, verbose_name=_("evaluation"), related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.SCALE)
    text = models.CharField(_("question"), max_length=300)
    text_en = models.CharField(
        _("question in English"), max_length=300, blank=True, help_text=_("Left empty: the Danish question is asked.")
    )

    class Meta:
        verbose_name = _("question of the evaluation")
        verbose_name_plural = _("questions of the evaluation")
        ordering = ["evaluation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "number"],
                name="evaluation_question_number_is_used_once",
                violation_error_message=_("The evaluation already has a question with this number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"

    @property
    def in_language(self) -> str:
        """The question in the active language."""
        return self.text_en if self.text_en and (get_language() or "").startswith("en") else self.text


class EvaluationTurnQuerySet(models.QuerySet["EvaluationTurn"]):
    def belonging_to(self, person: Person) -> EvaluationTurnQuerySet:
        """The person's own turns."""
        return self.filter(registration__person=person)

    def visible_to(self, person: Person) -> EvaluationTurnQuerySet:
        """Everybody sees the own turn alone: who has answered is nobody else's business."""
        return self.belonging_to(person)


class EvaluationTurn(models.Model):
    """That somebody is asked, and whether the person has answered: no time, and nothing of the answer."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, verbose_name=_("evaluation"), related_name="turns")
    registration = models.OneToOneField(
        Registration, models.PROTECT, verbose_name=_("registration"), related_name="evaluation_turn"
    )
    link = models.OneToOneField(
        PersonalLink,
        models.PROTECT,
        verbose_name=_("personal link"),
        related_name="evaluation_turn",
        null=True,
        blank=True,
    )
    has_answered = models.BooleanField(_("has answered"), default=False)
    is_reminded = models.BooleanField(_("is reminded"), default=False)

    objects = EvaluationTurnQuerySet.as_manager()

    class Meta:
        verbose_name = _("turn to evaluate")
        verbose_name_plural = _("turns to evaluate")
        ordering = ["evaluation", "registration"]

    def __str__(self) -> str:
        return f"{self.evaluation_id}: {self.registration_id}"


class EvaluationCount(models.Model):
    """How many chose a value: a number that grows, so no answer is a row that could be put beside a person."""

    question = models.ForeignKey(EvaluationQuestion, models.PROTECT, verbose_name=_("question"), related_name="counts")
    value = models.PositiveSmallIntegerField(_("value"))
    count = models.PositiveIntegerField(_("number of answers"), default=0)

    class Meta:
        verbose_name = _("sum of an evaluation")
        verbose_name_plural = _("sums of evaluations")
        ordering = ["question", "value"]
        constraints = [
            models.UniqueConstraint(fields=["question", "value"], name="evaluation_value_is_counted_once"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="evaluation_value_is_on_the_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.value} x {self.count}"


class EvaluationText(models.Model):
    """What somebody wrote, under a random id. All of a question are written anew with each, so no order tells whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(EvaluationQuestion, models.PROTECT, verbose_name=_("question"), related_name="texts")
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("text of an evaluation")
        verbose_name_plural = _("texts of evaluations")
        ordering = ["question", "id"]

    def __str__(self) -> str:
        return self.text[:80]
