"""How surely the person of this session is who the session says: by which steps, and how long ago."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from partnership.models import Person

P = ParamSpec("P")
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(person: Person) -> bool:
    """Tell whether the person has an app or a passkey; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=person, type__in=_FACTORS).exists())


def used_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session was begun, or confirmed since, by an app, a passkey or a recovery code."""
    return any(record["method"] == "mfa" for record in _records(request))


def lacks_second_factor(request: HttpRequest) -> bool:
    """Tell whether the person works in the secretariat and this session does not show enough for that."""
    if not settings.STAFF_SECOND_FACTOR or not isinstance(request.user, Person):
        return False
    return (request.user.is_staff or request.user.is_superuser) and not used_second_factor(request)


def record_second_factor(request: HttpRequest, type_: Authenticator.Type) -> None:
    """Remember that the person has just shown to have an app or a passkey, by adding it."""
    newest = Authenticator.objects.filter(user=request.user, type=type_).latest("pk")
    record_authentication(request, request.user, "mfa", id=newest.pk, type=type_.value, reauthenticated=True)


def logged_in_recently(request: HttpRequest) -> bool:
    """Tell whether the person logged in, or confirmed it, within ten minutes; by the second factor where there is one."""
    records = _records(request)
    if isinstance(request.user, Person) and has_second_factor(request.user):
        records = [record for record in records if record["method"] == "mfa"]
    oldest = timezone.now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record["at"] > oldest for record in records)


def fresh_log_in_required(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Ask who has not logged in within ten minutes to confirm it first; then the request goes on, a POST with what was typed.

    For GET as well, so that nobody fills in a form only to be stopped. Wraps functions and bound methods:
    `self.admin_site.admin_view(fresh_log_in_required(self.export))`.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        require_fresh_log_in(request)
        return view(request, *args, **kwargs)

    return wrapped


def require_fresh_log_in(request: HttpRequest) -> None:
    """Stop the request until the person has confirmed the log-in, if that is due; what the decorator does, for a view's inside.

    Raises ReauthenticationRequired, which allauth's middleware turns into the way there and back.
    """
    if not logged_in_recently(request):
        raise ReauthenticationRequired


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    # With the person, or allauth answers with nothing at all.
    return cast("list[dict[str, Any]]", get_authentication_records(request, request.user))
