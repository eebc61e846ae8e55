"""Who takes part in an event, as lists and badges need it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.models import Delegate, Event, Registration
from events.services.attendance import outcome_of, with_attendance
from events.services.replies import answers_of
from municipalities.models import Municipality
from partnership.models import Body, Person
from partnership.spreadsheet import Sheet


@dataclass(frozen=True)
class Participant:
    """Somebody with a place: for whom the person comes, in which body, and what became of it (see `outcome_of`)."""

    registration: Registration
    body: Body | None
    outcome: str

    @property
    def person(self) -> Person:
        return self.registration.person

    @property
    def municipality(self) -> Municipality | None:
        return self.registration.municipality

    @property
    def comes_from(self) -> str:
        """The municipality, else the workplace: guests from outside have no municipality."""
        return self.municipality.name if self.municipality else self.person.workplace

    @property
    def outcome_in_words(self) -> str:
        """What became of the registration, in the active language; nothing while it is not known."""
        return {"attended": _("attended"), "no_show": _("did not come")}.get(self.outcome, "")


def participants_of(event: Event, *, now: dt.datetime) -> list[Participant]:
    """Return who has a place, and who came without one, in Danish order of the municipalities; two queries at most.

    Somebody from outside the municipalities belongs to no body and comes last.
    """
    rows = with_attendance(Registration.objects.filter(event=event))
    delegates: set[int] = set()
    if event.delegate_body_id:
        delegates = set(Delegate.objects.filter(event=event).values_list("person", flat=True))
    found = []
    for row in rows.select_related("person", "municipality", "invitation__seat__body").order_by("person__name", "pk"):
        outcome = outcome_of(row, event=event, now=now)
        if row.status == Registration.Status.ATTENDING or outcome == "attended":
            found.append(Participant(row, _body_of(row, event, is_delegate=row.person_id in delegates), outcome))
    return sorted(found, key=lambda one: (one.municipality is None, one.municipality and one.municipality.sort_key))


def participant_sheet(event: Event, participants: list[Participant]) -> Sheet:
    """Return the list for a spreadsheet. Addresses and needs are not on it."""
    columns = [_("Name"), _("Job title"), _("Workplace"), _("Municipality"), _("Body"), _("Attendance")]
    rows = [
        [
            one.person.name,
            one.person.title,
            one.person.workplace,
            one.municipality.name if one.municipality else "",
            one.body.name if one.body else "",
            one.outcome_in_words,
        ]
        for one in participants
    ]
    return Sheet(_("Participants"), columns, rows)


def reply_sheet(event: Event) -> Sheet | None:
    """Return what those who come or wait replied and chose, for the secretariat; None where the event asks nothing."""
    table = answers_of(event)
    if not table.columns:
        return None
    rows = [
        [row.person.name, row.municipality.name if row.municipality else "", row.get_status_display(), *texts]
        for row, texts in table.rows
    ]
    return Sheet(_("Replies"), [_("Name"), _("Municipality"), _("Status"), *table.columns], rows)


def _body_of(registration: Registration, event: Event, *, is_delegate: bool) -> Body | None:
    if registration.municipality_id is None:
        return None
    invitation = registration.invitation
    if invitation is not None and invitation.seat is not None:
        return invitation.seat.body
    return event.delegate_body if is_delegate and event.delegate_body else event.body
