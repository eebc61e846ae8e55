"""Events, who is invited, and who comes."""

from events.models.event import Delegate, Event
from events.models.invitation import Invitation
from events.models.needs import Needs
from events.models.programme import ProgrammeItem
from events.models.question import Question, Reply
from events.models.registration import Party, Registration
from events.models.reminder import Reminder
from events.models.workshop import Workshop, WorkshopChoice

__all__ = [
    "Delegate",
    "Event",
    "Invitation",
    "Needs",
    "Party",
    "ProgrammeItem",
    "Question",
    "Registration",
    "Reminder",
    "Reply",
    "Workshop",
    "WorkshopChoice",
]
