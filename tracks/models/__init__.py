"""The nouns of this room."""

from tracks.models.enquiry import Enquiry
from tracks.models.evidence import PracticeEvidence
from tracks.models.network import Network, NetworkMember, NetworkPlan, PairWish
from tracks.models.practice import Practice, PracticeFile, PracticeUse
from tracks.models.related_project import RelatedProject
from tracks.models.summary import Output, Summary
from tracks.models.track import Track
from tracks.models.visit import OfferedDate, Visit, VisitAnswer, VisitTick
from tracks.models.visit_round import VisitRound

__all__ = [
    "Enquiry",
    "Network",
    "NetworkMember",
    "NetworkPlan",
    "OfferedDate",
    "Output",
    "PairWish",
    "Practice",
    "PracticeEvidence",
    "PracticeFile",
    "PracticeUse",
    "RelatedProject",
    "Summary",
    "Track",
    "Visit",
    "VisitAnswer",
    "VisitRound",
    "VisitTick",
]
