"""Personal links: derived, hashed, bound, expiring, revocable."""

import datetime as dt

import pytest

from partnership.models import PersonalLink
from partnership.services.links import LinkKeyLost, find_link, make_link, revoke_links, token_of
from tests.partnership.factories import PersonFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PURPOSE = PersonalLink.Purpose.PARTICIPANT


@pytest.fixture
def link() -> PersonalLink:
    return make_link(PersonFactory(), purpose=PURPOSE, expires_at=NOW + dt.timedelta(days=30), now=NOW)


def test_the_token_finds_its_link(link) -> None:
    assert find_link(token_of(link), purpose=PURPOSE, now=NOW) == link


def test_the_token_has_256_bits_and_stands_nowhere_in_the_row(link) -> None:
    token = token_of(link)
    assert len(token) == 43
    row = PersonalLink.objects.values().get()
    assert all(token not in str(value) for value in row.values())


def test_two_links_of_one_person_differ(link) -> None:
    other = make_link(link.person, purpose=PURPOSE, expires_at=NOW + dt.timedelta(days=30), now=NOW)
    assert token_of(other) != token_of(link)


@pytest.mark.parametrize(
    "alter",
    [
        str.upper,
        str.lower,
        lambda token: token + ".",
        lambda token: token[:-1],
        lambda token: "\ud800",
        lambda token: "",
    ],
)
def test_an_altered_token_finds_nothing(link, alter) -> None:
    assert find_link(alter(token_of(link)), purpose=PURPOSE, now=NOW) is None


def test_an_expired_link_does_not_open(link) -> None:
    assert find_link(token_of(link), purpose=PURPOSE, now=link.expires_at) is None


def test_a_revoked_link_does_not_open_and_the_excepted_one_does(link) -> None:
    kept = make_link(link.person, purpose=PURPOSE, expires_at=NOW + dt.timedelta(days=30), now=NOW)
    assert revoke_links(link.person, now=NOW, except_for=kept) == 1
    assert find_link(token_of(link), purpose=PURPOSE, now=NOW) is None
    assert find_link(token_of(kept), purpose=PURPOSE, now=NOW) == kept


def test_the_link_of_a_person_who_is_no_longer_welcome_does_not_open(link) -> None:
    link.person.is_active = False
    link.person.save()
    assert find_link(token_of(link), purpose=PURPOSE, now=NOW) is None


def test_links_survive_a_change_of_the_secret_key_while_the_old_one_is_kept(link, settings) -> None:
    token = token_of(link)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert token_of(link) == token
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(LinkKeyLost):
        token_of(link)
