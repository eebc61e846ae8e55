"""The secretariat's work with events: plan, publish, invite, register, and see who answers."""

from events.admin.answers import InvitationAdmin, RegistrationAdmin
from events.admin.evaluation import EvaluationAdmin
from events.admin.event import EventAdmin
from events.admin.guests import GuestOrganisationAdmin
from events.admin.reminders import ReminderAdmin

__all__ = [
    "EvaluationAdmin",
    "EventAdmin",
    "GuestOrganisationAdmin",
    "InvitationAdmin",
    "RegistrationAdmin",
    "ReminderAdmin",
]
