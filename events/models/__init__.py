"""Events, who is invited, and who comes."""

from events.models.audience import AudienceSource, GuestContact, GuestOrganisation, PlannedSending
from events.models.event import Delegate, Event
from events.models.invitation import Invitation
from events.models.programme import ProgrammeItem
from events.models.registration import Party, Registration
from events.models.reminder import Reminder

__all__ = [
    "AudienceSource",
    "Delegate",
    "Event",
    "GuestContact",
    "GuestOrganisation",
    "Invitation",
    "Party",
    "PlannedSending",
    "ProgrammeItem",
    "Registration",
    "Reminder",
]
