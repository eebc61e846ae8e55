"""All settings, for both ways of running: embedded (SQLite, files) and production (PostgreSQL, Redis, SMTP).

Every value that differs comes from the environment; `partnership.config.environment.ENVIRONMENT` documents each.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from partnership.config.environment import (
    ENVIRONMENT,
    checked_address,
    checked_secret,
    checked_service_url,
    checked_site_url,
    data_folder,
    is_local,
    kept_secret,
    log_level,
    one_of,
    provider_secrets,
    readable_folder,
    switch,
    whole_number,
)

__all__ = ["ENVIRONMENT"]

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent

# --- Where it runs -----------------------------------------------------------------------------------------------
PORTAL_DATA = data_folder(env.str("PORTAL_DATA", "") or None, default=BASE_DIR / "data")
DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
#: The embedded mode needs no service: SQLite, message files, mail files.
EMBEDDED = not DATABASE_URL
DEBUG = env.bool("DEBUG", False)

PORT = whole_number("PORT", env.str("PORT", ""), default=8000, least=1, most=65535)
SITE_URL = checked_site_url(env.str("SITE_URL", "") or f"http://localhost:{PORT}")
_site_host = urlsplit(SITE_URL).hostname or ""
# The site's own name and this machine's are always among them: links lead to the one, health checks ask by the other.
ALLOWED_HOSTS = sorted({*env.list("ALLOWED_HOSTS", default=[]), _site_host, "localhost", "127.0.0.1", "[::1]"})
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS: name the hosts; * would let anybody choose the links in our letters.")
if DEBUG and not all(is_local(host) for host in [*ALLOWED_HOSTS, _site_host]):
    raise ImproperlyConfigured(
        "DEBUG: not on a public host; take DEBUG away, or keep SITE_URL and ALLOWED_HOSTS local."
    )
HTTPS = SITE_URL.startswith("https://")

SECRET_KEY = env.str("SECRET_KEY", "")
SECRET_KEY = (SECRET_KEY or kept_secret(PORTAL_DATA)) if EMBEDDED else checked_secret(SECRET_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- What it is made of ------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "partnership.config.apps.WiringConfig",
    "billing",
    "events",
    "tracks",
    "partnership",
    "municipalities",
    "partnership.config.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "csp",
    "simple_history",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "partnership.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "partnership.middleware.StaffMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",  # names who changed something
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # The last one: all others meet who is really there.
    "partnership.viewing.ViewingMiddleware",
]
ROOT_URLCONF = "partnership.config.urls"
WSGI_APPLICATION = "partnership.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data --------------------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if EMBEDDED:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": PORTAL_DATA / "portal.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
            # A file, not memory: the race tests open several connections.
            "TEST": {"NAME": PORTAL_DATA / "test.sqlite3"},
        }
    }
else:
    checked_service_url("DATABASE_URL", DATABASE_URL, schemes={"postgres", "postgresql"})
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # Rate limits live here, and Django's own limit of 300 entries would let a stranger push them out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DOCUMENTS = PORTAL_DATA / "documents"
EINVOICE_RULES = readable_folder("EINVOICE_RULES", env.str("EINVOICE_RULES", ""))
EINVOICE_TRANSPORT = one_of(
    "EINVOICE_TRANSPORT",
    env.str("EINVOICE_TRANSPORT", ""),
    choices=("folder", "sftp", "http", "manual"),
    default="folder",
)
EINVOICE_URL = env.str("EINVOICE_URL", "")
if EINVOICE_TRANSPORT in {"sftp", "http"}:
    _schemes = {"sftp"} if EINVOICE_TRANSPORT == "sftp" else {"https", "http"} if EMBEDDED else {"https"}
    checked_service_url("EINVOICE_URL", EINVOICE_URL, schemes=_schemes)
EINVOICE_FOLDER = env.str("EINVOICE_FOLDER", "") or str(PORTAL_DATA / "einvoice")
EINVOICE_SECRETS = provider_secrets(
    env.str("EINVOICE_SECRETS_FILE", ""), default=PORTAL_DATA / "einvoice-secrets", name="EINVOICE_SECRETS_FILE"
)
#: Test mode is the rule: only who says so reaches real receivers.
EINVOICE_LIVE = switch("EINVOICE_LIVE", env.str("EINVOICE_LIVE", ""), default=False)
EINVOICE_TEST_RECEIVERS = env.list("EINVOICE_TEST_RECEIVERS", default=[])
#: The guards that keep accounts are made of it, at the next `migrate`.
FINANCIAL_YEAR_MONTH = whole_number(
    "FINANCIAL_YEAR_MONTH", env.str("FINANCIAL_YEAR_MONTH", ""), default=1, least=1, most=12
)

# --- Language and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["partnership.formats"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

# --- People and their sessions -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "partnership.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []  # nobody has a password: log-in is by code
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workplace"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "partnership.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the code that is sent to it
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds; municipal mail gateways are slow, ASVS 6.5.5 allows ten minutes
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {"request_login_code": "partnership.forms.login.CodeRequestForm"}
#: How long a log-in counts as fresh: for invoice runs, roles, exports of people, and for changing how one logs in.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
MFA_ADAPTER = "partnership.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "partnership.forms.login.SecondFactorForm",
    "reauthenticate": "partnership.forms.login.SecondFactorAgainForm",
    "activate_totp": "partnership.forms.login.AppForm",
    "add_webauthn": "partnership.forms.login.PasskeyForm",
    "login_webauthn": "partnership.forms.login.PasskeyLogInForm",
    "authenticate_webauthn": "partnership.forms.login.PasskeyStepForm",
    "reauthenticate_webauthn": "partnership.forms.login.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "KL Partnerskab"
#: The secretariat logs in with a second factor everywhere but in a demonstration on one's own machine.
STAFF_SECOND_FACTOR = switch(
    "STAFF_SECOND_FACTOR", env.str("STAFF_SECOND_FACTOR", ""), default=not (EMBEDDED and is_local(_site_host))
)
if not STAFF_SECOND_FACTOR and not EMBEDDED:
    raise ImproperlyConfigured("STAFF_SECOND_FACTOR: only the embedded mode may be without; take it away.")
SESSION_COOKIE_AGE = 12 * 60 * 60
STAFF_IDLE_SECONDS = 2 * 60 * 60
PERSONAL_LINK_SESSION_SECONDS = 2 * 60 * 60
PROXY_COUNT = whole_number("PROXY_COUNT", env.str("PROXY_COUNT", ""), default=0, least=0, most=9)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT

# --- The municipalities' own log-ins: which there are stands in the database, their secrets in a file ------------------
SOCIALACCOUNT_ADAPTER = "partnership.openid.SocialAccountAdapter"
OIDC_SECRETS = provider_secrets(env.str("OIDC_SECRETS_FILE", ""), default=PORTAL_DATA / "oidc-secrets")
OIDC_HTTP_ON_LOOPBACK = EMBEDDED  # a provider on the same machine, for trying it
OIDC_TIMEOUT = 5  # seconds that a provider has to answer

# --- Safety ------------------------------------------------------------------------------------------------------
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "partnership.views.errors.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"
DEVICE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Static files ------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", "") or None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not STATIC_ROOT
if STATIC_ROOT:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

# --- Letters -----------------------------------------------------------------------------------------------------
MAIL_FOLDER = PORTAL_DATA / "mail"
EMAIL_BACKEND = "partnership.mailbox.FolderEmailBackend"
EMAIL_URL = env.str("EMAIL_URL", "")
if EMAIL_URL:
    checked_service_url("EMAIL_URL", EMAIL_URL, schemes={"smtp", "smtp+tls", "smtp+ssl"})
    _email = env.email_url("EMAIL_URL")
    EMAIL_BACKEND = _email["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("EMAIL_USE_TLS", False), _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "") or "KL Partnerskab <partnerskab@kl.example>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
BOUNCE_ADDRESS = checked_address("BOUNCE_ADDRESS", env.str("BOUNCE_ADDRESS", ""))
BOUNCE_IMAP_URL = env.str("BOUNCE_IMAP_URL", "")
if BOUNCE_IMAP_URL:
    checked_service_url("BOUNCE_IMAP_URL", BOUNCE_IMAP_URL, schemes={"imap", "imaps"})
    if not BOUNCE_ADDRESS:
        raise ImproperlyConfigured("BOUNCE_ADDRESS: name the address whose mails are read from BOUNCE_IMAP_URL.")
WAS_URL = env.str("WAS_URL", "")

# --- Celery: the doorbell, never the queue -----------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
if REDIS_URL:
    checked_service_url("REDIS_URL", REDIS_URL, schemes={"redis", "rediss"})
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": 300,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        # A bell that nobody hears must not hold up a request: kombu's own defaults wait six seconds.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    }
else:
    _broker = PORTAL_DATA / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # One folder for both directions: what the web process writes is what the worker reads.
        "data_folder_in": str(_broker),
        "data_folder_out": str(_broker),
        "control_folder": str(_broker / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE

# --- Logs: ids, not names; never a personal link -----------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"links": {"()": "partnership.logs.HidePersonalLinks"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "root": {"handlers": ["console"], "level": log_level(env.str("LOG_LEVEL", ""))},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
