"""1,500 people register for 60 places from parallel clients, over HTTP, while the worker sends the receipts.

On SQLite: `python -m tests.benchmarks rush`; on PostgreSQL: `python -m tests.servers -- python -m tests.benchmarks rush`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from django.db import connection

from tests.faults.rush import a_served_portal, rush

PEOPLE, PLACES, CLIENTS = 1500, 60, 24


def measure() -> Iterator[str]:
    """Yield the rate, how long answers took, and what became of the places and of the waiting list."""
    with tempfile.TemporaryDirectory(prefix="portal-rush-") as folder, a_served_portal(Path(folder)) as (portal, port):
        rushed = rush(portal, port, people=PEOPLE, places=PLACES, clients=CLIENTS)
    middle = median(visit.seconds for visit in rushed.visits)
    yield f"{PEOPLE} people, {PLACES} places, {CLIENTS} clients at once on {connection.vendor}"
    yield f"{len(rushed.visits) / rushed.took:9.1f} people a second, each a link opened and a button pressed"
    yield f"{middle * 1000:9.0f} ms the middle one, {rushed.p95() * 1000:.0f} ms 95 of 100"
    yield f"statuses: {', '.join(f'{status} x {n}' for status, n in sorted(rushed.statuses.items()))}"
    yield f"places: {len(rushed.attending)}, on the counter {rushed.counter}; waiting: {len(rushed.waiting)}"
    yield f"on the list before somebody who was answered sooner: {rushed.overtaken()}; receipts: {rushed.letters}"
