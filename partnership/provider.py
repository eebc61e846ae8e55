"""A municipality's log-in as allauth sees it. allauth looks for this module by its name."""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from partnership.models import IdentityProvider
from partnership.openid import KIND, OpenIdAdapter, nonce_of
from partnership.services.sign_on import fingerprint, trusted_address


class MunicipalProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Asks for nothing but who somebody is, in one way that the request cannot change."""

    id = KIND
    name = "OpenID Connect"
    oauth2_adapter_class = OpenIdAdapter
    supports_token_authentication = False

    @cached_property
    def row(self) -> IdentityProvider:
        """The configuration that this provider was made from."""
        return IdentityProvider.objects.select_related("municipality").get(key=self.app.provider_id)

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("sign_on", kwargs={"key": self.app.provider_id})

    def get_callback_url(self) -> str:
        return reverse("sign_on_answer", kwargs={"key": self.app.provider_id})

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Take where to go afterwards from the request, and nothing else.

        allauth would take from it scope, parameters, and the process: "connect" would give a municipality's log-in to
        whoever is logged in, the secretariat as well.
        """
        after = request.POST.get("next", "")
        local = url_has_allowed_host_and_scheme(after, allowed_hosts=None)
        return {"process": AuthProcess.LOGIN, "next_url": after if local else None}

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser to the provider with a state of 256 bits and the nonce that belongs to it."""
        state = secrets.token_urlsafe(32)
        parameters = {"nonce": nonce_of(state)}
        response: HttpResponse = super().redirect(
            request, process, next_url, data, state_id=state, auth_params=parameters
        )
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        return fingerprint(self.row, data[self.row.subject_claim])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep who vouched for whom: all the other claims are forgotten."""
        return {"issuer": self.row.issuer, self.row.subject_claim: data[self.row.subject_claim]}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Take nothing over: names and addresses are corrected in the portal."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Return the address if this provider's word counts for it."""
        address = trusted_address(self.row, email=data.get("email"), verified=data.get("email_verified"))
        return [EmailAddress(email=address, verified=True, primary=True)] if address else []


provider_classes = [MunicipalProvider]
