"""Events, who is invited, and who comes."""

from events.models.attendance import DoorMark, was_there
from events.models.audience import AudienceSource, GuestContact, GuestOrganisation, PlannedSending
from events.models.contribution import Contribution
from events.models.decision import Decision, Minutes
from events.models.evaluation import (
    Evaluation,
    EvaluationCount,
    EvaluationQuestion,
    EvaluationText,
    EvaluationTurn,
)
from events.models.event import Delegate, Event
from events.models.evidence import EventEvidence
from events.models.invitation import Invitation
from events.models.material import Material
from events.models.needs import Needs
from events.models.programme import ProgrammeItem
from events.models.question import Question, Reply
from events.models.registration import Party, Registration
from events.models.reminder import Reminder
from events.models.sharing import Audience
from events.models.workshop import Workshop, WorkshopChoice

__all__ = [
    "Audience",
    "AudienceSource",
    "Contribution",
    "Decision",
    "Delegate",
    "DoorMark",
    "Evaluation",
    "EvaluationCount",
    "EvaluationQuestion",
    "EvaluationText",
    "EvaluationTurn",
    "Event",
    "EventEvidence",
    "GuestContact",
    "GuestOrganisation",
    "Invitation",
    "Material",
    "Minutes",
    "Needs",
    "Party",
    "PlannedSending",
    "ProgrammeItem",
    "Question",
    "Registration",
    "Reminder",
    "Reply",
    "Workshop",
    "WorkshopChoice",
    "was_there",
]
