"""The base of every command: exit status 0, 1 or 2, and JSON where it reports."""

from __future__ import annotations

import fcntl
import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import override


class PortalCommand(BaseCommand):
    """A command in the portal's language. Exit status: 0 done, 1 refused (CommandError, one sentence), 2 wrong usage.

    With `reports` set it takes `--json` and prints one JSON document instead of sentences. In the embedded mode the database
    is brought up to date first, so that a command works with nothing but PORTAL_DATA set.
    """

    reports = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if self.reports:
            parser.add_argument("--json", action="store_true", help="print one JSON document")
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Commands add theirs; none are common but `--json`."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run in the portal's language on an up-to-date embedded database."""
        with override(settings.LANGUAGE_CODE):
            if settings.EMBEDDED and self._is_behind():
                self._migrate()
            return super().execute(*args, **options)

    def report(self, data: Any, text: str, *, as_json: bool) -> None:
        """Print the JSON document, or the text for people."""
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) if as_json else text)

    def _is_behind(self) -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    def _migrate(self) -> None:
        """Bring the database up to date. Of two commands that start together one does it; the other waits for it."""
        with (settings.PORTAL_DATA / "migrate.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            call_command("migrate", verbosity=0, interactive=False)
