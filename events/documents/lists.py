"""The list of participants and the name badges on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string

from events.models import Event
from events.services.participants import Participant
from partnership.pdf import render_pdf

_HERE = Path(__file__).parent
#: Badges on a sheet: two columns of five, 90 x 54 mm each.
PER_SHEET = 10
#: How many colours `badges.css` has for bodies; whoever belongs to none has one more.
_COLOURS = 6


@dataclass(frozen=True)
class Badge:
    """What stands on a badge; `size` is chosen so that the longest Danish name fits on two lines."""

    name: str
    title: str
    comes_from: str
    body: str
    colour: int

    @property
    def size(self) -> str:
        """How large the name can be."""
        longest_word = max((len(word) for word in self.name.replace("-", "- ").split()), default=0)
        if len(self.name) <= 26 and longest_word <= 14:
            return "large"
        return "medium" if len(self.name) <= 44 and longest_word <= 20 else "small"


def participant_list_pdf(event: Event, participants: Sequence[Participant], *, now: dt.datetime) -> bytes:
    """Return the list as PDF/A in the active language, with room for a tick; the same content gives the same bytes."""
    html = render_to_string("events/documents/participants.html", {"event": event, "participants": participants})
    return render_pdf(html, stylesheet=_HERE / "list.css", moment=now)


def badges_pdf(event: Event, participants: Sequence[Participant], *, now: dt.datetime) -> bytes:
    """Return the badges as PDF/A, ten to a sheet of A4, to cut along the lines; the colour tells the body, and so does a text."""
    badges = [badge_of(one) for one in participants]
    sheets = [badges[at : at + PER_SHEET] for at in range(0, len(badges), PER_SHEET)]
    html = render_to_string("events/documents/badges.html", {"event": event, "sheets": sheets})
    return render_pdf(html, stylesheet=_HERE / "badges.css", moment=now)


def badge_of(participant: Participant) -> Badge:
    """Return a participant's badge."""
    person, body = participant.person, participant.body
    colour = body.position % _COLOURS + 1 if body else 0
    return Badge(person.name, person.title, participant.comes_from, body.name if body else "", colour)
