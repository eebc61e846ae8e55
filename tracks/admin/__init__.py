"""The secretariat's pages of this room."""

from tracks.admin import networks, practice, rounds, summary, track

__all__ = ["networks", "practice", "rounds", "summary", "track"]
