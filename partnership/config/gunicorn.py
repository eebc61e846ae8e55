"""How gunicorn serves the portal. No access log: its lines would hold the tokens of personal links."""

import os

from partnership.config.processes import die_with_parent

wsgi_app = "partnership.config.wsgi"
bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
timeout = 60
graceful_timeout = 8
max_requests = 5000
max_requests_jitter = 500
accesslog = None
proc_name = "partnership-web"


def post_fork(server: object, worker: object) -> None:
    """Let no web process outlive the one that started it."""
    die_with_parent()
