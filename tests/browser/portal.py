"""A running portal with fictional people, which the browser meets as any user would: through HTTP and mail alone."""

from __future__ import annotations

import email
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.faults.portal import Portal, migrated_file, wait_until
from tests.oidc_provider import RunningProvider
from tests.servers import free_port

SECRETARIAT = "sekretariat@kl.example"
#: The mail domain of the municipality with a log-in of its own; ea@ is one of its coordinators.
OWN_DOMAIN = "egetlogin.example"


class RunningPortal(Portal):
    """Web and worker as `manage.py serve` runs them, on a port of their own. The test process never opens the database."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "")
        shutil.copy2(migrated_file(), folder)
        port = free_port()
        self.url = f"http://localhost:{port}"
        self.environment |= {"PORT": str(port), "SITE_URL": self.url, "WEB_PROCESSES": "1", "LOG_LEVEL": "WARNING"}
        self.stage: dict[str, Any] = {}
        self._server: subprocess.Popen[bytes] | None = None

    def fill(self) -> None:
        """Seed four municipalities; the partnership began this month, so that its first events can still be answered."""
        report = json.loads(self.manage("seed_demo", "--municipalities", "4", "--json"))
        self.stage = report | self.ask("from tests.browser.staging import stage; print(json.dumps(stage()))")

    def offer_log_in(self, provider: RunningProvider) -> None:
        """Let one municipality log in through this provider, with a mail domain and a coordinator that nobody else has."""
        (self.folder / "oidc-secrets").write_text(f"demo={provider.secret}\n", encoding="utf-8")
        issuer, client_id = provider.issuer("demo"), provider.client_id
        self.run(f"from tests.browser.staging import offer; offer({OWN_DOMAIN!r}, {issuer!r}, {client_id!r})")

    def start(self) -> None:
        """Start web and worker and wait until they answer."""
        with (self.folder / "serve.log").open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "--empty"],
                env=self.environment,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._answers)

    def close(self) -> None:
        """Stop web and worker."""
        if self._server is not None and self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self._server.pid, signal.SIGKILL)
                self._server.wait()
        super().close()

    def coordinator(self, number: int = 0) -> dict[str, Any]:
        """Return the account of a municipality's coordinator."""
        return [account for account in self.stage["accounts"] if account["role"] == "coordinator"][number]

    def event(self, key: str) -> int:
        """Return the id of an event of the programme."""
        return next(event["id"] for event in self.stage["events"] if event["key"] == key)

    def letters(self) -> dict[str, EmailMessage]:
        """Return what the mail folder holds, by file name."""
        return {path.name: _message(path) for path in self.folder.joinpath("mail").glob("*.eml")}

    def code_for(self, address: str, *, besides: set[str]) -> str:
        """Wait for the letter with a log-in code to this address, other than those known before, and return the code."""
        found: list[str] = []

        def arrived() -> bool:
            for name, letter in self.letters().items():
                if name not in besides and address in str(letter["To"]):
                    found.extend(re.findall(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", plain(letter), re.MULTILINE))
            return bool(found)

        wait_until(arrived, seconds=20)
        return found[0]

    def _answers(self) -> bool:
        assert self._server is not None
        log = self.folder / "serve.log"
        assert self._server.poll() is None, log.read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", int(self.environment["PORT"]))) == 0


def plain(letter: EmailMessage) -> str:
    """Return a letter's text."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def _message(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message
