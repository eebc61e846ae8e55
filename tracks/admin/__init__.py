"""The secretariat's pages of this room."""

from tracks.admin import networks, practice, rounds, track

__all__ = ["networks", "practice", "rounds", "track"]
