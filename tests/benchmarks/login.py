"""Whether the time of the answer tells a stranger which addresses the portal knows."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from statistics import median

from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from tests.partnership.factories import PersonFactory

ROUNDS = 200


def measure() -> Iterator[str]:
    """Yield a line for each kind of address, asked in random order: milliseconds, and times as long as a known one."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    asked = [("known address", PersonFactory(email=f"known{number}@kommune.example").email) for number in range(ROUNDS)]
    asked += [("unknown address", f"unknown{number}@kommune.example") for number in range(ROUNDS)]
    random.shuffle(asked)
    times: dict[str, list[float]] = {"known address": [], "unknown address": []}
    with override_settings(ALLOWED_HOSTS=["testserver"], ACCOUNT_RATE_LIMITS=False):
        _ask("warm-up@kommune.example")
        for kind, email in asked:
            times[kind].append(_ask(email))
    known = median(times["known address"])
    for kind, taken in times.items():
        yield f"{kind:<36}{median(taken) * 1000:9.2f} ms {median(taken) / known:7.3f} x a known address"


def _ask(email: str) -> float:
    client = Client()
    began = time.perf_counter()
    response = client.post(reverse("account_login"), {"email": email})
    taken = time.perf_counter() - began
    if response.status_code != 302:
        raise RuntimeError(f"The log-in page answered {response.status_code} to {email}.")
    return taken
