"""What a page is to the walks: who meets it, how one gets there, and what the answer's status is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.portal import OWN_DOMAIN, RunningPortal

Reach = Callable[[Page, RunningPortal], None]
LONG = f"anne-margrethe.christoffersen-oesterskov@{OWN_DOMAIN}"
PUBLIC, PARTICIPANT, COORDINATOR, SECRETARIAT = "public", "participant", "coordinator", "secretariat"
#: Who has an app, a passkey and recovery codes, and who has nothing yet but has just logged in.
KEEPER, NEWCOMER = "keeper", "newcomer"


@dataclass(frozen=True)
class Place:
    """A page, or a state of a page, as one role meets it."""

    name: str
    role: str
    reach: Reach
    status: int = 200
    empty: bool = False

    def __str__(self) -> str:
        return self.name
