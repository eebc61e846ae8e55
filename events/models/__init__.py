"""Events, who is invited, and who comes."""

from events.models.decision import Decision, Minutes
from events.models.event import Delegate, Event
from events.models.invitation import Invitation
from events.models.material import Material
from events.models.programme import ProgrammeItem
from events.models.registration import Party, Registration
from events.models.reminder import Reminder
from events.models.sharing import Audience

__all__ = [
    "Audience",
    "Decision",
    "Delegate",
    "Event",
    "Invitation",
    "Material",
    "Minutes",
    "Party",
    "ProgrammeItem",
    "Registration",
    "Reminder",
]
