"""What stands on the front page of the admin site before the lists: pages that no list leads to. Add a line to extend it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Shortcut:
    """A page by the name of its address, what it is called, and the permission without which nobody is led there."""

    url: str
    label: Promise | str
    permission: str


SHORTCUTS: list[Shortcut] = [
    Shortcut("admin:billing_transmission_changelist", _("E-invoices not delivered"), "billing.view_transmission"),
    Shortcut("admin:partnership_seat_matrix", _("Seats by municipality"), "partnership.view_seat"),
    Shortcut("admin:partnership_agreement_invite", _("Invite municipalities"), "partnership.add_agreement"),
    Shortcut("admin:partnership_person_import", _("Import people"), "partnership.add_person"),
    Shortcut("admin:tracks_networkplan_changelist", _("Networks"), "tracks.view_networkplan"),
    Shortcut("admin:billing_economy", _("Economy"), "billing.view_invoice"),
    Shortcut("admin:billing_budget_changelist", _("Budget"), "billing.view_budget"),
    Shortcut("admin:billing_bankfile_upload", _("Fetch payments from a bank file"), "billing.add_payment"),
    Shortcut("admin:billing_paymentreminder_overdue", _("Overdue invoices"), "billing.add_paymentreminder"),
    Shortcut("admin:tracks_practice_changelist", _("Shared practice"), "tracks.view_practice"),
    Shortcut("admin:tracks_summary_changelist", _("What the bodies have learnt"), "tracks.view_summary"),
    Shortcut("admin:letter_texts", _("Texts of letters"), "partnership.change_lettertemplate"),
    Shortcut("admin:people_merge", _("Merge two records of a person"), "partnership.merge_people"),
    Shortcut("admin:events_event_copy", _("New event from the last one"), "events.add_event"),
    Shortcut("criteria_all", _("Success criteria"), "partnership.view_assessment"),
    Shortcut("events:attendance", _("Attendance"), "events.view_registration"),
]


def shortcuts_for(request: HttpRequest) -> list[Shortcut]:
    """Return the shortcuts that the person may follow."""
    return [shortcut for shortcut in SHORTCUTS if request.user.has_perm(shortcut.permission)]
