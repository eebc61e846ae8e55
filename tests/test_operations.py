"""docs/operations.md says what is: variables, commands, and what they print as JSON."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands

from partnership.config.environment import ENVIRONMENT

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ROOMS = {"municipalities", "partnership", "partnership.config", "tracks", "events", "billing"}
#: How each document is asked for, on a demonstration of two municipalities.
ARGUMENTS = {
    "read_bounce": [str(ROOT / "README.md")],
    "seed_demo": ["--municipalities", "3"],
    "send_invitations": ["leadership-1"],
    "issue_invoices": ["demo/1"],
    "load_programme": ["--start", "2017-10-01"],
    "reset_second_factor": ["oekonomi@kl.example"],
    "propose_networks": ["leadership"],
    "sample_bank_file": ["sample.xml"],
}


def table(heading: str) -> list[list[str]]:
    """Return the cells of the first table under a heading, without its head."""
    section = OPERATIONS.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    assert len(rows) > 2
    return rows[2:]


def words(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def answer(command: str) -> Any:
    output = StringIO()
    try:
        call_command(command, *ARGUMENTS.get(command, []), "--json", stdout=output, stderr=StringIO())
    except CommandError:
        assert command == "healthz"  # no beat runs beside the tests
    return json.loads(output.getvalue())


def test_every_variable_is_documented_as_it_is() -> None:
    assert {words(name)[0]: meaning for name, meaning in table("Environment")} == ENVIRONMENT


def test_every_command_is_documented() -> None:
    ours = {command for command, app in get_commands().items() if app in ROOMS}
    assert {words(row[0])[0] for row in table("Commands")} == ours


@pytest.mark.django_db
def test_every_json_document_has_exactly_the_keys_that_are_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a file that a command writes stays here
    answers: dict[str, Any] = {}
    for cell, keys in table("JSON"):
        command, *inner = words(cell)
        if command not in answers:
            answers[command] = answer(command)
        found = answers[command][inner[0]] if inner else answers[command]
        assert isinstance(found, list) == (" each" in cell), cell
        rows = found if isinstance(found, list) else [found]
        assert rows, cell
        assert [row for row in rows if set(row) != set(words(keys))] == [], cell
    reporting = {words(row[0])[0] for row in table("Commands")} - {"serve"}
    assert answers.keys() == reporting


def test_every_fault_of_the_health_check_is_documented() -> None:
    health = (ROOT / "partnership" / "config" / "health.py").read_text(encoding="utf-8")
    assert set(re.findall(r'found\["(\w+)"\]', health)) == {words(row[0])[0] for row in table("Health")}
