"""The secretariat's work with the tracks and with shared practice."""

from tracks.admin.practice import EnquiryAdmin, PracticeAdmin
from tracks.admin.track import TrackAdmin

__all__ = ["EnquiryAdmin", "PracticeAdmin", "TrackAdmin"]
