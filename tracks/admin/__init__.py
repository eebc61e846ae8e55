"""The secretariat's pages of this room."""

from tracks.admin import networks, practice, track

__all__ = ["networks", "practice", "track"]
