"""Run the whole portal in one command."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from municipalities.models import Municipality
from partnership.config.supervisor import AlreadyRunning, PortTaken, Supervisor, check_port, lock_folder


class Command(PortalCommand):
    help = "Bring the database up to date and run web and worker with beat until Ctrl-C; a dead one is started again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="do not load the demonstration on the first start")

    def handle(self, *, empty: bool, **options: Any) -> None:
        try:
            check_port(os.environ.get("BIND", "127.0.0.1"), settings.PORT)
            lock = lock_folder(settings.PORTAL_DATA)
        except PortTaken as error:
            message = _("Something else listens on %(where)s. Choose another port, for example PORT=8080 scripts/run.")
            raise CommandError(message % {"where": error}) from error
        except AlreadyRunning as error:
            message = _("A portal already runs on the folder %(folder)s. Stop it, or choose another PORTAL_DATA.")
            raise CommandError(message % {"folder": error}) from error
        with lock:
            call_command("migrate", verbosity=0, interactive=False)
            if not Municipality.objects.exists():
                call_command("load_municipalities")
                if not empty:
                    call_command("seed_demo", stdout=self.stdout)
            self.stdout.write(_("The portal is at %(url)s – stop it with Ctrl-C.") % {"url": settings.SITE_URL})
            self.stdout.write(_("Log-in codes and letters: %(folder)s") % {"folder": settings.MAIL_FOLDER})
            self.stdout.write(_("Invoices: %(folder)s") % {"folder": settings.DOCUMENTS})
            self.stdout.flush()
            Supervisor(settings.PORTAL_DATA, self._say).run()
        self.stdout.write(_("Stopped."))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
