"""How allauth behaves here: nobody signs up, its mail goes through the outbox, and its words are ours."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from partnership.authentication import has_second_factor, logged_in_recently
from partnership.devices import device_name, knows_device, remember_device
from partnership.doorbell import ring
from partnership.letter_texts import LetterText
from partnership.models import Letter, Person
from partnership.services.letters import store_letter
from partnership.services.second_factors import tell_of_change, tell_of_new_device

#: The changes that allauth tells of -> how we say it.
CHANGES = {
    "totp_activated": _("An app for two-step verification was added."),
    "totp_deactivated": _("The app for two-step verification was removed."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was removed."),
    "recovery_codes_generated": _("New recovery codes were made. The old ones no longer work."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are entered by the secretariat and by coordinators; codes overtake all other letters."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Your access has been closed. Write to the secretariat if that is a mistake."),
        "incorrect_code": _("The code is not right. Check it, or ask for a new one."),
        "rate_limited": _("That was too often. Wait a few minutes and try again."),
        "too_many_login_attempts": _("That was too often. Wait a few minutes and try again."),
    }
    #: Whether the log-in under way is the person's first, of which nobody needs to be warned.
    _is_first_log_in = False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's mail into the outbox, before everything else; the text is erased once it is sent."""
        self._store_mail(template_prefix, email, context)

    def _store_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> Letter:
        person = Person.objects.with_email(email).first()
        language = person.language if person else "da"
        with override(language):
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
            text = render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n"
        letter, _created = store_letter(
            LetterText(subject, text, html=""),
            kind="account",
            key=f"account:{uuid.uuid4()}",
            person=person,
            to_email=email,
            now=timezone.now(),
            priority=Letter.Priority.CODE,
            confidential=True,
        )
        return letter

    def rehearse_code(self, email: str) -> None:
        """Do for an unknown address all that is done for a known one, and leave nothing: it must take the same time.

        The letter is written and taken away in one transaction that commits, since rolling back spares the disk.
        """
        with transaction.atomic():
            letter = self._store_mail("account/email/login_code", email, {"code": self.generate_login_code()})
            # One query, in the place of the one that looks a known person up again when the log-in is taken up; nothing
            # hangs on a letter that nobody has seen, so there is nothing for delete() to search for.
            Letter.objects.filter(pk=letter.pk)._raw_delete(using=DEFAULT_DB_ALIAS)  # noqa: SLF001 -- see above
        ring("letters")

    def login(self, request: HttpRequest, user: Person) -> None:
        """Log in, and note whether it is for the first time."""
        self._is_first_log_in = user.last_login is None
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Remember the device; tell the person of one that is new."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if not knows_device(request, user) and not self._is_first_log_in:
            tell_of_new_device(user, device=device_name(self.get_http_user_agent(request)), now=timezone.now())
        remember_device(request, response, user)
        return response

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person that the way to log in has changed."""
        change = CHANGES.get(template_prefix.rpartition("/")[2])
        if change is None:
            super().send_notification_mail(template_prefix, user, context, email)
        else:
            tell_of_change(user, change=change, now=timezone.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask once for both allauth's pages and ours: a log-in just now counts."""
        return not logged_in_recently(allauth_context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ask for the second factor, or for a code by mail from those who have none."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        words = {
            "mfa_reauthenticate": _("Use a code from your app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        for method in methods:
            method["description"] = words.get(method["id"], method["description"])
        if isinstance(user, Person) and not has_second_factor(user):
            url = reverse("account_reauthenticate")
            methods.append({"id": "code", "description": _("Get a code by mail"), "url": url})
        return methods


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Apps, passkeys and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is not right. Check it, and that the clock of your device is right."),
        "cannot_delete_authenticator": _(
            "The secretariat needs two steps. Add another way first, then remove this one."
        ),
        "cannot_generate_recovery_codes": _("Recovery codes go with an app or a passkey. Add one first."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Leave the secretariat's people their last second factor."""
        person = authenticator.user
        if not settings.STAFF_SECOND_FACTOR or not (person.is_staff or person.is_superuser):
            return True
        others = Authenticator.objects.filter(user=person).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:  # noqa: A002 -- allauth's name
        """Suggest a name: the device that it is made with."""
        return device_name(allauth_context.request.META.get("HTTP_USER_AGENT", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the portal as people know it; the host is what passkeys are bound to."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}
