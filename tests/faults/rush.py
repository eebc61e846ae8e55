"""Everybody registers at once: a portal with web and worker, and clients that open personal links and press the button."""

from __future__ import annotations

import datetime as dt
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from events.models import Event, Registration
from events.services.audience import Guest
from events.services.invitations import store_invitations
from partnership.models import Letter, Person
from partnership.services.links import token_of
from tests.events.factories import EventFactory
from tests.faults.portal import Portal, a_portal, wait_until
from tests.servers import free_port

#: Any 64 characters: what counts is that cookie and field bear the same.
_CSRF = "r" * 64


@dataclass(frozen=True)
class Visit:
    """One person's press of the button: when it was sent and answered, with which status."""

    person: int
    status: int
    sent: float
    answered: float

    @property
    def seconds(self) -> float:
        return self.answered - self.sent


@dataclass(frozen=True)
class Rushed:
    """What came of it: the visits, how long all took, the event's counter, who has a place, and who waits in which order."""

    visits: list[Visit]
    took: float
    counter: int
    attending: list[int]
    waiting: list[int]
    letters: int

    @property
    def statuses(self) -> Counter[int]:
        """How often each status was answered."""
        return Counter(visit.status for visit in self.visits)

    def p95(self) -> float:
        """Return the seconds within which 95 of 100 presses were answered."""
        seconds = sorted(visit.seconds for visit in self.visits)
        return seconds[int(len(seconds) * 0.95) - 1]

    def overtaken(self) -> int:
        """Count who had the answer before somebody pressed who stands before them: nobody on an orderly list."""
        by_person = {visit.person: visit for visit in self.visits}
        line = [by_person[person] for person in self.waiting]
        count, latest_sent = 0, max((by_person[person].sent for person in self.attending), default=0.0)
        for visit in line:
            count += visit.answered < latest_sent
            latest_sent = max(latest_sent, visit.sent)
        return count


@contextmanager
def a_served_portal(folder: Path) -> Iterator[tuple[Portal, int]]:
    """Yield a portal as `manage.py serve` runs it, on the engine of the test run, and its port."""
    with a_portal(folder) as portal:
        port = free_port()
        portal.environment |= {"PORT": str(port), "SITE_URL": f"http://localhost:{port}", "LOG_LEVEL": "ERROR"}
        with (folder / "serve.log").open("ab") as log:
            server = subprocess.Popen(
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "--empty"],
                env=portal.environment,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_until(lambda: _listens(server, port), seconds=120)
            yield portal, port
        finally:
            _stop(server)


def rush(portal: Portal, port: int, *, people: int, places: int, clients: int) -> Rushed:
    """Invite people to an event with these places, let clients register them all, and return what came of it."""
    module = "from tests.faults import rush"
    stage = portal.ask(f"{module}\nprint(json.dumps(rush.stage({people}, {places})))")
    todo: queue.SimpleQueue[tuple[int, str]] = queue.SimpleQueue()
    for person, token in stage["tokens"]:
        todo.put((person, token))
    visits: list[Visit] = []
    barrier = threading.Barrier(clients + 1, timeout=60)

    def visit_all() -> None:
        barrier.wait()
        while True:
            try:
                person, token = todo.get_nowait()
            except queue.Empty:
                return
            visits.append(_register(port, person, token, stage["event"]))

    threads = [threading.Thread(target=visit_all) for _ in range(clients)]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    found = portal.ask(f"{module}\nprint(json.dumps(rush.outcome({stage['event']})))")
    return Rushed(visits, took, **found)


def stage(people: int, places: int) -> dict[str, Any]:
    """Make an event and invited people; called inside the portal. Returns the event's id, and each person's token."""
    now = timezone.now()
    start = now + dt.timedelta(days=30)
    event = EventFactory(capacity=places, starts_at=start, ends_at=start + dt.timedelta(hours=6), answer_by=None)
    guests = Person.objects.bulk_create(
        Person(name=f"Åse Ærø {number}", email=f"rush-{number}@kommune.example", password="!")
        for number in range(people)
    )
    invitations = store_invitations(event, [Guest(person) for person in guests], now=now)
    return {"event": event.pk, "tokens": [(row.person_id, token_of(row.link)) for row in invitations]}


def outcome(event_pk: int) -> dict[str, Any]:
    """Return what is stored; called inside the portal."""
    event = Event.objects.get(pk=event_pk)
    rows = Registration.objects.filter(event=event)
    return {
        "counter": event.places_taken,
        "attending": list(rows.attending().values_list("person", flat=True)),
        "waiting": list(rows.waiting().values_list("person", flat=True)),
        "letters": Letter.objects.filter(kind__in=["answer_attending", "answer_waiting"]).count(),
    }


def _register(port: int, person: int, token: str, event: int) -> Visit:
    """Open the personal link as a browser would, and press the button."""
    connection = HTTPConnection("localhost", port, timeout=120)
    opened = _ask(connection, "GET", f"/i/{token}/", {})
    cookies = SimpleCookie()
    for name, value in opened.getheaders():
        if name == "Set-Cookie":
            cookies.load(value)
    kept = [f"{name}={morsel.value}" for name, morsel in cookies.items() if name != "csrf"]
    headers = {
        "Cookie": "; ".join([*kept, f"csrf={_CSRF}"]),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    sent = time.monotonic()
    path, body = f"/min-side/aktiviteter/{event}/tilmeld/", f"answer=accept&csrfmiddlewaretoken={_CSRF}"
    answered = _ask(connection, "POST", path, headers, body)
    return Visit(person, answered.status, sent, time.monotonic())


def _ask(connection: HTTPConnection, method: str, path: str, headers: dict[str, str], body: str = "") -> Any:
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.read()
        return response
    finally:
        connection.close()


def _listens(server: subprocess.Popen[bytes], port: int) -> bool:
    assert server.poll() is None, "the portal did not start"
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
