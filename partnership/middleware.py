"""What holds for every request: the language, and what the secretariat's people must show."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from partnership.authentication import lacks_second_factor
from partnership.models import Person

#: Where people who still lack a second factor may go, besides the public pages: to get one, to confirm, to log out.
WITHOUT_SECOND_FACTOR = ("mfa_", "account_", "usersessions_", "second_factor")
#: How exactly the last sign of life is kept, in seconds: not every page writes the session.
_EXACTNESS = 60


#: What asks for a page in a language, so that each language of a page has an address: `?sprog=en`.
LANGUAGE_PARAMETER = "sprog"


class ChosenLanguageMiddleware:
    """Activate the language that the address asks for, else that of the language cookie, else Danish.

    What the address asks for is kept in the cookie, so the next page is in the same language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = dict(settings.LANGUAGES)
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        kept = kept if kept in known else settings.LANGUAGE_CODE
        asked = request.GET.get(LANGUAGE_PARAMETER, "")
        language = asked if asked in known else kept
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if language != kept:
            response["Cache-Control"] = "private, no-cache"
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
            )
        return response


class StaffMiddleware:
    """Lead the secretariat's people to a second factor before any page that is not public, and end what they left open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer instead of the view where more is needed; runs after Django has asked everybody to log in."""
        if not getattr(view, "login_required", True) or not isinstance(request.user, Person):
            return None
        if not (request.user.is_staff or request.user.is_superuser):
            return None
        if self._was_left_open(request, request.user):
            logout(request)
            messages.info(request, _("You were logged out, because nothing happened for two hours."))
            return redirect_to_login(request.get_full_path())
        name = request.resolver_match.view_name if request.resolver_match else ""
        if lacks_second_factor(request) and not name.startswith(WITHOUT_SECOND_FACTOR):
            return HttpResponseRedirect(f"{reverse('second_factor')}?{urlencode({'next': request.get_full_path()})}")
        return None

    def _was_left_open(self, request: HttpRequest, person: Person) -> bool:
        now = timezone.now().timestamp()
        logged_in_at = person.last_login.timestamp() if person.last_login else 0
        seen = request.session.get("seen_at", logged_in_at)
        if now - seen > settings.STAFF_IDLE_SECONDS:
            return True
        if now - seen > _EXACTNESS:
            request.session["seen_at"] = now
        return False
