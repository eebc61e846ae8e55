"""Run the whole portal in one command."""

import os
from argparse import ArgumentParser
from io import StringIO
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from municipalities.models import Municipality
from partnership.config.demonstration.course.story import PLAYED
from partnership.config.demonstration.report import demonstration_report, demonstration_summary
from partnership.config.demonstration.seeding import SLUG
from partnership.config.supervisor import AlreadyRunning, PortRefused, PortTaken, Supervisor, check_port, lock_folder
from partnership.models import Partnership


class Command(BaseCommand):
    """Not a `PortalCommand`: those bring the database up to date before anything else, and here the folder is locked first."""

    help = "Bring the database up to date and run web and worker with beat until Ctrl-C; a dead one is started again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="do not load the demonstration on the first start")

    def handle(self, *, empty: bool, **options: Any) -> None:
        address = os.environ.get("BIND", "127.0.0.1")
        with override(settings.LANGUAGE_CODE), self._alone(address):
            self._prepare(empty=empty)
            supervisor = Supervisor(settings.PORTAL_DATA, say=self._say, ready=self._say_where)
            supervisor.run(address=address, port=settings.PORT)
            self._say(_("Stopped."))

    def _alone(self, address: str) -> IO[str]:
        """Return the lock on the data folder, held until it is closed. Raises CommandError when folder or port is taken."""
        try:
            lock = lock_folder(settings.PORTAL_DATA)  # first: with the same folder and port, the folder says more
            check_port(address, settings.PORT)
        except AlreadyRunning as error:
            message = _("A portal already runs on the folder %(folder)s. Stop it, or choose another PORTAL_DATA.")
            raise CommandError(message % {"folder": error}) from error
        except PortTaken as error:
            message = _("Something else listens on %(where)s. Choose another port, for example PORT=8080 scripts/run.")
            raise CommandError(message % {"where": error}) from error
        except PortRefused as error:
            message = _("The portal may not listen on %(where)s. Choose another PORT, or another address with BIND.")
            raise CommandError(message % {"where": error}) from error
        return lock

    def _prepare(self, *, empty: bool) -> None:
        """Bring the database up to date, fill it on the first start, and say who may log in."""
        call_command("migrate", verbosity=0, interactive=False)
        if not Municipality.objects.exists():
            # One transaction with the demonstration: a first start that was cut short is a first start again.
            call_command("load_municipalities" if empty else "seed_demo", stdout=StringIO())
        demonstration = Partnership.objects.filter(slug__in=[SLUG, PLAYED]).first()
        if demonstration:
            self._say(demonstration_summary(demonstration_report(demonstration)))
        else:
            self._say(_("Log-in codes and letters: %(folder)s") % {"folder": settings.MAIL_FOLDER})
            self._say(_("Invoices: %(folder)s") % {"folder": settings.DOCUMENTS})
        self._say(_("Logs: %(folder)s") % {"folder": settings.PORTAL_DATA / "logs"})

    def _say_where(self) -> None:
        self._say("\n" + _("The portal is at %(url)s – stop it with Ctrl-C.") % {"url": settings.SITE_URL})

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
