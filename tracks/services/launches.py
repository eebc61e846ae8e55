"""When a body starts: a track on a date of its own, the others with the partnership. Nothing of a body comes before.

An event of a track is refused before its launch, rather than warned of: whoever wants it earlier moves the launch, and the
public page says the truth. Invitations may go out earlier where the track says from when.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from partnership import text
from partnership.models import Body
from tracks.models import Track


class NotLaunched(Exception):
    """The track does not reach that far yet; the message says from when it does, and what to do."""


def track_of(body: Body) -> Track | None:
    """Return what makes a body a track; a query unless it is known already."""
    return getattr(body, "track", None)


def starts_on(body: Body) -> dt.date:
    """Return the day on which a body starts: its track's, else the partnership's."""
    track = track_of(body)
    return track.launches_on if track else body.partnership.starts_on


def check_held_after_launch(body: Body, *, day: dt.date) -> None:
    """Raise NotLaunched for a day on which the body, if it is a track, has not started."""
    track = track_of(body)
    if track is not None and day < track.launches_on:
        message = _("%(body)s starts on %(day)s. Choose a day from then on, or let the track start earlier.")
        raise NotLaunched(message % {"body": body.name, "day": text.day(track.launches_on)})


def check_invites(body: Body, *, day: dt.date) -> None:
    """Raise NotLaunched while nobody is invited to the events of a track."""
    track = track_of(body)
    if track is None or day >= (track.invites_on or track.launches_on):
        return
    message = _(
        "%(body)s starts on %(start)s, and invitations go out from %(day)s. "
        "If they are to go out earlier, change “Invitations go out from” on the track."
    )
    values = {"start": text.day(track.launches_on), "day": text.day(track.invites_on or track.launches_on)}
    raise NotLaunched(message % (values | {"body": body.name}))
