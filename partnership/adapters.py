"""How allauth behaves here: nobody signs up, and its mail goes through the outbox."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from partnership.letter_texts import LetterText
from partnership.models import Letter, Person
from partnership.services.letters import store_letter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are entered by the secretariat and by coordinators; codes overtake all other letters."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Your access has been closed. Write to the secretariat if that is a mistake."),
        "incorrect_code": _("The code is not right. Check it, or ask for a new one."),
        "rate_limited": _("That was too often. Wait a few minutes and try again."),
        "too_many_login_attempts": _("That was too often. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's mail into the outbox, before everything else; the text is erased once it is sent."""
        person = Person.objects.with_email(email).first()
        language = person.language if person else "da"
        with override(language):
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
            text = render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n"
        store_letter(
            LetterText(subject, text, html=""),
            kind="account",
            key=f"account:{uuid.uuid4()}",
            person=person,
            to_email=email,
            now=timezone.now(),
            priority=Letter.Priority.CODE,
            confidential=True,
        )
