"""What the test run itself promises: nothing is skipped in silence, and what cannot run here is left out by its marker."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.environment import runnable_here

TOUCHING = """
import pytest

def test_arithmetic():
    pass

def test_by_fixture(db):
    pass

@pytest.mark.django_db
def test_by_mark():
    pass
"""
SKIPPED = """
import pytest

@pytest.mark.skip(reason="not now")
def test_marked():
    pass

def test_asked():
    pytest.skip("no such server")
"""
SKIPPED_WHOLE = "import pytest\n\npytest.skip('no such package', allow_module_level=True)\n"


def run_pytest(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    ours = [
        "-p",
        "tests.environment",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
        "--rootdir",
        str(folder),
    ]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *ours, *options, str(folder)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )


def test_what_is_skipped_is_red(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(SKIPPED, encoding="utf-8")
    (tmp_path / "test_whole.py").write_text(SKIPPED_WHOLE, encoding="utf-8")
    run = run_pytest(tmp_path, "--continue-on-collection-errors", "-rN")  # the summary would repeat them on a CI server
    assert "1 failed, 2 errors" in run.stdout
    assert run.stdout.count("Nothing is skipped here") == 3
    assert run.returncode == 1


def test_what_touches_no_database_is_the_same_on_either_engine(tmp_path: Path) -> None:
    (tmp_path / "test_three.py").write_text(TOUCHING, encoding="utf-8")
    run = run_pytest(tmp_path, "--collect-only", "-m", "once")
    assert "test_arithmetic" in run.stdout
    assert "1/3 tests collected (2 deselected)" in run.stdout


@pytest.mark.parametrize(
    ("servers", "expression"),
    [
        ({}, "not browser and not postgres and not redis"),
        ({"REDIS_URL": "redis://h"}, "not browser and not postgres"),
        ({"DATABASE_URL": "postgres://h/d", "REDIS_URL": "redis://h"}, "not browser and not sqlite and not once"),
    ],
)
def test_what_can_run_follows_from_the_servers_that_are_named(servers, expression, monkeypatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in servers.items():
        monkeypatch.setenv(name, value)
    assert runnable_here() == expression
