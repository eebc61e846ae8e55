"""Loaded before the settings: the tests' own data folder, whatever the shell says, and which tests can run here."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

from partnership.config.environment import ENVIRONMENT

#: What the test run may be given; every other variable of the portal is the tests' own affair.
SERVERS = ("DATABASE_URL", "REDIS_URL")

for _name in ENVIRONMENT.keys() - set(SERVERS):
    os.environ.pop(_name, None)
_folder = tempfile.mkdtemp(prefix="portal-tests-")
os.environ["PORTAL_DATA"] = _folder
os.environ["SECRET_KEY"] = "tests only: neither secret nor used anywhere else, but long enough"
atexit.register(shutil.rmtree, _folder, ignore_errors=True)


def runnable_here() -> str:
    """Return the marker expression for the servers that the environment names. Browser tests are asked for by name."""
    left_out = ["browser", *(["sqlite", "once"] if os.environ.get("DATABASE_URL") else ["postgres"])]
    if not os.environ.get("REDIS_URL"):
        left_out.append("redis")
    return " and ".join(f"not {name}" for name in left_out)


class OneWalkInOneProcess(LoadScopeScheduling):
    """Gives a process whole walks over pages, and of the other tests whole files."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, test = nodeid.partition("::")
        walk, colon, _ = test.partition("[")[2].partition(": ")
        return walk if colon else path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneWalkInOneProcess | None:
    """Have `--dist loadscope` go by walks; whatever else is asked for is left to the plugin."""
    return OneWalkInOneProcess(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches neither a database nor a server as the same on either engine."""
    for item in items:
        marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres", "redis", "worker", "browser"))
        fixtures = getattr(item, "fixturenames", ())
        if not marked and not any(name in fixtures for name in ("db", "transactional_db", "django_db_setup")):
            item.add_marker("once")


def pytest_configure(config: pytest.Config) -> None:
    """Without -m, run what can run here; the rest is deselected, which pytest counts aloud."""
    config.addinivalue_line("markers", "once: says the same on either engine, so it runs on SQLite alone")
    if not config.option.markexpr:
        config.option.markexpr = runnable_here()


def pytest_report_header(config: pytest.Config) -> str:
    """Say what runs."""
    return f"engine: {'PostgreSQL' if os.environ.get('DATABASE_URL') else 'SQLite'}; tests: {config.option.markexpr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test that could not run is red."""
    return _red_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """A module that could not run is red."""
    return _red_if_skipped((yield))


def _red_if_skipped(report):
    if report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Nothing is skipped here; deselect it by a marker instead. It said: {report.longrepr}"
    return report
