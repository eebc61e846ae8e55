"""Walks over all pages: those for everybody in each language, and the secretariat's in halves.

The tests of a walk stay in one process, since there each page is visited once for all of them: `tests.environment` tells
them by the name before the colon of their id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser.admin_pages import ADMIN_PAGES
from tests.browser.own_pages import OWN_PAGES
from tests.browser.places import Place


@dataclass(frozen=True)
class Walk:
    """Pages that are visited one after the other in one language."""

    name: str
    language: str
    places: tuple[Place, ...]


DANISH = Walk("da", "da", tuple(OWN_PAGES))
ENGLISH = Walk("en", "en", tuple(OWN_PAGES))
SECRETARIAT = (Walk("admin-1", "da", tuple(ADMIN_PAGES[::2])), Walk("admin-2", "da", tuple(ADMIN_PAGES[1::2])))


def walks(*chosen: Walk) -> Any:
    """Run a test once for each walk."""
    return pytest.mark.parametrize("walk", [pytest.param(walk, id=f"{walk.name}: all") for walk in chosen])


def pages_of(*chosen: Walk) -> Any:
    """Run a test for each page of these walks."""
    rows = [pytest.param(place, walk.language, id=f"{walk.name}: {place}") for walk in chosen for place in walk.places]
    return pytest.mark.parametrize(("place", "language"), rows)
