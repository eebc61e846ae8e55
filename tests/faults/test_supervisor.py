"""`manage.py serve` as the person at the terminal meets it: it starts, mends and stops real processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from partnership.config.environment import ENVIRONMENT
from tests.faults.portal import wait_until
from tests.servers import free_port

pytestmark = [pytest.mark.worker, pytest.mark.sqlite]

#: The starter; web and its one process; the worker, its pool of two, and beat.
ALL_PROCESSES = 7


class Served:
    """A portal that `manage.py serve --empty` runs; its processes are known by a variable of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.mark = f"PORTAL_TEST={uuid.uuid4().hex}"
        self.output = (folder / "terminal").open("wb")
        self.starter = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--empty"],
            env=environment(folder, self.port) | dict([self.mark.split("=")]),
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
        )

    def processes(self) -> set[int]:
        """Find every process of this portal, however deep, the starter among them."""
        found = set()
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    if self.mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                        found.add(int(entry.name))
                except OSError:  # it ended while we looked
                    continue
        return found

    def child(self, program: str) -> int | None:
        """Return the id of the starter's own child that runs a program."""
        for process in self.processes():
            try:
                parent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1]
                words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if int(parent) == self.starter.pid and program.encode() in words:
                return process
        return None

    def page(self, path: str) -> tuple[int, bytes]:
        """Get a page; status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""

    def started(self) -> Served:
        """Wait until it is well and all its processes are there."""
        wait_until(lambda: self.starter.poll() is not None or self.is_whole())
        assert self.starter.poll() is None, self.said()
        return self

    def is_whole(self) -> bool:
        return len(self.processes()) == ALL_PROCESSES and self.page("/healthz")[0] == 200

    def said(self) -> str:
        """Return what stood on the terminal."""
        return (self.folder / "terminal").read_text(encoding="utf-8")

    def close(self) -> None:
        """Leave no process behind, whatever the test found."""
        self.output.close()
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        self.starter.wait()


def environment(folder: Path, port: int) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    return {**clean, "PORTAL_DATA": str(folder), "PORT": str(port), "WEB_PROCESSES": "1"}


def refused(folder: Path, port: int) -> str:
    """Start a portal that must refuse; return its one sentence."""
    run = subprocess.run(
        [sys.executable, "manage.py", "serve", "--empty"],
        env=environment(folder, port),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.returncode, run.stdout) == (1, "")
    (sentence,) = run.stderr.splitlines()
    return sentence


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one data folder for all tests of this file, so that only the first start makes the database."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def starts() -> Iterator[list[Served]]:
    """Collect what was started, and leave none of it behind."""
    started: list[Served] = []
    yield started
    for served in started:
        served.close()


@pytest.fixture
def portal(folder: Path, starts: list[Served]) -> Served:
    """Return a portal at work: that of the test before, unless it was ended."""
    if not starts or starts[-1].starter.poll() is not None:
        starts.append(Served(folder))
    return starts[-1].started()


def test_the_portal_answers_and_says_where_everything_is(portal: Served) -> None:
    status, page = portal.page("/")
    assert (status, b"<h1" in page) == (200, True)
    assert json.loads(portal.page("/healthz")[1]) == {"ok": True, "faults": {}}
    for place in (f"http://localhost:{portal.port}", str(portal.folder / "mail"), str(portal.folder / "documents")):
        assert place in portal.said()


def test_a_second_portal_on_the_same_folder_is_one_sentence(portal: Served) -> None:
    assert str(portal.folder) in refused(portal.folder, free_port())


def test_a_killed_worker_is_started_again(portal: Served) -> None:
    worker = portal.child("celery")
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: portal.child("celery") not in {None, worker}, seconds=10)
    assert portal.page("/")[0] == 200
    assert "SIGKILL" in portal.said()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_starter_stops_everything_in_order(portal: Served, sign: signal.Signals) -> None:
    portal.starter.send_signal(sign)
    assert portal.starter.wait(12) == 0
    assert portal.processes() == set()


def test_killing_the_starter_leaves_no_orphan(portal: Served) -> None:
    portal.starter.kill()
    portal.starter.wait()
    wait_until(lambda: portal.processes() == set(), seconds=12)


def test_a_busy_port_is_one_sentence(folder: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert f"127.0.0.1:{port}" in refused(folder, port)
