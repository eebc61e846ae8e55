"""Logging in, confirming it, and choosing how to."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import BaseReauthenticateView, ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core import ratelimit
from allauth.core.internal.httpkit import add_query_params
from allauth.mfa.adapter import get_adapter as get_second_factor_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partnership.authentication import has_second_factor, lacks_second_factor, record_second_factor
from partnership.models import Person
from partnership.services.login_attempts import attempt_key, claim_try, close_attempt, open_attempt

_CONFIRMING = "code_to_confirm"


class RequestCode(RequestLoginCodeView):  # type: ignore[misc]
    """Ask for a code; what happens is the same whether the address is known or not."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if form._user is None:  # noqa: SLF001 -- where allauth's form keeps whom it found
            get_adapter().rehearse_code(form.cleaned_data["email"])
        stage = LoginStageController.enter(self.request, LoginByCodeStage.key)
        open_attempt(attempt_key(stage.state), now=timezone.now())
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if form.has_error("email", "too_many_login_attempts"):
            response.status_code = 429
        return response


class ConfirmCode(ConfirmLoginCodeView):  # type: ignore[misc]
    """Try a code, at most three times per attempt, however many requests try at once."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._action == "resend":
            email = self._process.state["email"]
            if not ratelimit.consume(request, action="request_login_code", key=email.lower()):
                messages.error(request, get_adapter().error_messages["rate_limited"])
                return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))
        elif not claim_try(attempt_key(self._process.state)):
            self._process.abort()
            messages.error(request, _("That was too many wrong codes. Ask for a new one."))
            return redirect("account_login")
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        if self._action != "resend":
            close_attempt(attempt_key(self._process.state))
        response: HttpResponse = super().form_valid(form)
        return response


class ConfirmByMail(BaseReauthenticateView):  # type: ignore[misc]
    """Confirm a log-in by a new code, for people without a second factor. GET shows, POST sends or tries."""

    form_class = ConfirmLoginCodeForm
    template_name = "account/reauthenticate.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"code": self._state().get("code", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_sent": bool(self._state()), "email": self.request.user.email}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = self.passthrough_next_url(reverse("account_reauthenticate"))
        if request.POST.get("action") == "send":
            self._send(self.request.user)
            return redirect(here)
        state = self._state()
        if not state or not claim_try(attempt_key(state)):
            request.session.pop(_CONFIRMING, None)
            messages.error(request, _("The code no longer works. Ask for a new one."))
            return redirect(here)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        state = self.request.session.pop(_CONFIRMING)
        close_attempt(attempt_key(state))
        record_authentication(
            self.request, self.request.user, method="code", email=state["email"], reauthenticated=True
        )
        response: HttpResponse = super().form_valid(form)
        return response

    def _send(self, person: Person) -> None:
        adapter = get_adapter()
        if not ratelimit.consume(self.request, action="request_login_code", key=person.email.lower()):
            messages.error(self.request, adapter.error_messages["rate_limited"])
            return
        now, code = timezone.now(), adapter.generate_login_code()
        state = {"at": now.timestamp(), "email": person.email, "code": code}
        with transaction.atomic():
            adapter.send_mail("account/email/login_code", person.email, {"code": code})
            open_attempt(attempt_key(state), now=now)
        self.request.session[_CONFIRMING] = state

    def _state(self) -> dict[str, Any]:
        """Return the code that was sent, while it works."""
        state: dict[str, Any] = self.request.session.get(_CONFIRMING, {})
        oldest = timezone.now().timestamp() - settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
        return state if state.get("at", 0) > oldest else {}


class AddApp(ActivateTOTPView):  # type: ignore[misc]
    """Add an app; whoever adds it has shown to have it, so it counts for this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_second_factor(self.request, Authenticator.Type.TOTP)
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Add a passkey; whoever adds it has shown to have it, so it counts for this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_second_factor(self.request, Authenticator.Type.WEBAUTHN)
        return response


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Remove a passkey, unless it is the last second factor of somebody who needs one."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_second_factor_adapter()
        if not adapter.can_delete_authenticator(self.object):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        response: HttpResponse = super().form_valid(form)
        return response


@require_safe
def my_login(request: HttpRequest) -> HttpResponse:
    """Show how the person logs in, and where from."""
    authenticators = list(Authenticator.objects.filter(user=request.user).order_by("created_at", "pk"))
    of_type = {type_: [row for row in authenticators if row.type == type_] for type_ in Authenticator.Type}
    codes = of_type[Authenticator.Type.RECOVERY_CODES]
    context = {
        "passkeys": of_type[Authenticator.Type.WEBAUTHN],
        "app": next(iter(of_type[Authenticator.Type.TOTP]), None),
        "has_codes": bool(codes),
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else 0,
        "devices": UserSession.objects.filter(user=request.user).count(),
        "lacks_second_factor": lacks_second_factor(request),
    }
    return render(request, "account/my_login.html", context)


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Explain to the secretariat's people what they need; those who have it are asked for it."""
    where = get_next_redirect_url(request) or reverse("workplace")
    if not lacks_second_factor(request):
        return HttpResponseRedirect(where)
    if isinstance(request.user, Person) and has_second_factor(request.user):
        method = get_adapter().get_reauthentication_methods(request.user)[0]
        return redirect(add_query_params(method["url"], {"next": where}))
    return render(request, "account/second_factor.html")
