"""Assessments of the success criteria: written as a draft, sent in complete, reopened with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.models import Coordinatorship
from partnership.machine import transition
from partnership.models import Agreement, Assessment, AssessmentRound, CriterionAnswer, Person, SuccessCriterion
from partnership.owed import Owed
from partnership.services.letters import Draft, is_writable, write_letters
from partnership.text import COPENHAGEN, day

#: What a round is called in an address.
PATHS = {
    "udgangspunkt": AssessmentRound.Kind.BASELINE,
    "midtvejs": AssessmentRound.Kind.MIDWAY,
    "afslutning": AssessmentRound.Kind.END,
}
_PATH_OF = {kind.value: path for path, kind in PATHS.items()}


class AssessmentRefused(Exception):
    """The assessment cannot be written, sent in or reopened; the message says why and what to do."""


def path_of(held: AssessmentRound) -> str:
    """Return what the round is called in an address."""
    return _PATH_OF[held.kind]


def lock_assessment(agreement: Agreement, *, held: AssessmentRound) -> Assessment:
    """Return the municipality's assessment, not stored yet if it has none; within a transaction, the agreement locked first."""
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    found = Assessment.objects.filter(agreement=agreement, round=held).select_related("round").first()
    return found or Assessment(agreement=agreement, round=held)


def refuse_unwritable(assessment: Assessment, *, today: dt.date) -> None:
    """Raise AssessmentRefused when nobody can write in the assessment now."""
    if assessment.is_writable(today):
        return
    if assessment.status == Assessment.Status.SUBMITTED:
        raise AssessmentRefused(
            _(
                "The assessment is sent in and cannot be changed. Ask KL's secretariat to reopen it if something is wrong."
            )
        )
    if assessment.round.opens_on > today:
        raise AssessmentRefused(_("The round has not opened yet."))
    raise AssessmentRefused(_("The round is over. Ask KL's secretariat to open it for you again."))


@transaction.atomic
def save_answer(
    agreement: Agreement, *, held: AssessmentRound, answer: CriterionAnswer, by: Person, today: dt.date
) -> CriterionAnswer:
    """Store what a municipality says about one criterion; the assessment begins with its first answer.

    Raises AssessmentRefused when nobody can write in it now.
    """
    assessment = lock_assessment(agreement, held=held)
    refuse_unwritable(assessment, today=today)
    if assessment.pk is None:
        assessment.save()
    answer.assessment, answer.changed_by = assessment, by
    answer.text = answer.text.strip()
    answer.save()
    return answer


def missing_answers(assessment: Assessment) -> list[SuccessCriterion]:
    """Return the criteria of which the assessment does not yet say how far the municipality is, and what that builds on."""
    complete = assessment.answers.filter(step__isnull=False).exclude(text="") if assessment.pk else []
    answered = {answer.criterion_id for answer in complete}
    criteria = SuccessCriterion.objects.filter(partnership=assessment.round.partnership_id).order_by("number")
    return [criterion for criterion in criteria if criterion.pk not in answered]


@transaction.atomic
def submit_assessment(agreement: Agreement, *, held: AssessmentRound, by: Person, now: dt.datetime) -> bool:
    """Send an assessment in, which locks it; False when it is already. Raises AssessmentRefused when something is missing."""
    assessment = lock_assessment(agreement, held=held)
    if assessment.status == Assessment.Status.SUBMITTED:
        return False
    refuse_unwritable(assessment, today=timezone.localdate(now))
    missing = missing_answers(assessment)
    if missing:
        numbers = ", ".join(str(criterion.number) for criterion in missing)
        raise AssessmentRefused(
            _("Choose a step and write what it builds on for each criterion. It is missing for number %(numbers)s.")
            % {"numbers": numbers}
        )
    return transition(
        assessment,
        allowed={Assessment.Status.DRAFT},
        to=Assessment.Status.SUBMITTED,
        submitted_at=now,
        submitted_by=by,
        reopened_at=None,
        reopened_by=None,
        reopened_because="",
    )


@transaction.atomic
def reopen_assessment(
    agreement: Agreement, *, held: AssessmentRound, because: str, by: Person, now: dt.datetime
) -> Assessment:
    """Let a municipality write again, also after the last day, and tell its coordinators why. It counts again once sent in.

    One that is reopened already stays as it is. Raises AssessmentRefused for a round that has not opened.
    """
    assessment = lock_assessment(agreement, held=held)
    if held.opens_on > timezone.localdate(now):
        raise AssessmentRefused(_("The round has not opened yet."))
    if assessment.reopened_at is not None:
        return assessment
    if not because.strip():
        raise AssessmentRefused(_("Write why the assessment is reopened."))
    changes = {"reopened_at": now, "reopened_by": by, "reopened_because": because.strip()}
    if assessment.status == Assessment.Status.SUBMITTED:
        cleared = {"submitted_at": None, "submitted_by": None}
        transition(assessment, allowed={Assessment.Status.SUBMITTED}, to=Assessment.Status.DRAFT, **cleared, **changes)
    else:
        for name, value in changes.items():
            setattr(assessment, name, value)
        assessment.save()
    key = f"assessment_reopened:{held.pk}:{agreement.pk}:{int(now.timestamp())}"
    write_to_coordinators("assessment_reopened", agreement, held=held, key=key, reason=because, now=now)
    return assessment


def write_to_coordinators(
    kind: str, agreement: Agreement, *, held: AssessmentRound, key: str, now: dt.datetime, reason: str = ""
) -> int:
    """Write to those who coordinate for the municipality today about its assessment; returns how many."""
    today = now.astimezone(COPENHAGEN).date()
    tasks = Coordinatorship.objects.open_on(today).filter(municipality=agreement.municipality_id)
    people = Person.objects.filter(pk__in=tasks.values("person"), is_active=True).order_by("pk")
    url = settings.SITE_URL + reverse("assessment", args=[agreement.municipality.code, path_of(held)])
    common = {"municipality": agreement.municipality.official_name, "partnership": agreement.partnership.name}
    common |= {"reason": reason}
    drafts = [
        Draft(
            key=f"{key}:{person.pk}",
            person=person,
            values=common | {"name": person.name, "url": url, "deadline": day(held.due_on, person.language)},
        )
        for person in people
        if is_writable(person.email)
    ]
    write_letters(kind, drafts, now=now)
    return len(drafts)


def owed_assessments(agreements: Sequence[Agreement], *, now: dt.datetime) -> dict[int, list[Owed]]:
    """Return per agreement the assessments that are to be written; two queries, however many agreements."""
    today = timezone.localdate(now)
    owed: dict[int, list[Owed]] = {agreement.pk: [] for agreement in agreements}
    partnerships = {agreement.partnership_id for agreement in agreements}
    begun = list(AssessmentRound.objects.begun_on(today).filter(partnership__in=partnerships).order_by("due_on"))
    rows = Assessment.objects.filter(agreement__in=owed, round__in=begun)
    known = {(row.agreement_id, row.round_id): row for row in rows}
    for agreement in agreements:
        for held in begun:
            if held.partnership_id != agreement.partnership_id:
                continue
            row = known.get((agreement.pk, held.pk)) or Assessment(agreement=agreement)
            row.round = held
            if row.is_writable(today):
                owed[agreement.pk].append(_owed(agreement, held, row, is_over=held.is_over(today)))
    return owed


def _owed(agreement: Agreement, held: AssessmentRound, row: Assessment, *, is_over: bool) -> Owed:
    if row.reopened_at is not None:
        text = _("Success criteria, %(round)s: the assessment is reopened and is to be sent in again.")
    elif row.pk is None:
        text = _("Success criteria, %(round)s: the assessment is not begun.")
    else:
        text = _("Success criteria, %(round)s: the assessment is a draft and not sent in.")
    return Owed(
        text=text % {"round": held.get_kind_display()},
        url=reverse("assessment", args=[agreement.municipality.code, path_of(held)]),
        action=_("Write the assessment"),
        deadline=None if is_over else held.due_on,
    )
