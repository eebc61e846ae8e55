"""The nouns of this room."""

from tracks.models.enquiry import Enquiry
from tracks.models.network import Network, NetworkMember, NetworkPlan, PairWish
from tracks.models.practice import Practice, PracticeFile, PracticeUse
from tracks.models.track import Track

__all__ = [
    "Enquiry",
    "Network",
    "NetworkMember",
    "NetworkPlan",
    "PairWish",
    "Practice",
    "PracticeFile",
    "PracticeUse",
    "Track",
]
