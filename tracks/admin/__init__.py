"""The secretariat's pages of this room."""

from tracks.admin import networks, track

__all__ = ["networks", "track"]
