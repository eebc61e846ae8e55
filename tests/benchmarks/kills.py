"""Fifty kills in the middle of an invoice run of 98 municipalities, with all invariants asked after each."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.portal import a_portal

MUNICIPALITIES, KILLS = 98, 50
CODE = f"from tests.faults.killing import kill_a_run\nprint(json.dumps(kill_a_run(kills={KILLS}, longest=0.6)))"


def measure() -> Iterator[str]:
    """Yield what came of it, a line each."""
    with tempfile.TemporaryDirectory() as folder, a_portal(Path(folder)) as portal:
        began = time.perf_counter()
        portal.manage("seed_demo", "--municipalities", str(MUNICIPALITIES))
        yield f"seeded {MUNICIPALITIES} municipalities: {time.perf_counter() - began:.0f} s"
        began = time.perf_counter()
        told = portal.ask(CODE, seconds=3000)
        yield f"{told['kills']} kills: {time.perf_counter() - began:.0f} s"
        yield f"kills between file and commit: {told['kills between file and commit']}"
        yield f"invoices: {len(told['sequences'])}, without gap: {told['sequences'] == list(range(1, MUNICIPALITIES + 1))}"
        yield f"letters: {told['letters']}, doubled: {told['letters'] - told['keys']}"
        yield f"faults: {told['faults'] or 'none'}"
