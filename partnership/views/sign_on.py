"""Log-in through a municipality's own log-in, where it has one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import cast

from allauth.decorators import rate_limit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from partnership.models import IdentityProvider
from partnership.openid import OpenIdAdapter
from partnership.provider import MunicipalProvider
from partnership.services.sign_on import provider_of_address

View = Callable[[HttpRequest], HttpResponse]


def offer_sign_on(send_code: View) -> View:
    """Wrap the view that sends codes: where the address has a municipality's log-in, offer that first and send nothing yet."""

    @login_not_required
    @never_cache
    @functools.wraps(send_code)
    def view(request: HttpRequest) -> HttpResponse:
        email = request.POST.get("email", "")
        provider = None if request.user.is_authenticated else provider_of_address(email)
        if provider is None:
            return send_code(request)
        after = request.POST.get("next") or request.GET.get("next", "")
        context = {
            "email": email.strip(),
            "provider": provider,
            "next": after if url_has_allowed_host_and_scheme(after, allowed_hosts=None) else "",
        }
        return render(request, "account/choose_log_in.html", context)

    return view


@login_not_required
@require_POST
@never_cache
@rate_limit(action="login")  # type: ignore[untyped-decorator] # allauth has no types
def sign_on(request: HttpRequest, key: str) -> HttpResponse:
    """Show the way to the municipality's log-in, which the browser takes at once.

    A page and no redirect: `form-action` of our content security policy would also bind where the provider leads on to.
    """
    provider = _provider(request, key)
    try:
        response: HttpResponse = provider.redirect_from_request(request)
    except OAuth2Error as error:
        return cast(HttpResponse, render_authentication_error(request, provider, exception=error))
    if not isinstance(response, HttpResponseRedirect):
        return response
    return render(request, "account/sign_on.html", {"name": provider.name, "address": response.url})


@login_not_required
@require_GET
@never_cache
def sign_on_answer(request: HttpRequest, key: str) -> HttpResponse:
    """Take what the municipality's log-in answers, and log in whom it vouches for."""
    provider = _provider(request, key)
    try:
        view = OAuth2CallbackView.adapter_view(OpenIdAdapter(request, key))
        return cast(HttpResponse, view(request))
    except OAuth2Error as error:
        return cast(HttpResponse, render_authentication_error(request, provider, exception=error))


def _provider(request: HttpRequest, key: str) -> MunicipalProvider:
    row = get_object_or_404(IdentityProvider.objects.ready(), key=key)
    return cast(MunicipalProvider, get_adapter(request).get_provider(request, row.key))
