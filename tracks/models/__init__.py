"""The nouns of this room."""

from tracks.models.network import Network, NetworkMember, NetworkPlan, PairWish
from tracks.models.track import Track

__all__ = ["Network", "NetworkMember", "NetworkPlan", "PairWish", "Track"]
