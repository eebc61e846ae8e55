"""The secretariat's pages of this room."""

from tracks.admin import networks, practice, summary, track

__all__ = ["networks", "practice", "summary", "track"]
