"""How gunicorn serves the portal. No access log: its lines would hold the tokens of personal links."""

import os
from typing import Any

from partnership.config.environment import whole_number
from partnership.config.processes import die_with_parent, spare_what_is_loaded
from partnership.logs import HidePersonalLinks

wsgi_app = "partnership.config.wsgi"
bind = f"{os.environ.get('BIND') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = whole_number("WEB_PROCESSES", os.environ.get("WEB_PROCESSES", ""), default=2, least=1, most=64)
worker_class = "sync"  # measured: the fastest for pages made from queries, and SQLite is not shared by threads
timeout = 60
graceful_timeout = 8
max_requests = 5000
max_requests_jitter = 500
accesslog = None
proc_name = "partnership-web"


def on_starting(server: Any) -> None:
    """Keep personal links out of gunicorn's own lines: it names the address of a request that broke."""
    server.log.error_log.addFilter(HidePersonalLinks())


def post_fork(server: Any, worker: Any) -> None:
    """Let no web process outlive the one that started it."""
    die_with_parent(parent=worker.ppid)


def post_worker_init(worker: Any) -> None:
    """Let no request pay for looking through all that was loaded for it."""
    spare_what_is_loaded()
