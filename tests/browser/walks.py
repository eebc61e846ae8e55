"""Walks over all pages: those for everybody in each language, and the secretariat's in halves.

The tests of a walk stay in one process (`--dist loadgroup`), since there each page is visited once for all of them.
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

    def __str__(self) -> str:
        return self.name


DANISH = Walk("da", "da", tuple(OWN_PAGES))
ENGLISH = Walk("en", "en", tuple(OWN_PAGES))
SECRETARIAT = (Walk("admin-1", "da", tuple(ADMIN_PAGES[::2])), Walk("admin-2", "da", tuple(ADMIN_PAGES[1::2])))


def walks(*chosen: Walk) -> Any:
    """Run a test once for each walk."""
    return pytest.mark.parametrize("walk", [_together(walk, walk) for walk in chosen])


def pages_of(*chosen: Walk) -> Any:
    """Run a test for each page of these walks."""
    rows = [_together(walk, place, walk.language) for walk in chosen for place in walk.places]
    return pytest.mark.parametrize(("place", "language"), rows)


def _together(walk: Walk, *values: Any) -> Any:
    return pytest.param(*values, id="-".join(map(str, values)), marks=pytest.mark.xdist_group(walk.name))
