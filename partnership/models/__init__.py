"""The partnership, its people, their seats and the letters they get."""

from partnership.models.agreement import Agreement
from partnership.models.body import Body
from partnership.models.document import StoredDocument
from partnership.models.letter import Letter, LetterAttachment
from partnership.models.link import PersonalLink
from partnership.models.logbook import LogbookEntry
from partnership.models.partnership import FocusArea, GuidingQuestion, Partnership, SuccessCriterion
from partnership.models.person import Person
from partnership.models.pulse import Pulse
from partnership.models.seat import Seat, SeatHolding

__all__ = [
    "Agreement",
    "Body",
    "FocusArea",
    "GuidingQuestion",
    "Letter",
    "LetterAttachment",
    "LogbookEntry",
    "Partnership",
    "Person",
    "PersonalLink",
    "Pulse",
    "Seat",
    "SeatHolding",
    "StoredDocument",
    "SuccessCriterion",
]
