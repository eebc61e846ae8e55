"""Help somebody of the secretariat back in who lost app, passkeys and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from partnership.models import Person
from partnership.services.second_factors import reset_second_factor


class Command(PortalCommand):
    help = "Take away a person's app, passkeys and recovery codes and end the sessions; the person is told by mail."
    reports = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the person's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.with_email(options["email"]).first()
        if person is None:
            raise CommandError(_("Nobody has the address %(email)s.") % {"email": options["email"]})
        removed = reset_second_factor(person, now=timezone.now())
        text = _("%(person)s can now log in by a code alone, and add a second factor anew.") % {"person": person.name}
        self.report({"email": person.email, "removed": removed}, text, as_json=options["json"])
