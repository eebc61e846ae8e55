"""The addresses of practices, and the links in the letters to who wrote them."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse

from partnership.models import PersonalLink
from partnership.services.links import expiry_within, make_link
from tracks.models import Practice


def practice_path(practice: Practice) -> str:
    """Return the path of the public page."""
    return reverse("practices:practice", args=[practice.pk, practice.slug])


def practice_url(practice: Practice) -> str:
    """Return the whole address of the public page, for letters and feeds."""
    return settings.SITE_URL + practice_path(practice)


def author_link(practice: Practice, *, now: dt.datetime) -> PersonalLink:
    """Make a personal link with which the author acts on a practice without a log-in."""
    expires_at = expiry_within(practice.partnership, now=now)
    return make_link(practice.author, purpose=PersonalLink.Purpose.PARTICIPANT, expires_at=expires_at, now=now)
