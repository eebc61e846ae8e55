"""How far a municipality says it is with each success criterion, at the baseline, midway and at the end."""

from __future__ import annotations

import datetime as dt

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.history import History
from municipalities.models import Municipality
from partnership import text
from partnership.models.agreement import Agreement
from partnership.models.partnership import Partnership, SuccessCriterion
from partnership.models.person import Person


class Goal(models.Model):
    """What the steering group has set as a goal under a criterion; whoever assesses the criterion has it in mind."""

    criterion = models.ForeignKey(
        SuccessCriterion, models.PROTECT, verbose_name=_("success criterion"), related_name="goals"
    )
    text = models.TextField(_("goal"))
    decided_on = models.DateField(_("decided on"))
    source = models.CharField(
        _("where it was decided"),
        max_length=200,
        help_text=_("For example: the steering group's kick-off conference, decision 3."),
    )

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals of the steering group")
        ordering = ["criterion", "decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(source=""),
                name="goal_says_what_and_where",
                violation_error_message=_("Write the goal, and where it was decided."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class AssessmentRoundQuerySet(models.QuerySet["AssessmentRound"]):
    def open_on(self, day: dt.date) -> AssessmentRoundQuerySet:
        """Rounds in which municipalities write on the day."""
        return self.filter(opens_on__lte=day, due_on__gte=day)

    def begun_on(self, day: dt.date) -> AssessmentRoundQuerySet:
        """Rounds that are open on the day or over."""
        return self.filter(opens_on__lte=day)


class AssessmentRound(models.Model):
    """One of the times at which the municipalities assess themselves; open, to come or over by its dates alone."""

    class Kind(models.TextChoices):
        BASELINE = "baseline", _("baseline")
        MIDWAY = "midway", _("midway")
        END = "end", _("end")

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="assessment_rounds"
    )
    kind = models.CharField(_("round"), max_length=8, choices=Kind)
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(
        _("last day"), help_text=_("Medians and quartiles are shown to the municipalities from the day after.")
    )

    objects = AssessmentRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of assessments")
        verbose_name_plural = _("rounds of assessments")
        ordering = ["partnership", "opens_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind"],
                name="assessment_round_is_held_once",
                violation_error_message=_("The partnership already has this round."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="assessment_round_is_due_after_it_opens",
                violation_error_message=_("The last day cannot be before the day on which the round opens."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.get_kind_display()} ({text.short_day(self.due_on)})"

    def is_over(self, day: dt.date) -> bool:
        """Tell whether the last day has passed."""
        return self.due_on < day


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def submitted(self) -> AssessmentQuerySet:
        """Assessments that count."""
        return self.filter(status=Assessment.Status.SUBMITTED)

    def visible_to(self, person: Person) -> AssessmentQuerySet:
        """Staff see all; coordinators those of their municipalities. Who sits in the steering group sees them in the cockpit."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        return self.filter(agreement__municipality__in=own)


class Assessment(models.Model):
    """A municipality's assessment in one round.

    draft -> submitted (complete, and locked) -> draft again, when the secretariat reopens it with a reason.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("sent in")

    agreement = models.ForeignKey(Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="assessments")
    round = models.ForeignKey(AssessmentRound, models.PROTECT, verbose_name=_("round"), related_name="assessments")
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    submitted_at = models.DateTimeField(_("sent in"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("sent in by"), related_name="+", null=True, blank=True
    )
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)
    reopened_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("reopened by"), related_name="+", null=True, blank=True
    )
    reopened_because = models.CharField(_("why it was reopened"), max_length=500, blank=True)

    objects = AssessmentQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["round", "agreement__municipality__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "round"],
                name="assessment_one_per_round",
                violation_error_message=_("The municipality already has an assessment in this round."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at__isnull=True)
                | Q(status="submitted", submitted_at__isnull=False),
                name="assessment_is_sent_in_at_a_time",
                violation_error_message=_("An assessment has a time of sending exactly when it is sent in."),
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True) | ~Q(reopened_because=""),
                name="assessment_is_reopened_with_a_reason",
                violation_error_message=_("Write why the assessment is reopened."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.municipality}, {self.round.get_kind_display()}"

    def is_writable(self, day: dt.date) -> bool:
        """Tell whether it can be written in: a draft while its round is open, or one that was reopened."""
        in_time = self.round.opens_on <= day <= self.round.due_on
        return self.status == self.Status.DRAFT and (in_time or self.reopened_at is not None)


class CriterionAnswer(models.Model):
    """What a municipality says about one criterion; may be half written until the assessment is sent in."""

    class Step(models.IntegerChoices):
        NOT_BEGUN = 1, _("1: not begun")
        FIRST_STEPS = 2, _("2: the first steps are taken")
        UNDER_WAY = 3, _("3: well under way")
        NEARLY = 4, _("4: nearly there")
        ACHIEVED = 5, _("5: achieved, and part of everyday life")

    assessment = models.ForeignKey(Assessment, models.CASCADE, verbose_name=_("assessment"), related_name="answers")
    criterion = models.ForeignKey(
        SuccessCriterion, models.PROTECT, verbose_name=_("success criterion"), related_name="answers"
    )
    step = models.PositiveSmallIntegerField(_("how far you are"), choices=Step, null=True, blank=True)
    text = models.TextField(_("what it builds on"), max_length=2000, blank=True)
    may_be_quoted = models.BooleanField(_("may be quoted without the municipality's name"), default=False)
    link_title = models.CharField(_("document or page: what it is called"), max_length=150, blank=True)
    link_url = models.URLField(
        _("document or page: its address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    changed_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("changed by"), related_name="+", null=True, blank=True
    )

    history = History()

    class Meta:
        verbose_name = _("answer to a success criterion")
        verbose_name_plural = _("answers to success criteria")
        ordering = ["assessment", "criterion__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"],
                name="criterion_answered_once",
                violation_error_message=_("The assessment already has an answer to this criterion."),
            ),
            models.CheckConstraint(
                condition=Q(step__isnull=True) | Q(step__gte=1, step__lte=5),
                name="criterion_answer_step_is_1_to_5",
                violation_error_message=_("Choose one of the five steps."),
            ),
            models.CheckConstraint(
                condition=Q(link_title="") | ~Q(link_url=""),
                name="criterion_answer_link_has_an_address",
                violation_error_message=_("Write the address of the document or page as well."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.criterion.number}"

    @property
    def is_complete(self) -> bool:
        """Tell whether it says how far the municipality is, and what that builds on."""
        return self.step is not None and bool(self.text)


class AssessmentReminder(models.Model):
    """That a municipality's coordinators were reminded of a round; at most twice."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="assessment_reminders"
    )
    round = models.ForeignKey(AssessmentRound, models.PROTECT, verbose_name=_("round"), related_name="reminders")
    number = models.PositiveSmallIntegerField(_("number"))
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("reminder of an assessment")
        verbose_name_plural = _("reminders of assessments")
        ordering = ["round", "agreement", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "round", "number"], name="assessment_reminder_is_written_once"
            ),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="assessment_is_reminded_of_twice_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.municipality}, {self.round.get_kind_display()}, {self.number}"
