"""A whole portal of its own for tests that kill processes: data folder, database, worker."""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection


class Portal:
    """A portal in a folder; its database is a file, or a database of its own on the tests' PostgreSQL server."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DATABASE_URL"}},
            "PORTAL_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "partnership.config.settings",
            "SECRET_KEY": "a key for a portal that lives as long as one test, nothing more than that",
            "SITE_URL": "http://portal.example",
            **({"DATABASE_URL": database_url} if database_url else {}),
        }
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []

    def manage(self, *arguments: str) -> str:
        """Run a command and return what it printed; fail the test when it fails."""
        return self._run(str(settings.BASE_DIR / "manage.py"), *arguments)

    def run(self, code: str) -> str:
        """Run Python code in the portal and return what it printed."""
        return self._run("-c", f"import django; django.setup()\n{code}")

    def ask(self, code: str, *, seconds: float = 120) -> Any:
        """Run code that prints one JSON document, and return it."""
        return json.loads(self._run("-c", f"import django, json; django.setup()\n{code}", seconds=seconds))

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a Celery worker with beat, in a process group of its own."""
        options = ["-B", "--schedule", str(self.folder / f"beat-{len(self.workers)}"), "--pool", "prefork", "-c", "2"]
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "partnership.config", "worker", *options],
                env=self.environment,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def ring(self, task: str) -> None:
        """Ask a worker to look now rather than at the next beat."""
        self.run(f"from celery import current_app; current_app.send_task('{task}')")

    def kill_worker(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill a worker and all its children at once, as a power cut would."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def close(self) -> None:
        """Leave no process behind."""
        for worker in self.workers:
            if worker.poll() is None:
                self.kill_worker(worker)

    def _run(self, *arguments: str, seconds: float = 120) -> str:
        run = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout


@contextmanager
def a_portal(folder: Path) -> Iterator[Portal]:
    """Yield a migrated portal on the engine that the test run uses, and take it away again."""
    if connection.vendor == "sqlite":
        shutil.copy2(migrated_file(), folder)
        portal = Portal(folder, "")
    else:
        portal = Portal(folder, _create(like=_migrated_database()))
    try:
        yield portal
    finally:
        portal.close()
        if connection.vendor == "postgresql":
            _drop(portal.environment["DATABASE_URL"])


@functools.cache
def migrated_file() -> Path:
    """Migrate a file, once in a process."""
    folder = Path(tempfile.mkdtemp(prefix="portal-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Portal(folder, "").manage("migrate", "--verbosity", "0")
    return next(folder.glob("*.sqlite3"))


@functools.cache
def _migrated_database() -> str:
    """Migrate a database of the tests' server, once in a process; returns its URL."""
    url = _create()
    atexit.register(_drop, url)
    with tempfile.TemporaryDirectory(prefix="portal-migrated-") as folder:
        Portal(Path(folder), url).manage("migrate", "--verbosity", "0")
    return url


def _create(*, like: str = "") -> str:
    name = f"portal_{uuid.uuid4().hex[:12]}"
    template = like.rpartition("/")[2] or "template1"
    with _server() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    base = settings.DATABASES["default"]
    login = f"{base['USER']}:{base['PASSWORD']}" if base["PASSWORD"] else base["USER"]
    return f"postgres://{login}@{base['HOST']}:{base['PORT'] or 5432}/{name}"


def _drop(url: str) -> None:
    with _server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')


@contextmanager
def _server() -> Iterator[Any]:
    base = settings.DATABASES["default"]
    where = {"host": base["HOST"], "port": base["PORT"], "user": base["USER"], "password": base["PASSWORD"]}
    server = psycopg2.connect(dbname="postgres", **where)
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            yield cursor
    finally:
        server.close()


def wait_until(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until a condition holds; fail the test when it does not within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
