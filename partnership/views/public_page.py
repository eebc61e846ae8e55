"""What makes a page public: no log-in, named to search engines, kept for a moment by browsers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer", bound=HttpResponseBase)
#: Seconds for which a stranger's browser shows a page without asking again.
KEPT = 60


def public_page(
    view: Callable[Concatenate[HttpRequest, Parameters], Answer],
) -> Callable[Concatenate[HttpRequest, Parameters], Answer]:
    """Open a view to everybody, let search engines find it, and let browsers keep it where it is the same for all.

    Whoever has a cookie beside that of the language may be somebody: then nothing is kept.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        request.public_page = True  # type: ignore[attr-defined]  # read by base.html
        response = view(request, *args, **kwargs)
        is_stranger = set(request.COOKIES) <= {settings.LANGUAGE_COOKIE_NAME}
        response.headers.setdefault("Cache-Control", f"public, max-age={KEPT}" if is_stranger else "private, no-cache")
        patch_vary_headers(response, ["Cookie"])
        return response

    return login_not_required(require_safe(answer))
