"""Real threads with a connection each, started together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def race(steps: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the steps at the same moment and return, in their order, what each returned or raised."""
    barrier = threading.Barrier(len(steps), timeout=30)
    outcomes: list[Any] = [None] * len(steps)

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            outcomes[index] = steps[index]()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs"
    return outcomes
