"""A wrong environment is refused at once, in one sentence that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from partnership.config.environment import ENVIRONMENT

KEY = "k" * 50
POSTGRES = "postgres://portal:hidden-word@127.0.0.1:5432/portal"


def python(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a shell that knows nothing of the portal but these variables."""
    clean = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    return subprocess.run(
        [sys.executable, *arguments],
        env={**clean, "PORTAL_DATA": str(folder), **variables},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )


def value_of(name: str, folder: Path, **variables: str) -> str:
    """Load the settings and return one of them in words."""
    code = f"from partnership.config import settings; print(settings.{name})"
    run = python(folder, "-c", code, **variables)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def refusal(folder: Path, **variables: str) -> str:
    """Load the settings, which must refuse, and return what they say."""
    code = (
        "import sys\n"
        "from django.core.exceptions import ImproperlyConfigured\n"
        "try:\n"
        "    from partnership.config import settings\n"
        "except ImproperlyConfigured as error:\n"
        "    print(error); sys.exit(1)\n"
    )
    run = python(folder, "-c", code, **variables)
    assert (run.returncode, run.stderr) == (1, "")
    return run.stdout.strip()


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "abc"}, "PORT: write a whole number between 1 and 65535, not 'abc'."),
        ({"PORT": "70000"}, "PORT: write a whole number between 1 and 65535, not '70000'."),
        ({"PROXY_COUNT": "-1"}, "PROXY_COUNT: write a whole number between 0 and 9, not '-1'."),
        ({"SITE_URL": "portal.kl.dk"}, "SITE_URL: write it as https://host without a path, not 'portal.kl.dk'."),
        ({"SITE_URL": "https://kl.dk/p"}, "SITE_URL: write it as https://host without a path, not 'https://kl.dk/p'."),
        ({"SITE_URL": "http://kl:x"}, "SITE_URL: write it as https://host without a path, not 'http://kl:x'."),
        (
            {"ALLOWED_HOSTS": "kl.dk,*"},
            "ALLOWED_HOSTS: name the hosts; * would let anybody choose the links in our letters.",
        ),
        (
            {"DEBUG": "1", "SITE_URL": "https://portal.kl.dk"},
            "DEBUG: not on a public host; take DEBUG away, or keep SITE_URL and ALLOWED_HOSTS local.",
        ),
        (
            {"DEBUG": "1", "ALLOWED_HOSTS": "localhost,portal.kl.dk"},
            "DEBUG: not on a public host; take DEBUG away, or keep SITE_URL and ALLOWED_HOSTS local.",
        ),
        (
            {"DATABASE_URL": POSTGRES},
            "SECRET_KEY: required with DATABASE_URL; give at least 50 random characters, not 0.",
        ),
        (
            {"DATABASE_URL": POSTGRES, "SECRET_KEY": KEY[1:]},
            "SECRET_KEY: required with DATABASE_URL; give at least 50 random characters, not 49.",
        ),
        ({"STAFF_SECOND_FACTOR": "no"}, "STAFF_SECOND_FACTOR: write on or off, not 'no'."),
        (
            {"DATABASE_URL": POSTGRES, "SECRET_KEY": KEY, "STAFF_SECOND_FACTOR": "off"},
            "STAFF_SECOND_FACTOR: only the embedded mode may be without; take it away.",
        ),
        (
            {"LOG_LEVEL": "loud"},
            "LOG_LEVEL: write one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not 'loud'.",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, variables: dict[str, str], sentence: str) -> None:
    assert refusal(tmp_path, **variables) == sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://portal:hidden-word@db/portal"),
        ("DATABASE_URL", "postgres://portal:hidden-word@db:port/portal"),
        ("DATABASE_URL", "hidden-word"),
        ("REDIS_URL", "hidden-word:6379"),
        ("REDIS_URL", "http://:hidden-word@redis"),
        ("EMAIL_URL", "imap://user:hidden-word@host"),
        ("EMAIL_URL", "smtp+tls://user:hidden-word@host:port"),
    ],
)
def test_a_wrong_address_of_a_service_is_refused_without_telling_its_password(
    tmp_path: Path, name: str, value: str
) -> None:
    said = refusal(tmp_path, **{"SECRET_KEY": KEY, name: value})
    assert said.startswith(f"{name}: write it as ")
    assert said.endswith("is supported.")
    assert "hidden-word" not in said


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    inside = tmp_path / "file" / "data"
    assert refusal(inside) == f"PORTAL_DATA: the folder {inside} cannot be made: Not a directory."


def test_a_command_answers_a_wrong_environment_in_one_line(tmp_path: Path) -> None:
    run = python(tmp_path, "manage.py", "outbox", PORT="abc")
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.splitlines() == [
        "manage.py: PORT: write a whole number between 1 and 65535, not 'abc'.",
    ]


def test_the_web_server_refuses_a_wrong_number_of_processes(tmp_path: Path) -> None:
    run = python(tmp_path, "-m", "gunicorn", "-c", "python:partnership.config.gunicorn", WEB_PROCESSES="many")
    assert run.returncode != 0
    assert "WEB_PROCESSES: write a whole number between 1 and 64, not 'many'." in run.stderr


def test_the_embedded_mode_makes_a_key_that_only_its_owner_reads_and_keeps_it(tmp_path: Path) -> None:
    first = value_of("SECRET_KEY", tmp_path)
    file = tmp_path / "secret-key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(first) >= 50
    assert value_of("SECRET_KEY", tmp_path) == first == file.read_text(encoding="ascii")


def test_a_key_of_the_environment_leaves_no_file(tmp_path: Path) -> None:
    assert value_of("SECRET_KEY", tmp_path, SECRET_KEY=KEY) == KEY
    assert not (tmp_path / "secret-key").exists()


def test_an_empty_variable_is_an_unset_one(tmp_path: Path) -> None:
    empty = dict.fromkeys(ENVIRONMENT.keys() - {"PORTAL_DATA"}, "")
    code = "(settings.PORT, settings.EMBEDDED, settings.CELERY_BROKER_URL, settings.SITE_URL, settings.DEBUG)"
    values = value_of("PORT and " + code, tmp_path, **empty)
    assert values == "(8000, True, 'filesystem://localhost//', 'http://localhost:8000', False)"


def test_redis_and_postgresql_are_taken_as_named(tmp_path: Path) -> None:
    variables = {"SECRET_KEY": KEY, "DATABASE_URL": POSTGRES, "REDIS_URL": "redis://127.0.0.1:6379/0"}
    assert value_of("CELERY_BROKER_URL", tmp_path, **variables) == "redis://127.0.0.1:6379/0"
    assert value_of("DATABASES['default']['ENGINE']", tmp_path, **variables) == "django.db.backends.postgresql"


@pytest.mark.parametrize(
    ("url", "tls", "ssl"), [("smtp+tls://u:p@mail:587", True, False), ("smtp+ssl://u:p@mail:465", False, True)]
)
def test_mail_goes_by_smtp_when_a_server_is_named(tmp_path: Path, url: str, tls: bool, ssl: bool) -> None:
    code = "(settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL)"
    assert value_of("PORT and " + code, tmp_path, EMAIL_URL=url) == str(("mail", tls, ssl))


def test_the_health_check_of_a_container_is_answered_by_a_public_portal(tmp_path: Path) -> None:
    hosts = value_of("ALLOWED_HOSTS", tmp_path, SITE_URL="https://portal.kl.example", ALLOWED_HOSTS="kl.example")
    assert hosts == str(["127.0.0.1", "[::1]", "kl.example", "localhost", "portal.kl.example"])


def test_cookies_and_redirects_are_those_of_https_on_a_public_site(tmp_path: Path) -> None:
    code = "(settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_NAME, settings.SECURE_SSL_REDIRECT)"
    public = value_of("PORT and " + code, tmp_path, SITE_URL="https://portal.kl.example")
    assert public == "(True, '__Host-session', True)"
    assert value_of("PORT and " + code, tmp_path) == "(False, 'session', False)"


@pytest.mark.parametrize(
    ("variables", "needed"),
    [
        ({}, False),
        ({"SITE_URL": "http://127.0.0.1:8123"}, False),
        ({"STAFF_SECOND_FACTOR": "on"}, True),
        ({"SITE_URL": "https://portal.kl.example"}, True),
        ({"SITE_URL": "https://portal.kl.example", "STAFF_SECOND_FACTOR": "off"}, False),
        ({"DATABASE_URL": POSTGRES, "SECRET_KEY": KEY}, True),
        ({"DATABASE_URL": POSTGRES, "SECRET_KEY": KEY, "STAFF_SECOND_FACTOR": "ON"}, True),
    ],
    ids=str,
)
def test_the_secretariat_needs_a_second_factor_but_in_a_demonstration(
    tmp_path: Path, variables: dict[str, str], needed: bool
) -> None:
    assert value_of("STAFF_SECOND_FACTOR", tmp_path, **variables) == str(needed)


def test_how_often_one_may_ask_is_limited_in_a_cache_that_all_processes_share(tmp_path: Path) -> None:
    code = "(getattr(settings, 'ACCOUNT_RATE_LIMITS', 'as allauth has them'), settings.CACHES['default']['BACKEND'])"
    values = value_of("PORT and " + code, tmp_path, DATABASE_URL=POSTGRES, SECRET_KEY=KEY)
    assert values == "('as allauth has them', 'django.core.cache.backends.db.DatabaseCache')"


def test_the_secrets_of_log_ins_come_from_a_file(tmp_path: Path) -> None:
    assert value_of("OIDC_SECRETS", tmp_path) == "{}"
    (tmp_path / "oidc-secrets").write_text("# Køge\nkoege = a=b \n\ngreve=c\n", encoding="utf-8")
    assert value_of("OIDC_SECRETS", tmp_path) == str({"koege": "a=b", "greve": "c"})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("ishoej=d\n", encoding="utf-8")
    assert value_of("OIDC_SECRETS", tmp_path, OIDC_SECRETS_FILE=str(elsewhere)) == str({"ishoej": "d"})


@pytest.mark.parametrize("line", ["hidden-word", "=hidden-word", "koege="])
def test_a_line_that_is_no_secret_is_refused_and_not_repeated(tmp_path: Path, line: str) -> None:
    path = tmp_path / "oidc-secrets"
    path.write_text(f"greve=c\n{line}\n", encoding="utf-8")
    assert refusal(tmp_path) == f"OIDC_SECRETS_FILE: write line 2 of {path} as short-name=secret."


def test_a_file_of_secrets_that_is_named_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "missing"
    assert refusal(tmp_path, OIDC_SECRETS_FILE=str(path)) == f"OIDC_SECRETS_FILE: {path} cannot be read as text."


def test_a_log_in_by_plain_http_is_for_the_embedded_mode_alone(tmp_path: Path) -> None:
    assert value_of("OIDC_HTTP_ON_LOOPBACK", tmp_path) == "True"
    assert value_of("OIDC_HTTP_ON_LOOPBACK", tmp_path, SECRET_KEY=KEY, DATABASE_URL=POSTGRES) == "False"
