"""Whoever issues invoices is killed at any moment: numbers, files, letters and amounts stay right after each time."""

import pytest

from tests.faults.portal import a_portal

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]
MUNICIPALITIES, KILLS = 6, 8
CODE = """
from tests.faults.killing import kill_a_run
print(json.dumps(kill_a_run(kills={kills}, longest=0.25)))
"""


def test_an_issuer_killed_again_and_again_leaves_nothing_half(tmp_path) -> None:
    with a_portal(tmp_path) as portal:
        portal.manage("seed_demo", "--municipalities", str(MUNICIPALITIES))
        told = portal.ask(CODE.format(kills=KILLS))
        assert told["faults"] == []
        assert told["kills"] == KILLS
        assert told["sequences"] == list(range(1, MUNICIPALITIES + 1))
        assert told["results"] == MUNICIPALITIES
        assert told["letters"] == told["keys"] >= MUNICIPALITIES
        portal.manage("check_invariants")
