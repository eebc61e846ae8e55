"""The partnership, its people, their seats and the letters they get."""

from partnership.models.agreement import Agreement
from partnership.models.assessment import (
    Assessment,
    AssessmentReminder,
    AssessmentRound,
    CriterionAnswer,
    Goal,
)
from partnership.models.assessment_writer import AssessmentWriter
from partnership.models.body import Body
from partnership.models.bounce import Bounce
from partnership.models.digest import Digest
from partnership.models.document import StoredDocument
from partnership.models.identity_provider import IdentityProvider, IdentityProviderDomain
from partnership.models.letter import Letter, LetterAttachment
from partnership.models.letter_template import LetterTemplate
from partnership.models.link import PersonalLink
from partnership.models.local_organisation import LocalOrganisation, LocalProject
from partnership.models.logbook import LogbookEntry
from partnership.models.login import LoginAttempt
from partnership.models.nomination import Approver, Nomination
from partnership.models.objection import Objection
from partnership.models.partnership import FocusArea, GuidingQuestion, Partnership, SuccessCriterion
from partnership.models.person import Person
from partnership.models.profession import ProfessionDecision
from partnership.models.pulse import Pulse
from partnership.models.seat import Seat, SeatHolding
from partnership.models.secretariat import Secretariat
from partnership.models.unsubscription import Unsubscription

__all__ = [
    "Agreement",
    "Approver",
    "Assessment",
    "AssessmentReminder",
    "AssessmentRound",
    "AssessmentWriter",
    "Body",
    "Bounce",
    "CriterionAnswer",
    "Digest",
    "FocusArea",
    "Goal",
    "GuidingQuestion",
    "IdentityProvider",
    "IdentityProviderDomain",
    "Letter",
    "LetterAttachment",
    "LetterTemplate",
    "LocalOrganisation",
    "LocalProject",
    "LogbookEntry",
    "LoginAttempt",
    "Nomination",
    "Objection",
    "Partnership",
    "Person",
    "PersonalLink",
    "ProfessionDecision",
    "Pulse",
    "Seat",
    "SeatHolding",
    "Secretariat",
    "StoredDocument",
    "SuccessCriterion",
    "Unsubscription",
]
