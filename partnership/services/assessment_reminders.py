"""Reminders of an assessment that is not sent in: on working days, at most two, found by a sweep."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef

from partnership.models import Agreement, Assessment, AssessmentReminder, AssessmentRound
from partnership.services.assessments import write_to_coordinators
from partnership.text import COPENHAGEN
from partnership.workdays import is_mailing_day, mailing_day_before

#: How many days before the last one the two reminders leave; each on the mailing day before where that day is none.
DAYS_BEFORE = (14, 3)
#: Between two reminders of the same assessment.
PAUSE = dt.timedelta(days=2)
#: The hours in which they leave, in Copenhagen.
FROM, UNTIL = dt.time(9), dt.time(17)


def remind_of_assessments(*, now: dt.datetime) -> int:
    """Remind the coordinators of the municipalities that have not sent in; returns how many letters."""
    local = now.astimezone(COPENHAGEN)
    today = local.date()
    if not FROM <= local.time() < UNTIL or not is_mailing_day(today):
        return 0
    return sum(_remind_in(held, now=now) for held in AssessmentRound.objects.open_on(today))


def _remind_in(held: AssessmentRound, *, now: dt.datetime) -> int:
    due = _reminders_due(held, today=now.astimezone(COPENHAGEN).date())
    if not due:
        return 0
    sent_in = Assessment.objects.submitted().filter(agreement=OuterRef("pk"), round=held)
    had_all = AssessmentReminder.objects.filter(agreement=OuterRef("pk"), round=held, number=due)
    silent = Agreement.objects.active().filter(~Exists(sent_in), ~Exists(had_all), partnership=held.partnership_id)
    return sum(_remind(pk, held, due=due, now=now) for pk in silent.values_list("pk", flat=True))


def _reminders_due(held: AssessmentRound, *, today: dt.date) -> int:
    """Return how many of the round's two moments for reminders have come."""
    moments = (mailing_day_before(held.due_on - dt.timedelta(days=days)) for days in DAYS_BEFORE)
    return sum(today >= moment for moment in moments)


@transaction.atomic
def _remind(pk: int, held: AssessmentRound, *, due: int, now: dt.datetime) -> int:
    locked = Agreement.objects.select_for_update(no_key=True, of=("self",))
    agreement = locked.select_related("municipality", "partnership").get(pk=pk)
    # Read after the lock: who has sent in, or was reminded by another worker, is seen.
    if Assessment.objects.submitted().filter(agreement=agreement, round=held).exists():
        return 0
    had = list(AssessmentReminder.objects.filter(agreement=agreement, round=held).order_by("number"))
    if len(had) >= due or (had and now - had[-1].written_at < PAUSE):
        return 0
    number = len(had) + 1
    key = f"assessment_reminder:{held.pk}:{agreement.pk}:{number}"
    written = write_to_coordinators("assessment_reminder", agreement, held=held, key=key, now=now)
    if written:
        AssessmentReminder.objects.create(agreement=agreement, round=held, number=number, written_at=now)
    return written
