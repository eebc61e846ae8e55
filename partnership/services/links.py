"""Make, find and take back personal links."""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from partnership.models import Partnership, Person, PersonalLink
from partnership.models.link import new_salt
from partnership.text import COPENHAGEN

#: How long after the partnership a participant's link still opens: for materials and corrections.
LINK_LIFE = dt.timedelta(days=30)

#: The first part of the address that opens a link of each purpose.
PATHS = {PersonalLink.Purpose.PARTICIPANT: "i", PersonalLink.Purpose.APPROVER: "godkend"}


class LinkKeyLost(Exception):
    """The secret key that a link was made with is no longer among the settings, so its token cannot be written again."""


def make_link(
    person: Person, *, purpose: PersonalLink.Purpose, expires_at: dt.datetime, now: dt.datetime
) -> PersonalLink:
    """Make a link for one person and one purpose. The token itself is derived, never stored: see `token_of`."""
    return make_links([person], purpose=purpose, expires_at=expires_at, now=now)[0]


def make_links(
    people: Iterable[Person], *, purpose: PersonalLink.Purpose, expires_at: dt.datetime, now: dt.datetime
) -> list[PersonalLink]:
    """Make a link for each person, in the order given and in a constant number of queries."""
    links = []
    for person in people:
        salt = new_salt()
        token_hash = _hash(_token(salt, settings.SECRET_KEY))
        links.append(
            PersonalLink(
                person=person, purpose=purpose, salt=salt, token_hash=token_hash, created_at=now, expires_at=expires_at
            )
        )
    return PersonalLink.objects.bulk_create(links, batch_size=500)


def expiry_within(partnership: Partnership, *, now: dt.datetime) -> dt.datetime:
    """Return until when a link that is made now for somebody in the partnership opens."""
    end = timezone.make_aware(dt.datetime.combine(partnership.ends_on, dt.time()), COPENHAGEN)
    return max(end, now) + LINK_LIFE


def token_of(link: PersonalLink) -> str:
    """Return the token, 256 bits as 43 characters, for the moment of sending. Raises LinkKeyLost."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _token(link.salt, key)
        if _hash(token) == link.token_hash:
            return token
    raise LinkKeyLost(f"personal link {link.pk}")


def url_of(link: PersonalLink) -> str:
    """Return the address that goes into the letter; built from SITE_URL alone. Raises LinkKeyLost."""
    return f"{settings.SITE_URL}/{PATHS[PersonalLink.Purpose(link.purpose)]}/{token_of(link)}/"


def find_link(token: str, *, purpose: PersonalLink.Purpose, now: dt.datetime) -> PersonalLink | None:
    """Return the valid link with this token and purpose. None for unknown, altered, expired and revoked ones alike."""
    links = PersonalLink.objects.valid_at(now).select_related("person")
    return links.filter(token_hash=_hash(token), purpose=purpose).first()


@transaction.atomic
def revoke_links(person: Person, *, now: dt.datetime, except_for: PersonalLink | None = None) -> int:
    """Take back the person's links; returns how many were open."""
    links = PersonalLink.objects.valid_at(now).filter(person=person)
    if except_for is not None:
        links = links.exclude(pk=except_for.pk)
    return links.update(revoked_at=now)


def _token(salt: str, key: str) -> str:
    digest = salted_hmac("partnership.personal-link", salt, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
