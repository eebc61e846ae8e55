"""The environment variables that configure the portal: the one documented list, and how they are read."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

#: Every variable that the settings read, with what it means. Documentation, docker-compose and tests hold to this list.
ENVIRONMENT: dict[str, str] = {
    "PORTAL_DATA": "One folder for the database, broker, mail/, documents/ and logs/ (default: data/ in the checkout)",
    "PORT": "Port that the web process listens on (default 8000)",
    "BIND": "Address that the web process listens on (default 127.0.0.1)",
    "WEB_PROCESSES": "How many web processes run side by side (default 2)",
    "DATABASE_URL": "postgres://user:password@host:5432/name; unset means SQLite under PORTAL_DATA",
    "REDIS_URL": "redis://host:6379/0 for Celery; unset means message files under PORTAL_DATA",
    "EMAIL_URL": "smtp+tls://user:password@host:587; unset means .eml files under PORTAL_DATA/mail",
    "SITE_URL": "The address that people see, used in every link of every letter (default http://localhost:PORT)",
    "SECRET_KEY": "At least 50 random characters; required with DATABASE_URL, otherwise made and kept in PORTAL_DATA",
    "SECRET_KEY_FALLBACKS": "Former secret keys, separated by commas, while links made with them still have to work",
    "ALLOWED_HOSTS": "Host names that are answered, separated by commas (default: that of SITE_URL and localhost)",
    "DEBUG": "1 shows tracebacks; refused on a public host",
    "PROXY_COUNT": "How many trusted proxies stand before the web process (default 0)",
    "DEFAULT_FROM_EMAIL": "Sender of every letter",
    "STATIC_ROOT": "Folder of the collected static files; unset means that they are served as they lie in the checkout",
    "WAS_URL": "Address of the accessibility statement made in the authorities' tool; unset means our own page",
    "LOG_LEVEL": "Least severe level that is logged (default INFO)",
}

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


def checked_site_url(value: str) -> str:
    """Return the site's address without a trailing slash. Raises ImproperlyConfigured when it is not http(s)://host."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(f"SITE_URL: write it as https://host without a path, not {value!r}.")
    return value.rstrip("/")


def is_local(host: str) -> bool:
    """Tell whether a host name can be reached from this machine only."""
    return host.lower() in _LOCAL_HOSTS
