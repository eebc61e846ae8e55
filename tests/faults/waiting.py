"""Let requests that run at once all load the session before any of them goes on: the worst that parallel tries can do."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: Where they meet; None lets everybody pass.
meeting: threading.Barrier | None = None


def wait_for_the_others(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the innermost one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.session.get("account_login")
        if meeting is not None:
            meeting.wait()
        return get_response(request)

    return middleware
