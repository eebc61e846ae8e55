"""The secretariat's pages for the partnership, its agreements, people, seats and letters."""

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401 -- registers what is taken away below
import django.contrib.auth.admin  # noqa: F401 -- registers what is taken away below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from partnership.admin.agreement import AgreementAdmin
from partnership.admin.assessment import AssessmentAdmin, GoalAdmin
from partnership.admin.bounce import BounceAdmin
from partnership.admin.identity_provider import IdentityProviderAdmin
from partnership.admin.letter import LetterAdmin
from partnership.admin.local_project import LocalProjectAdmin
from partnership.admin.logbook import LogbookEntryAdmin
from partnership.admin.nomination import NominationAdmin
from partnership.admin.objection import ObjectionAdmin
from partnership.admin.partnership import BodyAdmin, PartnershipAdmin
from partnership.admin.person import PersonAdmin
from partnership.admin.profession import ProfessionDecisionAdmin
from partnership.admin.records import PulseAdmin, StoredDocumentAdmin
from partnership.admin.seat import SeatAdmin
from partnership.admin.secretariat import SecretariatAdmin

__all__ = [
    "AgreementAdmin",
    "AssessmentAdmin",
    "BodyAdmin",
    "BounceAdmin",
    "GoalAdmin",
    "IdentityProviderAdmin",
    "LetterAdmin",
    "LocalProjectAdmin",
    "LogbookEntryAdmin",
    "NominationAdmin",
    "ObjectionAdmin",
    "PartnershipAdmin",
    "PersonAdmin",
    "ProfessionDecisionAdmin",
    "PulseAdmin",
    "SeatAdmin",
    "SecretariatAdmin",
    "StoredDocumentAdmin",
]

# What the groups may do is code (partnership.config.groups), a person has one address, and how people log in is their own
# affair: nothing to work on here. The municipalities' log-ins have a page of their own, without secrets, and who is bound to
# one stands on the person's page.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession, SocialAccount, SocialApp, SocialToken])
