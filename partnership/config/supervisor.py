"""The embedded way of running: one process that starts web and worker, starts a dead one again, and stops both."""

from __future__ import annotations

import fcntl
import logging
import logging.handlers
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from partnership.config.processes import die_with_parent

#: Seconds that children have to finish what they are doing.
GRACE = 10
#: Seconds before a child that died is started again: at first, and at most.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
#: A child that lived this many seconds was well.
WELL = 60.0


class AlreadyRunning(Exception):
    """Another portal works on the same data folder."""


class PortTaken(Exception):
    """Something else listens on the port."""


class Child:
    """A process that should be running, with its own log file and a growing pause between starts."""

    def __init__(self, name: str, command: list[str], logs: Path) -> None:
        self.name = name
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.pause = FIRST_PAUSE
        self.start_again_at = 0.0
        self.log = logging.getLogger(f"portal.{name}")
        self.log.propagate = False
        self.log.setLevel(logging.INFO)
        handler = logging.handlers.RotatingFileHandler(logs / f"{name}.log", maxBytes=2_000_000, backupCount=4)
        self.log.addHandler(handler)

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 -- our own interpreter and arguments
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=_as_a_child,  # noqa: PLW1509 -- nothing but a system call, before any thread of ours matters
        )
        threading.Thread(target=self._copy, args=(self.process.stdout,), daemon=True).start()

    def _copy(self, output: IO[bytes]) -> None:
        for line in output:
            self.log.info(line.decode("utf-8", "replace").rstrip())

    def look_after(self, say: Callable[[str], None]) -> None:
        """Note a death, and start again when the pause is over."""
        if self.process is not None and self.process.poll() is not None:
            if time.monotonic() - self.started_at > WELL:
                self.pause = FIRST_PAUSE
            say(f"{self.name} stopped (exit status {self.process.returncode}); it starts again in {self.pause:.0f} s")
            self.start_again_at = time.monotonic() + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.process = None
        if self.process is None and time.monotonic() >= self.start_again_at:
            self.start()

    def signal(self, sign: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(sign)


class Supervisor:
    """Runs web and worker until it is told to stop."""

    def __init__(self, data: Path, say: Callable[[str], None]) -> None:
        self.say = say
        self.stopping = threading.Event()
        logs = data / "logs"
        python = [sys.executable, "-m"]
        beat = ["-B", "--schedule", str(data / "broker" / "beat-schedule")]
        self.children = [
            Child("web", [*python, "gunicorn", "-c", "python:partnership.config.gunicorn"], logs),
            Child(
                "worker",
                [
                    *python,
                    *["celery", "-A", "partnership.config", "worker", "--pool", "prefork", "-c", "2", "-l", "INFO"],
                    *beat,
                ],
                logs,
            ),
        ]

    def run(self) -> None:
        """Start everything, look after it, and stop everything on SIGINT or SIGTERM."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._stop)
        try:
            while not self.stopping.is_set():
                for child in self.children:
                    child.look_after(self.say)
                self.stopping.wait(0.2)
        finally:
            self._stop_children()

    def _stop(self, *args: Any) -> None:
        self.stopping.set()

    def _stop_children(self) -> None:
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is not None:
                try:
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    child.signal(signal.SIGKILL)
                    child.process.wait()


def lock_folder(data: Path) -> IO[str]:
    """Take the data folder for this process, until it ends. Raises AlreadyRunning."""
    lock = (data / "portal.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise AlreadyRunning(str(data)) from error
    return lock


def check_port(address: str, port: int) -> None:
    """Raise PortTaken when something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise PortTaken(f"{address}:{port}") from error


def _as_a_child() -> None:
    # Its own group: Ctrl-C reaches the supervisor alone, which stops the children in order.
    os.setpgid(0, 0)
    die_with_parent(signal.SIGTERM)
