"""The embedded way of running: one process that starts web and worker, starts a dead one again, and stops both."""

from __future__ import annotations

import errno
import fcntl
import logging
import logging.handlers
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from partnership.config.processes import die_with_parent
from partnership.logs import without_links

#: Seconds that children have to finish what they are doing.
GRACE = 10.0
#: Seconds before a child that died is started again: at first, and at most.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
#: A child that lived this many seconds was well.
WELL = 60.0
#: Bytes of a log file before the next is begun, and how many former ones are kept.
LOG_SIZE, LOGS_KEPT = 2_000_000, 4

_TROUBLE = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b")


class AlreadyRunning(Exception):
    """Another portal works on the same data folder."""


class PortTaken(Exception):
    """Something else listens on the port."""


class PortRefused(Exception):
    """The system does not let us listen there."""


class Child:
    """A process that should be running, with its own log file and a growing pause between starts."""

    def __init__(self, name: str, command: list[str], logs: Path, say: Callable[[str], None]) -> None:
        self.name = name
        self.command = command
        self.say = say
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.pause = FIRST_PAUSE
        self.start_again_at = 0.0
        self.log = logging.getLogger(f"portal.{name}")
        self.log.propagate = False
        self.log.setLevel(logging.INFO)
        path = logs / f"{name}.log"
        self.log.addHandler(
            logging.handlers.RotatingFileHandler(path, maxBytes=LOG_SIZE, backupCount=LOGS_KEPT, encoding="utf-8")
        )

    def start(self) -> None:
        """Start the process; the kernel ends it if we die, since nothing that matters is only in its memory."""
        supervisor = os.getpid()
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 -- our own interpreter and arguments
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # Its own group: Ctrl-C reaches the supervisor alone, which stops the children in order.
            process_group=0,
            preexec_fn=lambda: die_with_parent(parent=supervisor),  # noqa: PLW1509 -- a system call and nothing else
        )
        threading.Thread(target=self._copy, args=(self.process.stdout,), daemon=True).start()

    def look_after(self) -> None:
        """Note a death, and start again when the pause is over."""
        if self.process is not None and self.process.poll() is not None:
            if time.monotonic() - self.started_at > WELL:
                self.pause = FIRST_PAUSE
            stopped = _("The %(name)s process stopped (%(manner)s) and is started again in %(seconds)d s.")
            manner = _manner(self.process.returncode)
            self.say(stopped % {"name": self.name, "manner": manner, "seconds": self.pause})
            self.start_again_at = time.monotonic() + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.process = None
        if self.process is None and time.monotonic() >= self.start_again_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Ask the process to finish what it is doing."""
        if self.process is not None:
            self.process.terminate()

    def stop(self, *, within: float) -> None:
        """Wait for the process to end, and end it after so many seconds."""
        if self.process is None:
            return
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.say(_("The %(name)s process did not stop in time and was ended.") % {"name": self.name})
            self.process.kill()
            self.process.wait()

    def _copy(self, output: IO[bytes]) -> None:
        """Write what the process says to its log, and what is amiss to the terminal as well."""
        with output:
            for raw in output:
                line = without_links(raw.decode("utf-8", "replace").rstrip())
                self.log.info(line)
                if _TROUBLE.search(line):
                    self.say(f"{self.name}: {line}")


class Supervisor:
    """Runs web and worker until it is told to stop."""

    def __init__(self, data: Path, *, say: Callable[[str], None], ready: Callable[[], None]) -> None:
        """`ready` is called once, when `address` is first answered."""
        self.ready = ready
        self.stopping = threading.Event()
        self.hurry = threading.Event()
        python = [sys.executable, "-m"]
        worker = ["celery", "-A", "partnership.config", "worker", "--pool", "prefork", "-c", "2", "-l", "INFO"]
        beat = ["-B", "--schedule", str(data / "broker" / "beat-schedule")]
        self.children = [
            Child("web", [*python, "gunicorn", "-c", "python:partnership.config.gunicorn"], data / "logs", say),
            Child("worker", [*python, *worker, *beat], data / "logs", say),
        ]

    def run(self, *, address: str, port: int) -> None:
        """Start everything, look after it, and stop everything on SIGINT, SIGTERM or SIGHUP; a second one is not patient."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._stop)
        waiting = True
        try:
            while not self.stopping.is_set():
                for child in self.children:
                    child.look_after()
                if waiting and answers(address, port):
                    waiting = False
                    self.ready()
                self.stopping.wait(0.2)
        finally:
            self._stop_children()

    def _stop(self, *args: Any) -> None:
        if self.stopping.is_set():
            self.hurry.set()
        self.stopping.set()

    def _stop_children(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and not self.hurry.is_set():
            if all(child.process is None or child.process.poll() is not None for child in self.children):
                break
            time.sleep(0.05)
        for child in self.children:
            child.stop(within=0)


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
    """Raise PortTaken when something listens on the port already, PortRefused when it is not for us."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(f"{address}:{port}") from error
            raise PortRefused(f"{address}:{port}: {error.strerror}") from error


def answers(address: str, port: int) -> bool:
    """Tell whether something listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1" if address == "0.0.0.0" else address, port)) == 0  # noqa: S104 -- compared


def _manner(returncode: int) -> str:
    return f"signal {signal.Signals(-returncode).name}" if returncode < 0 else f"exit status {returncode}"
