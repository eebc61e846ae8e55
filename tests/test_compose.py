"""The container files hold together: no Docker is needed to see that."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from partnership.config.environment import ENVIRONMENT

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
#: Those that run the portal's image.
OURS = ("migrate", "web", "worker", "beat")
LONG_RUNNING = sorted(SERVICES.keys() - {"migrate"})
SECRETS = {"SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "EMAIL_URL"}
#: ${NAME}, ${NAME:-default}, ${NAME:?message}
PLACE = re.compile(r"(?<!\$)\$\{(?P<name>\w+)(?P<operator>:[-?])?(?P<rest>[^}]*)\}")


def places() -> list[re.Match[str]]:
    """Find every value that the environment fills in, comments left out."""
    return list(PLACE.finditer(yaml.safe_dump(COMPOSE, width=1000)))


def names_read(file: Path) -> set[str]:
    """Name the environment variables that a module reads by `env.…("NAME")` or `os.environ.get("NAME")`."""
    found = set()
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args:
            reader, first = ast.unparse(call.func.value), call.args[0]
            if reader in {"env", "os.environ"} and isinstance(first, ast.Constant):
                found.add(first.value)
    return found


def test_the_list_of_variables_is_exactly_what_is_read() -> None:
    read = {name for path in (ROOT / "partnership").rglob("*.py") for name in names_read(path)}
    assert read - {"DJANGO_SETTINGS_MODULE"} == ENVIRONMENT.keys()


@pytest.mark.parametrize("name", OURS)
def test_a_service_is_given_only_variables_that_are_read(name: str) -> None:
    assert SERVICES[name]["environment"].keys() - ENVIRONMENT.keys() == set()


@pytest.mark.parametrize("name", OURS)
def test_every_service_of_ours_runs_on_postgresql_and_redis_with_a_key_of_its_own(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "EMAIL_URL"} <= environment.keys()
    assert "DEBUG" not in environment


def test_no_secret_has_a_default() -> None:
    used = [place for place in places() if place["name"] in SECRETS]
    assert {place["name"] for place in used} == SECRETS
    assert [place.group() for place in used if place["operator"] != ":?" or not place["rest"]] == []


def test_what_may_be_left_out_says_so() -> None:
    assert [place.group() for place in places() if place["operator"] is None] == []


def test_no_secret_is_written_in_the_files() -> None:
    literal = re.compile(r"(?i)(?:password|secret|key|token)\w*[ ]*[:=][ ]*[\"']?[A-Za-z0-9+/_-]{8,}")
    text = PLACE.sub("", yaml.safe_dump(COMPOSE, width=1000))
    assert literal.findall(text) == []
    assert re.findall(r"^(?:ENV|ARG)\b.*(?:SECRET|PASSWORD)", DOCKERFILE, flags=re.MULTILINE) == []


def test_the_head_of_the_file_names_every_variable_that_must_be_set() -> None:
    required = {place["name"] for place in places() if place["operator"] == ":?"}
    head = (ROOT / "docker-compose.yml").read_text(encoding="utf-8").partition("x-portal:")[0]
    assert {name for name in required if name not in head} == set()


def test_nothing_runs_as_root() -> None:
    instructions = [line.split() for line in DOCKERFILE.partition("COPY . .")[2].splitlines() if line[:1].isupper()]
    users = [words[1] for words in instructions if words[0] == "USER"]
    assert users
    assert users[-1] not in {"root", "0"}
    assert [words[0] for words in instructions].index("USER") < [words[0] for words in instructions].index("CMD")
    foreign = SERVICES.keys() - set(OURS)
    assert {name: SERVICES[name]["user"] for name in foreign} == {"postgres": "postgres", "redis": "redis"}
    assert [name for name in OURS if "user" in SERVICES[name]] == []


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_a_service_that_stays_shows_its_health_and_is_started_again(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_migrations_run_once_before_everything_else() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    waiting = {
        name
        for name in SERVICES
        if SERVICES[name].get("depends_on", {}).get("migrate") == {"condition": "service_completed_successfully"}
    }
    assert waiting == {"web", "worker", "beat"}


def test_there_is_exactly_one_beat() -> None:
    commands = {name: " ".join(service.get("command", [])).split() for name, service in SERVICES.items()}
    assert [name for name, words in commands.items() if {"beat", "-B", "--beat"} & set(words)] == ["beat"]
    assert SERVICES["beat"].get("deploy", {}).get("replicas", 1) == 1
    assert "scale" not in SERVICES["beat"]


def test_every_image_is_pinned_to_a_version() -> None:
    images = [service["image"] for service in SERVICES.values()] + re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert [image for image in images if not re.search(r":\d+\.\d+[\w.-]*$", image)] == []


def test_only_the_web_service_is_published_and_only_to_this_machine() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "web": ["127.0.0.1:8000:8000"]
    }


def test_every_volume_is_declared() -> None:
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == COMPOSE["volumes"].keys()


def test_the_image_has_the_libraries_that_the_set_up_asks_for() -> None:
    setup = (ROOT / "scripts/setup").read_text(encoding="utf-8")
    needed = set(re.findall(r'"(lib[a-z]\S*0)": ', setup))
    assert len(needed) == 3
    assert {package for package in needed if package not in DOCKERFILE} == set()


def test_the_image_installs_the_checked_part_of_the_lock_file_alone() -> None:
    border = re.search(r"sed '/(\^[^/]+)/,\$d'", DOCKERFILE)
    assert border
    lines = (ROOT / "requirements.lock").read_text(encoding="ascii").splitlines()
    assert sum(bool(re.match(border[1], line)) for line in lines) == 1
    assert "--require-hashes" in DOCKERFILE


def test_neither_data_nor_history_enters_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".*", "data", "tests", "**/*.sqlite3"} <= set(ignored)


def test_the_beat_and_web_health_checks_ask_what_exists() -> None:
    assert SERVICES["beat"]["healthcheck"]["test"] == ["CMD", "python", "manage.py", "healthz"]
    assert (ROOT / "partnership/config/management/commands/healthz.py").exists()
    port = SERVICES["web"]["environment"]["PORT"]
    assert f"http://127.0.0.1:{port}/healthz" in SERVICES["web"]["healthcheck"]["test"][-1]
