"""What people write when they log in, and when they choose how to."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter as get_second_factor_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.models import Person


def _code_field(label: Any, help_text: Any = "") -> forms.CharField:
    # Allauth's own fields repeat the label as a placeholder, which vanishes when one begins to write.
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    return forms.CharField(label=label, help_text=help_text, widget=widget)


def _credential_field() -> forms.JSONField:
    return forms.JSONField(
        label=_("Passkey"),
        widget=forms.HiddenInput,
        error_messages={"required": _("Your device gave no passkey. Press the button again.")},
    )


@contextmanager
def _readable() -> Iterator[None]:
    """Refuse what is no passkey's answer: allauth takes the parts apart without looking whether they are there."""
    try:
        yield
    except (LookupError, AttributeError, TypeError, ValueError, struct.error) as error:
        raise get_second_factor_adapter().validation_error("incorrect_code") from error


class CodeRequestForm(RequestLoginCodeForm):  # type: ignore[misc]
    """The address that a code goes to."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

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

    credential = _credential_field()

    name = forms.CharField(
        label=_("What do you want to call it?"),
        max_length=60,
        required=False,
        help_text=_("So that you can tell it from others, for instance: work computer."),
    )
    passwordless = forms.BooleanField(
        label=_("Log in with the passkey alone, without a code by mail"), required=False, initial=True
    )

    def clean(self) -> dict[str, Any]:
        with _readable():
            return super().clean() or {}


class PasskeyLogInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of the address."""

    credential = _credential_field()

    def clean_credential(self) -> Authenticator:
        with _readable():
            return super().clean_credential()


class PasskeyStepForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""

    credential = _credential_field()

    def clean_credential(self) -> Authenticator:
        with _readable():
            return super().clean_credential()


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey, while logged in."""

    credential = _credential_field()

    def clean_credential(self) -> Authenticator:
        with _readable():
            return super().clean_credential()
