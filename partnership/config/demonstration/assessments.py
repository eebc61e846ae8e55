"""Two rounds of assessments that most municipalities have sent in, one that is reopened, and goals of the steering group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from events.models import Event, EventEvidence
from partnership.models import Agreement, Assessment, AssessmentRound, CriterionAnswer, Goal, Partnership, Person
from partnership.services.assessments import reopen_assessment
from partnership.text import COPENHAGEN
from tracks.models import Practice, PracticeEvidence

Kind = AssessmentRound.Kind
#: The criterion that is about IT-didactic thinking through sparring and sharing.
SHARING = 5
#: Goals of the steering group under the first criteria, and where they were decided.
GOALS = [
    ("Alle deltagende kommuner har vedtaget en fælles retning for 0-18-området.", "Styregruppens konference, punkt 3"),
    ("Kommunalbestyrelsen drøfter indsatsen mindst én gang om året.", "Styregruppens konference, punkt 4"),
]
#: What municipalities write about a criterion, by the step that they choose.
ASSESSED = [
    (
        "Vi er ikke begyndt endnu. Arbejdet sættes i gang, når den lokale projektorganisation er på plads.",
        "Emnet er drøftet i chefgruppen, men der er ikke truffet beslutning om, hvordan vi griber det an.",
    ),
    (
        "Vi har kortlagt, hvor vi står, og tre skoler og fire dagtilbud afprøver de første ideer.",
        "En arbejdsgruppe er nedsat, og udvalget har fået en første orientering. Resultaterne kan endnu ikke ses.",
    ),
    (
        "Halvdelen af vores ledere har gennemført et forløb, og de bruger det i deres egne personalegrupper.",
        "Vi har faste møder på tværs af dagtilbud og skole. Næste skridt er at få SFO'erne med.",
    ),
    (
        "Næsten alle enheder arbejder efter den samme plan, og udvalget følger den to gange om året.",
        "Forløbene er beskrevet og delt med de andre kommuner i netværket. Vi mangler at evaluere med forældrene.",
    ),
    (
        "Det er en del af hverdagen: Det står i vores styringsdokumenter, og nye medarbejdere bliver lært op i det.",
        "Målet er nået. Nu handler det om at holde fast, og vi tager gerne imod besøg fra andre.",
    ),
]


def assess_twice(partnership: Partnership, agreements: Sequence[Agreement], *, by: Person, now: dt.datetime) -> None:
    """Plan three rounds, of which two are over, and fill those in."""
    today = now.date()
    days = {
        Kind.BASELINE: (today - dt.timedelta(days=120), today - dt.timedelta(days=90)),
        Kind.MIDWAY: (today - dt.timedelta(days=30), today - dt.timedelta(days=2)),
        Kind.END: (partnership.ends_on - dt.timedelta(days=60), partnership.ends_on - dt.timedelta(days=30)),
    }
    rounds = [
        AssessmentRound.objects.create(partnership=partnership, kind=kind, opens_on=opens_on, due_on=due_on)
        for kind, (opens_on, due_on) in days.items()
    ]
    criteria = list(partnership.success_criteria.order_by("number"))
    for criterion, (text, source) in zip(criteria, GOALS, strict=False):
        Goal.objects.create(criterion=criterion, text=text, source=source, decided_on=days[Kind.BASELINE][1])
    dice = Random(2026)
    steps: dict[tuple[int, int], int] = {}
    for held in rounds[:2]:
        # Of eight municipalities one did not answer.
        answering = [row for place, row in enumerate(agreements) if place % 8 != 7]
        assessments = [Assessment(agreement=row, round=held) for row in answering]
        bulk_create_with_history(assessments, Assessment)
        answers = []
        for assessment in assessments:
            for criterion in criteria:
                key = assessment.agreement_id, criterion.pk
                steps[key] = min(5, steps.get(key, 0) + dice.choice([1, 1, 2] if key in steps else [1, 2, 2, 3]))
                answers.append(
                    CriterionAnswer(
                        assessment=assessment,
                        criterion=criterion,
                        step=steps[key],
                        text=ASSESSED[min(steps[key], 5) - 1][dice.randrange(2)],
                        may_be_quoted=dice.random() < 0.5,
                    )
                )
        bulk_create_with_history(answers, CriterionAnswer)
        _point_at_an_event(answers, partnership, now=now)
        _point_at_practices(answers, partnership)
        sent_at = dt.datetime.combine(held.due_on, dt.time(10), COPENHAGEN) - dt.timedelta(days=3)
        for assessment in assessments:
            assessment.status, assessment.submitted_at = Assessment.Status.SUBMITTED, sent_at
        bulk_update_with_history(assessments, Assessment, ["status", "submitted_at"])
    if len(agreements) > 3:
        because = "I har bedt om at rette teksten under det tredje kriterium."
        reopen_assessment(agreements[3], held=rounds[1], because=because, by=by, now=now)


def _point_at_an_event(answers: Sequence[CriterionAnswer], partnership: Partnership, *, now: dt.datetime) -> None:
    past = Event.objects.filter(partnership=partnership, ends_at__lt=now).order_by("pk").first()
    if past is not None:
        EventEvidence.objects.bulk_create([EventEvidence(answer=answer, event=past) for answer in answers[::20]])


def _point_at_practices(answers: Sequence[CriterionAnswer], partnership: Partnership) -> None:
    """Let each municipality that has shared a practice point at its first one."""
    first: dict[int, Practice] = {}
    for practice in Practice.objects.shown().filter(partnership=partnership).order_by("pk"):
        first.setdefault(practice.municipality_id, practice)
    PracticeEvidence.objects.bulk_create(
        PracticeEvidence(answer=answer, practice=first[answer.assessment.agreement.municipality_id])
        for answer in answers
        if answer.criterion.number == SHARING and answer.assessment.agreement.municipality_id in first
    )
