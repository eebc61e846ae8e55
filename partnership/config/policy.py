"""Who may reach which address: the one table, held against the whole URLconf by a test.

A role reaches an address when it gets the page rather than the log-in page, a refusal or "not found". Which *objects* it sees
there is decided by `visible_to`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = "public"
PARTICIPANT = "participant"
COORDINATOR = "coordinator"
READER = "reader"
FINANCE = "finance"
SECRETARIAT = "secretariat"
ROLES = (PUBLIC, PARTICIPANT, COORDINATOR, READER, FINANCE, SECRETARIAT)

EVERYBODY = frozenset(ROLES)
LOGGED_IN = EVERYBODY - {PUBLIC, PARTICIPANT}
STAFF = frozenset({READER, FINANCE, SECRETARIAT})
WITH_PAGE = EVERYBODY - {PUBLIC}
MONEY = frozenset({FINANCE, SECRETARIAT})
LEAD = frozenset({SECRETARIAT})

#: Name of the address, or a pattern of names -> who reaches it. The first match counts.
POLICY: dict[str, frozenset[str]] = {
    # public
    "home": EVERYBODY,
    "municipalities": EVERYBODY,
    "privacy": EVERYBODY,
    "cookies": EVERYBODY,
    "accessibility": EVERYBODY,
    "was": EVERYBODY,
    "set_language": EVERYBODY,
    "healthz": EVERYBODY,
    "favicon": EVERYBODY,
    "events:list": EVERYBODY,
    "events:event": EVERYBODY,
    "events:calendar-file": EVERYBODY,
    "account_login": EVERYBODY,
    "account_request_login_code": EVERYBODY,
    "account_confirm_login_code": EVERYBODY,
    "account_signup": EVERYBODY,
    "account_inactive": EVERYBODY,
    "account_logout": EVERYBODY,
    # through a personal link, or logged in
    "open_link": EVERYBODY,
    "link_request": EVERYBODY,
    "personal:*": WITH_PAGE,
    # logged in
    "workplace": LOGGED_IN,
    "municipality_home": frozenset({COORDINATOR}) | STAFF,
    "events:answers": frozenset({COORDINATOR}) | STAFF,
    "billing:list": LOGGED_IN,
    "billing:*": frozenset({COORDINATOR}) | STAFF,
    # the admin site
    "admin:login": EVERYBODY,
    "admin:logout": STAFF,
    "admin:index": STAFF,
    "admin:jsi18n": STAFF,
    "admin:autocomplete": STAFF,
    "admin:view_on_site": STAFF,
    "admin:app_list": STAFF,
    "admin:municipalities_*": STAFF,
    "admin:partnership_*": STAFF,
    "admin:tracks_*": LEAD | {READER},
    "admin:events_*": LEAD | {READER},
    "admin:billing_*": STAFF,
}


@dataclass(frozen=True)
class Route:
    """An address with its name, and who may reach it; no roles means that the table does not know it."""

    name: str
    path: str
    roles: tuple[str, ...]


def roles_of(name: str) -> tuple[str, ...]:
    """Return who may reach the address of this name, in the order of ROLES."""
    for pattern, roles in POLICY.items():
        if fnmatchcase(name, pattern):
            return tuple(role for role in ROLES if role in roles)
    return ()


def all_routes() -> list[Route]:
    """Return every address of the URLconf."""
    return [Route(name, path, roles_of(name)) for name, path in _walk(get_resolver(), "/", "")]


def _walk(resolver: URLResolver, path: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, here, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}", here
