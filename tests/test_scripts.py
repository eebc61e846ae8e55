"""The scripts say what is wrong in a sentence, and the lock file pins what pyproject.toml asks for."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHELL_SCRIPTS = [
    path
    for path in [*sorted((ROOT / "scripts").iterdir()), ROOT / ".ci" / "run"]
    if path.is_file() and path.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
]
#: What scripts/setup calls; `apt-get` is left out, so that a test installs nothing.
PROGRAMS = ("sh", "cat", "cksum", "dirname", "fc-list", "find", "grep", "id", "mktemp", "rm", "sed", "tail")


def run(script: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script to its end."""
    return subprocess.run(
        [str(script), *arguments], env={**os.environ, **variables}, capture_output=True, text=True, timeout=60
    )


def sections() -> tuple[dict[str, str], dict[str, str]]:
    """Return the entries of requirements.lock by name: what the portal runs on, and what tests need besides."""
    running, border, testing = (
        (ROOT / "requirements.lock").read_text(encoding="ascii").partition("# --- tests and tools ---\n")
    )
    assert border
    return entries(running), entries(testing)


def entries(section: str) -> dict[str, str]:
    text = "\n".join(line for line in section.splitlines() if not line.startswith("#"))
    return {block.partition("==")[0]: block for block in re.split(r"\n(?=\S)", text.strip())}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", requirement)[0].lower().replace("_", "-") for requirement in requirements}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of what scripts/setup works on, so that no test touches this one's .venv."""
    copy = tmp_path / "checkout"
    (copy / "scripts").mkdir(parents=True)
    for name in ("scripts/setup", "scripts/run", "requirements.lock", "pyproject.toml"):
        shutil.copy2(ROOT / name, copy / name)
    return copy


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Return a search path with plain programs alone: no Python, and nothing that installs anything."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in PROGRAMS:
        if found := shutil.which(program):
            (folder / program).symlink_to(found)
    return str(folder)


def fake_python(tmp_path: Path, body: str) -> str:
    program = tmp_path / "python-of-this-test"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return str(program)


def test_the_shell_scripts_are_found() -> None:
    assert {"lock", "run", "setup", "test"} <= {path.name for path in SHELL_SCRIPTS}


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_script_is_posix_shell_that_can_be_run(script: Path) -> None:
    assert os.access(script, os.X_OK)
    check = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True)
    assert (check.returncode, check.stderr) == (0, "")


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_script_names_no_address(script: Path) -> None:
    """Where packages come from is the machine's business; the one address is the example of a public portal."""
    text = script.read_text(encoding="utf-8").replace("https://partnerskab.example", "")
    assert re.findall(r"\w+://(?!(?:portal@)?127\.0\.0\.1)\S+|--(?:extra-)?index-url|--trusted-host", text) == []


@pytest.mark.parametrize("name", ["run", "setup", "test"])
def test_an_unknown_option_is_wrong_usage(name: str) -> None:
    answer = run(ROOT / "scripts" / name, "--unknown")
    assert answer.returncode == 2
    assert answer.stderr.startswith(f"usage: scripts/{name} [--")


def test_a_python_that_is_too_old_is_named(checkout: Path, path: str, tmp_path: Path) -> None:
    old = fake_python(tmp_path, "exit 1")
    answer = run(checkout / "scripts" / "setup", PATH=path, PYTHON=old)
    assert (answer.returncode, answer.stdout) == (1, "")
    (sentence,) = answer.stderr.splitlines()
    assert sentence.startswith(f"scripts/setup: Python 3.11 or newer is needed; {old} is older or not there.")


def test_no_python_at_all_is_a_sentence(checkout: Path, path: str) -> None:
    answer = run(checkout / "scripts" / "setup", PATH=path, PYTHON="")
    assert answer.returncode == 1
    (sentence,) = answer.stderr.splitlines()
    assert "Python 3.11 or newer is needed" in sentence


def test_a_python_without_venv_is_told_what_to_install(checkout: Path, path: str, tmp_path: Path) -> None:
    body = f'[ "$2" = venv ] && {{ mkdir -p "$3" 2>/dev/null; exit 1; }}\nexec {sys.executable} "$@"'
    answer = run(checkout / "scripts" / "setup", PATH=path, PYTHON=fake_python(tmp_path, body))
    assert (answer.returncode, answer.stdout) == (1, "")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    (sentence,) = answer.stderr.splitlines()
    assert sentence.endswith(f"sudo apt-get install python{version}-venv")
    assert not (checkout / ".venv").exists()


def test_a_missing_library_is_named_with_its_package(checkout: Path, path: str, tmp_path: Path) -> None:
    # A Python that can open no library: what it is asked on its standard input names them all.
    body = f'[ "$1" = - ] && {{ echo libharfbuzz-subset0; exit 0; }}\nexec {sys.executable} "$@"'
    answer = run(checkout / "scripts" / "setup", PATH=path, PYTHON=fake_python(tmp_path, body))
    assert answer.returncode == 1
    (sentence,) = answer.stderr.splitlines()
    assert "sudo apt-get install libharfbuzz-subset0" in sentence
    assert not (checkout / ".venv").exists()


def test_the_portal_does_not_start_when_the_set_up_failed(checkout: Path, path: str, tmp_path: Path) -> None:
    answer = run(checkout / "scripts" / "run", PATH=path, PYTHON=fake_python(tmp_path, "exit 1"))
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1


def test_every_locked_package_is_pinned_to_a_version_and_has_hashes() -> None:
    for section in sections():
        assert [name for name, block in section.items() if not re.match(r"[a-z0-9.-]+==[\w.]+ ", block)] == []
        assert [name for name, block in section.items() if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)] == []


def test_the_lock_file_names_no_place() -> None:
    assert re.findall(r"://|@ |--index|--find-links", (ROOT / "requirements.lock").read_text(encoding="ascii")) == []


def test_what_pyproject_asks_for_is_locked_in_the_right_section() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    running, testing = sections()
    assert names(project["dependencies"]) - running.keys() == set()
    assert names(project["optional-dependencies"]["dev"]) - testing.keys() == set()
    assert running.keys() & testing.keys() == set()
