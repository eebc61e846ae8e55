"""The secretariat's pages for the partnership, its agreements, people, seats and letters."""

import allauth.account.admin  # noqa: F401 -- registers what is taken away below
import django.contrib.auth.admin  # noqa: F401 -- registers what is taken away below
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group

from partnership.admin.agreement import AgreementAdmin
from partnership.admin.letter import LetterAdmin
from partnership.admin.logbook import LogbookEntryAdmin
from partnership.admin.partnership import BodyAdmin, PartnershipAdmin
from partnership.admin.person import PersonAdmin
from partnership.admin.records import PulseAdmin, StoredDocumentAdmin
from partnership.admin.seat import SeatAdmin

__all__ = [
    "AgreementAdmin",
    "BodyAdmin",
    "LetterAdmin",
    "LogbookEntryAdmin",
    "PartnershipAdmin",
    "PersonAdmin",
    "PulseAdmin",
    "SeatAdmin",
    "StoredDocumentAdmin",
]

# What the groups may do is code (partnership.config.groups), and a person has one address: nothing to work on here.
admin.site.unregister([Group, EmailAddress])
