"""What allauth does differently here when it talks OpenID Connect with a municipality's log-in.

Where its own way would let something through that we refuse, the docstring says so; tests/partnership/test_sign_on_attacks.py
shows it with our check taken away.
"""

from __future__ import annotations

import logging
import re
from functools import cached_property
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from partnership.models import IdentityProvider
from partnership.models.identity_provider import may_be_called
from partnership.services.id_tokens import IdTokenRefused, read_id_token
from partnership.services.sign_on import SignOnRefused, admit

#: What allauth's registry knows our kind of provider by. With an underscore: no short name of a provider can be the same.
KIND = "municipality_openid"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_log = logging.getLogger(__name__)


def nonce_of(state: str) -> str:
    """Return the nonce that belongs to a state. The state is used once and in one session, so the nonce is as well."""
    return salted_hmac("partnership.openid.nonce", state, algorithm="sha256").hexdigest()


def refusal(request: HttpRequest, reason: str, *, status: int, name: str) -> HttpResponse:
    """Say why somebody did not come in, and how else to."""
    return render(request, "account/sign_on_refused.html", {"reason": reason, "name": name}, status=status)


class ProviderSession(requests.Session):
    """Talks to a provider: to https addresses alone, without following it elsewhere, and not for long."""

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override]
        """Ask the provider. Raises OAuth2Error for an address that may not be asked, RequestException for no answer."""
        if not may_be_called(url):
            raise OAuth2Error("The provider names an address that is not https.")
        options |= {"timeout": settings.OIDC_TIMEOUT, "allow_redirects": False}
        response = super().request(method, url, **options)
        response.headers.setdefault("content-type", "")  # allauth takes it for granted
        if response.status_code != requests.codes.ok:
            # The codes alone: the sentence around them may hold a name.
            codes = re.findall(r'"error"\s*:\s*"(\w{1,60})"|(AADSTS\d+|MSIS\d+)', response.text)
            _log.warning("A municipality's log-in answered %s %s", response.status_code, codes)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Providers come from our own table, their secrets from a file, and our own service says who comes in."""

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the log-ins that are ready, or the one with this short name."""
        rows = IdentityProvider.objects.ready()
        if provider and provider != KIND:
            rows = rows.filter(key=provider)
        if client_id:
            rows = rows.filter(client_id=client_id)
        return [_app_of(row) for row in rows]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up by themselves."""
        return False

    def is_email_verified(self, provider: Any, email: str) -> bool:
        """Never more than the provider says: allauth would call every address in a listed domain verified."""
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Leave addresses to our own service: allauth would let staff in, and whoever got a mailbox that another had."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom our service admits, and say to everybody else why not."""
        provider = sociallogin.provider.row
        address = sociallogin.email_addresses[0].email if sociallogin.email_addresses else ""
        subject = sociallogin.account.extra_data[provider.subject_claim]
        try:
            account = admit(provider, subject=subject, address=address, today=timezone.localdate())
        except SignOnRefused as refused:
            _log.info("Log-in through %s refused: %s", provider.key, refused.reason.value)
            page = refusal(request, refused.reason.value, status=403, name=provider.name)
            raise ImmediateHttpResponse(page) from refused
        sociallogin.account, sociallogin.user = account, account.user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Answer with pages of our own."""
        if error == AuthError.CANCELLED:
            messages.warning(request, _("You did not log in. Try again, or have a code sent to you."))
            raise ImmediateHttpResponse(redirect("account_login"))
        _log.warning("Log-in through %s failed: %s", provider.app.provider_id, _cause(exception))
        raise ImmediateHttpResponse(refusal(request, "failed", status=401, name=provider.name))

    def get_requests_session(self) -> ProviderSession:
        """Return what every call to a provider goes through."""
        return ProviderSession()


class OpenIdAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Asks one provider: its own discovery document, its own keys, and the ID token as the only source about the person."""

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """Return the discovery document. Raises OAuth2Error when it is not that of the issuer, whom allauth does not compare."""
        issuer = self.get_provider().app.settings["server_url"]
        document = _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if document.get("issuer") != issuer:
            raise OAuth2Error("The discovery document is that of another issuer.")
        if not all(may_be_called(document.get(name)) for name in _ENDPOINTS):
            raise OAuth2Error("The discovery document lacks an address, or names one that is not https.")
        return document

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the redirect address, built from SITE_URL: allauth would take the host that the request names."""
        return f"{settings.SITE_URL}{self.get_provider().get_callback_url()}"

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Return the access token, which is neither used nor stored."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Return whom the ID token names. Raises OAuth2Error.

        allauth checks neither signature nor algorithm of a token that came straight from the provider, and knows no nonce.
        """
        issuer = app.settings["server_url"]
        key_set, nonce = _get(self.openid_config["jwks_uri"]), nonce_of(request.GET["state"])
        id_token = str(kwargs["response"].get("id_token"))
        try:
            claims = read_id_token(id_token, key_set=key_set, issuer=issuer, audience=app.client_id, nonce=nonce)
        except IdTokenRefused as refused:
            raise OAuth2Error(f"ID token: {refused}") from refused
        if not isinstance(claims.get(app.settings["uid_field"]), str) or not claims[app.settings["uid_field"]]:
            raise OAuth2Error("The ID token lacks the claim that names the person.")
        return self.get_provider().sociallogin_from_response(request, claims)


def _app_of(row: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider=KIND,
        provider_id=row.key,
        name=row.name,
        client_id=row.client_id,
        secret=settings.OIDC_SECRETS[row.key],
        settings={"server_url": row.issuer, "uid_field": row.subject_claim, "oauth_pkce_enabled": True},
    )


def _get(address: str) -> dict[str, Any]:
    """Return a JSON object from the provider. Raises OAuth2Error for anything else."""
    try:
        with ProviderSession() as session:
            response = session.get(address)
        document = response.json() if response.status_code == requests.codes.ok else None
    except requests.RequestException as error:
        raise OAuth2Error(f"The provider does not answer: {type(error).__name__}") from error
    if not isinstance(document, dict):
        raise OAuth2Error("The provider answers with something else than was asked for.")
    return document


def _cause(exception: Exception | None) -> str:
    """Return what goes into the log: our own sentences, and of allauth's only the kind, as they repeat the provider's answer."""
    ours = isinstance(exception, OAuth2Error) and not str(exception).startswith("Error retrieving")
    return str(exception) if ours else type(exception).__name__
