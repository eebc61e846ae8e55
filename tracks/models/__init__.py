"""The nouns of this room."""

from tracks.models.network import Network, NetworkMember, NetworkPlan, PairWish
from tracks.models.track import Track
from tracks.models.visit import OfferedDate, Visit, VisitAnswer, VisitTick

__all__ = [
    "Network",
    "NetworkMember",
    "NetworkPlan",
    "OfferedDate",
    "PairWish",
    "Track",
    "Visit",
    "VisitAnswer",
    "VisitTick",
]
