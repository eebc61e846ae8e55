"""`load_municipalities` as an operator meets it: sentences, JSON and exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import override

from municipalities.models import Municipality
from municipalities.services.reading import SHIPPED


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Give the shipped file with a wrong digit in line 2 and a code that stands twice."""
    path = tmp_path / "bad.csv"
    text = SHIPPED.read_text(encoding="utf-8").replace("64942212", "64942213").replace("147,", "151,", 1)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_the_command_says_in_danish_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with override("en"):
        call_command("load_municipalities")
    assert capsys.readouterr().out == "98 oprettet, 0 opdateret, 0 uændret.\n"
    shorter = tmp_path / "97.csv"
    shorter.write_text("\n".join(SHIPPED.read_text(encoding="utf-8").splitlines()[:-1]), encoding="utf-8")
    call_command("load_municipalities", str(shorter))
    assert capsys.readouterr().out.splitlines() == [
        "0 oprettet, 0 opdateret, 97 uændret.",
        "Ikke i filen og bevaret: 860.",
    ]


@pytest.mark.django_db
def test_the_command_reports_one_json_document(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_municipalities", "--json")
    report = {"created": 98, "updated": 0, "unchanged": 0, "missing": [], "faults": []}
    assert json.loads(capsys.readouterr().out) == report
    with pytest.raises(CommandError):
        call_command("load_municipalities", str(bad), "--json")
    report = json.loads(capsys.readouterr().out)
    faults = [(fault["line"], fault["column"]) for fault in report.pop("faults")]
    assert report == {"created": 0, "updated": 0, "unchanged": 0, "missing": []}
    assert faults == [(2, "cvr"), (4, "code")]


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CommandError, match=str(path)) as refused:
            call_command("load_municipalities", str(path))
        assert refused.value.returncode == 1
    assert not Municipality.objects.exists()


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own, with nothing but PORTAL_DATA set."""
    environment = {"PATH": os.environ["PATH"], "PORTAL_DATA": str(folder)}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "load_municipalities", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120)


@pytest.mark.worker
@pytest.mark.once
def test_the_exit_status_says_done_refused_or_wrong_usage(tmp_path: Path, bad: Path) -> None:
    folder = tmp_path / "data"
    refused, done, misused = run(folder, str(bad)), run(folder, "--json"), run(folder, "--no-such-option")
    assert [refused.returncode, done.returncode, misused.returncode] == [1, 0, 2]
    assert refused.stdout == ""
    assert [line.split(":")[0] for line in refused.stderr.splitlines()[-2:]] == [
        "Linje 2, kolonne cvr",
        "Linje 4, kolonne code",
    ]
    assert "Traceback" not in refused.stderr
    assert json.loads(done.stdout)["created"] == 98


@pytest.mark.worker
@pytest.mark.once
def test_of_two_first_commands_at_once_one_makes_the_database(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda _: run(tmp_path / "data", "--json"), range(2)))
    assert [process.returncode for process in both] == [0, 0], [process.stderr for process in both]
    assert sorted(json.loads(process.stdout)["created"] for process in both) == [0, 98]
