"""Tell on the command line what /healthz tells a load balancer."""

from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from partnership.config.health import faults


class Command(PortalCommand):
    help = "Tell what is wrong with database, outbox, beat and disk; exit status 1 when anything is."
    reports = True

    def handle(self, *args: Any, **options: Any) -> None:
        found = faults(now=timezone.now())
        lines = [f"{name}: {what}" for name, what in found.items()]
        self.report(
            {"ok": not found, "faults": found}, "\n".join(lines or [_("All is well.")]), as_json=options["json"]
        )
        if found:
            raise CommandError(_("The portal is not well."))
