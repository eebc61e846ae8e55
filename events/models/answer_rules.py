"""Until when people answer, how long an offered place is held, and what each municipality is sure of."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AnswerRules(models.Model):
    """The part of an event that says how answers and places move; `capacity` and the counters are the event's own."""

    answer_by = models.DateTimeField(_("registration deadline"), null=True, blank=True)
    change_until = models.DateTimeField(
        _("participants change and cancel until"),
        null=True,
        blank=True,
        help_text=_("After that they write to the organisers. Empty means until the start."),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("working hours to answer an offered place"),
        null=True,
        blank=True,
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(80)],
        help_text=_(
            "Counted on working days from 8 to 16. Empty means that the next on the waiting list gets the place at once."
        ),
    )
    allotment = models.PositiveIntegerField(
        _("places kept for each municipality"),
        null=True,
        blank=True,
        help_text=_(
            "Unused ones go to the waiting list at the date below, first to who has fewest. Empty means by arrival alone."
        ),
    )
    allotment_until = models.DateTimeField(_("kept until"), null=True, blank=True)

    class Meta:
        abstract = True

    # Of the event that has these rules.
    starts_at: dt.datetime
    cancelled_at: dt.datetime | None
    capacity: int | None

    @property
    def changes_close_at(self) -> dt.datetime:
        """When participants can no longer change or cancel by themselves, and no place moves of itself."""
        return self.change_until or self.starts_at

    def accepts_answers(self, now: dt.datetime) -> bool:
        """Tell whether people may register: going ahead, before the deadline, else before the start."""
        return self.cancelled_at is None and now < (self.answer_by or self.starts_at)

    def accepts_changes(self, now: dt.datetime) -> bool:
        """Tell whether participants may cancel and change by themselves."""
        return self.cancelled_at is None and now < min(self.changes_close_at, self.starts_at)

    def keeps_places(self, now: dt.datetime) -> bool:
        """Tell whether each municipality is still sure of its places; without a limit there is nothing to keep."""
        return (
            self.capacity is not None
            and self.allotment is not None
            and self.allotment_until is not None
            and now < self.allotment_until
        )


ANSWER_RULES = [
    models.CheckConstraint(
        condition=Q(answer_by__isnull=True) | Q(answer_by__lte=F("starts_at")),
        name="event_deadline_before_start",
        violation_error_message=_("The registration deadline must be before the event starts."),
    ),
    models.CheckConstraint(
        condition=Q(change_until__isnull=True) | Q(change_until__lte=F("starts_at")),
        name="event_changes_close_before_start",
        violation_error_message=_("Participants can change and cancel at the latest until the event starts."),
    ),
    models.CheckConstraint(
        condition=Q(change_until__isnull=True) | Q(answer_by__isnull=True) | Q(change_until__gte=F("answer_by")),
        name="event_changes_close_after_deadline",
        violation_error_message=_("Whoever registers must be able to cancel: choose a moment after the deadline."),
    ),
    models.CheckConstraint(
        condition=Q(allotment__isnull=True, allotment_until__isnull=True)
        | Q(allotment__isnull=False, allotment_until__isnull=False),
        name="event_keeps_places_until_a_date",
        violation_error_message=_("Say both how many places are kept for each municipality, and until when."),
    ),
    models.CheckConstraint(
        condition=Q(offer_hours__isnull=True) | Q(offer_hours__gte=1),
        name="event_offer_can_be_answered",
        violation_error_message=_("Give at least one working hour to answer, or leave the field empty."),
    ),
]
