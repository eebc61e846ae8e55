"""The environment variables that configure the portal: the one documented list, and how they are read."""

import os
import re
import secrets
from collections.abc import Collection
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: Every variable that the settings read, with what it means. Documentation, docker-compose and tests hold to this list.
ENVIRONMENT: dict[str, str] = {
    "PORTAL_DATA": "One folder for the database, broker, mail/, documents/ and logs/ (default: data/ in the checkout)",
    "PORT": "Port that the web process listens on (default 8000)",
    "BIND": "Address that the web process listens on (default 127.0.0.1)",
    "WEB_PROCESSES": "How many web processes run side by side (default 2)",
    "DATABASE_URL": "postgres://user:password@host:5432/name; unset means SQLite under PORTAL_DATA",
    "REDIS_URL": "redis://:password@host:6379/0; the doorbell of Celery; unset means message files under PORTAL_DATA",
    "EMAIL_URL": "smtp+tls://user:password@host:587; unset means .eml files under PORTAL_DATA/mail",
    "SITE_URL": "The address that people see, used in every link of every letter (default http://localhost:PORT)",
    "SECRET_KEY": "At least 50 random characters; required with DATABASE_URL, otherwise made and kept in PORTAL_DATA",
    "SECRET_KEY_FALLBACKS": "Former secret keys, separated by commas, while links made with them still have to work",
    "ALLOWED_HOSTS": "More host names that are answered, separated by commas; that of SITE_URL and localhost always are",
    "DEBUG": "1 shows tracebacks; refused on a public host",
    "PROXY_COUNT": "How many trusted proxies stand before the web process (default 0)",
    "STAFF_SECOND_FACTOR": "on or off: whether the secretariat needs a second factor; off only in the embedded mode, "
    "and by default only there with a local SITE_URL",
    "DEFAULT_FROM_EMAIL": "Sender of every letter",
    "BOUNCE_ADDRESS": "Mailbox to which letters that cannot be delivered come back, for example retur@host; it must take "
    "addresses with a plus (retur+anything@host); unset means that they come back to the sender",
    "BOUNCE_IMAP_URL": "imaps://user:password@host:993/INBOX; the mailbox of BOUNCE_ADDRESS, read every five minutes",
    "STATIC_ROOT": "Folder of the collected static files; unset means that they are served as they lie in the checkout",
    "WAS_URL": "Address of the accessibility statement made in the authorities' tool; unset means our own page",
    "OIDC_SECRETS_FILE": "File with the secrets of the municipalities' log-ins, short-name=secret on each line "
    "(default: oidc-secrets under PORTAL_DATA)",
    "EINVOICE_RULES": "Folder of the official e-invoice rules, compiled; unset means that our own checks stand alone",
    "FINANCIAL_YEAR_MONTH": "Month in which the financial year begins, by which accounts are kept five years (default 1)",
    "EINVOICE_TRANSPORT": "How e-invoices leave: folder (default), sftp, http or manual",
    "EINVOICE_URL": "Where to: sftp://user@host:22/folder, or https://host/path of an access point; only for sftp and http",
    "EINVOICE_FOLDER": "Folder of outbox/, inbox/, done/ and quarantine/, and of ssh/id and ssh/known_hosts "
    "(default: einvoice under PORTAL_DATA)",
    "EINVOICE_SECRETS_FILE": "File with token=secret and webhook=secret of the access point "
    "(default: einvoice-secrets under PORTAL_DATA)",
    "EINVOICE_LIVE": "on lets e-invoices reach real receivers; off (default) is test mode",
    "EINVOICE_TEST_RECEIVERS": "EAN numbers that sftp and http may reach in test mode, separated by commas",
    "LOG_LEVEL": "Least severe level that is logged (default INFO)",
}

#: Fewest characters of a production secret key; Django's own check asks for the same.
SECRET_LENGTH = 50
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver", ".localhost"}


def data_folder(value: str | None, *, default: Path) -> Path:
    """Return the data folder, made if need be. Raises ImproperlyConfigured when it cannot be written to."""
    folder = Path(value).expanduser().absolute() if value else default
    try:
        for part in ("mail", "documents", "logs", "broker"):
            (folder / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"PORTAL_DATA: the folder {folder} cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK):
        raise ImproperlyConfigured(f"PORTAL_DATA: the folder {folder} cannot be written to.")
    return folder


def one_of(name: str, value: str, *, choices: Collection[str], default: str) -> str:
    """Return a word of a list, the default where nothing is said. Raises ImproperlyConfigured."""
    word = value.lower() or default
    if word not in choices:
        raise ImproperlyConfigured(f"{name}: write one of {', '.join(choices)}, not {value!r}.")
    return word


def readable_folder(name: str, value: str) -> str:
    """Return a folder that somebody filled, an empty text where none is named. Raises ImproperlyConfigured."""
    if value and not Path(value).is_dir():
        raise ImproperlyConfigured(f"{name}: there is no folder {value!r}.")
    return value


def kept_secret(folder: Path) -> str:
    """Return the embedded mode's secret key, made on the first call and readable by its owner alone."""
    path = folder / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


def checked_secret(value: str) -> str:
    """Return a production secret key. Raises ImproperlyConfigured when there is none, or one that can be guessed."""
    if len(value) < SECRET_LENGTH:
        raise ImproperlyConfigured(
            f"SECRET_KEY: required with DATABASE_URL; give at least {SECRET_LENGTH} random characters, not {len(value)}."
        )
    return value


def checked_site_url(value: str) -> str:
    """Return the site's address without a trailing slash. Raises ImproperlyConfigured when it is not http(s)://host."""
    parts = _parts(value)
    if parts is None or parts.scheme not in {"http", "https"} or parts.path.strip("/") or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"SITE_URL: write it as https://host without a path, not {value!r}.")
    return value.rstrip("/")


def checked_address(name: str, value: str) -> str:
    """Return an e-mail address, an empty text where there is none. Raises ImproperlyConfigured."""
    if value and not re.fullmatch(r"[A-Za-z0-9._-]{1,24}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", value):
        raise ImproperlyConfigured(f"{name}: write one address of at most 24 characters before the @, not {value!r}.")
    return value.lower()


def checked_service_url(name: str, value: str, *, schemes: set[str]) -> str:
    """Return a service's address as it is. Raises ImproperlyConfigured, without repeating it: it may hold a password."""
    parts = _parts(value)
    if parts is None or parts.scheme not in schemes:
        kinds = " or ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise ImproperlyConfigured(
            f"{name}: write it as {ENVIRONMENT[name].partition(';')[0]}; only {kinds} is supported."
        )
    return value


def provider_secrets(value: str, *, default: Path, name: str = "OIDC_SECRETS_FILE") -> dict[str, str]:
    """Return the secrets of the municipalities' log-ins by short name; none where only the default file is missing.

    Raises ImproperlyConfigured for a file that cannot be read, and for a line that is no `short-name=secret`, which is not
    repeated.
    """
    path = Path(value).expanduser() if value else default
    if not value and not path.exists():
        return {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}: {path} cannot be read as text.") from error
    found = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, equals, secret = line.partition("=")
        if not equals or not key.strip() or not secret.strip():
            raise ImproperlyConfigured(f"{name}: write line {number} of {path} as short-name=secret.")
        found[key.strip()] = secret.strip()
    return found


def whole_number(name: str, value: str, *, default: int, least: int, most: int) -> int:
    """Return a number from its text, the default where there is none. Raises ImproperlyConfigured."""
    if not value:
        return default
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name}: write a whole number between {least} and {most}, not {value!r}.")
    return int(value)


def switch(name: str, value: str, *, default: bool) -> bool:
    """Return what `on` or `off` says, the default where nothing is said. Raises ImproperlyConfigured."""
    word = value.lower()
    if not word:
        return default
    if word not in {"on", "off"}:
        raise ImproperlyConfigured(f"{name}: write on or off, not {value!r}.")
    return word == "on"


def log_level(value: str) -> str:
    """Return the name of a level as `logging` knows it. Raises ImproperlyConfigured."""
    level = value.upper() or "INFO"
    if level not in _LOG_LEVELS:
        raise ImproperlyConfigured(f"LOG_LEVEL: write one of {', '.join(_LOG_LEVELS)}, not {value!r}.")
    return level


def _parts(value: str) -> SplitResult | None:
    """Take an address apart; None when it names no host or cannot be read."""
    try:
        parts = urlsplit(value)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:  # a port that is no number, a bracket that is not closed
        return None


def is_local(host: str) -> bool:
    """Tell whether a host name can be reached from this machine only."""
    return host.lower() in _LOCAL_HOSTS
