"""What people write when they log in, and when they choose how to."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.models import Person


def _code_field(label: Any, help_text: Any = "") -> forms.CharField:
    # Allauth's own fields repeat the label as a placeholder, which vanishes when one begins to write.
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    return forms.CharField(label=label, help_text=help_text, widget=widget)


class CodeRequestForm(RequestLoginCodeForm):  # type: ignore[misc]
    """The address that a code goes to."""

    def clean_email(self) -> str:
        """Find the person by the one address that a person has; allauth would also take addresses that it once saw."""
        email: str = self.cleaned_data["email"]
        if not ratelimit.consume(context.request, action="request_login_code", key=email.lower()):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = Person.objects.with_email(email).filter(is_active=True).first()
        return email


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    """The second step of a log-in."""

    code = _code_field(_("Code from your app, or a recovery code"))


class SecondFactorAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The second factor, while logged in."""

    code = _code_field(_("Code from your app, or a recovery code"))


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""

    code = _code_field(_("Code from the app"), _("Six digits, which change every half minute."))


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """What a new passkey is called, and whether it is enough by itself."""

    name = forms.CharField(
        label=_("What do you want to call it?"),
        max_length=60,
        required=False,
        help_text=_("So that you can tell it from others, for instance: work computer."),
    )
    passwordless = forms.BooleanField(
        label=_("Log in with the passkey alone, without a code by mail"), required=False, initial=True
    )
