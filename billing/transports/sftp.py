"""SFTP to an access point, by the OpenSSH program: the server's key is pinned, the log-in is a key without a password.

A library would be one more to keep up to date, and those for SFTP are not under a permissive licence; the program comes with
every system and takes a list of commands.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from billing.transports.parcel import LONGEST_RECEIPT, Parcel, PassingTrouble, Waiting

#: Names of receipts that are fetched; others stay where they are.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.json")
TIMEOUT = 90
#: Where the search path of the system has it.
PROGRAM = "sftp"


class SftpTransport:
    """The same files as in the folder, on the other side: written under another name, then renamed."""

    name = "sftp"
    is_remote = True

    def __init__(self, url: str, *, keys: Path) -> None:
        parts = urlsplit(url)
        self.host, self.user, self.port = parts.hostname or "", parts.username or "", parts.port or 22
        self.place = parts.path.rstrip("/") or "."
        self.keys = keys

    def submit(self, parcel: Parcel) -> str:
        """Put the document, then its label."""
        with tempfile.TemporaryDirectory() as folder:
            commands = [f'-mkdir "{self.place}/outbox"']
            for ending, content in (("xml", parcel.content), ("json", parcel.label())):
                local = Path(folder) / f"{parcel.key}.{ending}"
                local.write_bytes(content)
                there = f"{self.place}/outbox/{local.name}"
                # An earlier try may have got so far: the bytes are the same.
                commands += [f'put "{local}" "{there}.part"', f'-rm "{there}"', f'rename "{there}.part" "{there}"']
            self._run(commands)
        return ""

    def receipts(self) -> list[Waiting]:
        """Fetch what lies in the inbox."""
        with tempfile.TemporaryDirectory() as folder:
            self._run([f'-get "{self.place}/inbox/*.json" "{folder}/"'])
            paths = [path for path in sorted(Path(folder).iterdir()) if _NAME.fullmatch(path.name)]
            return [Waiting(path.name, path.read_bytes()[: LONGEST_RECEIPT + 1]) for path in paths]

    def put_away(self, waiting: Waiting, *, understood: bool) -> None:
        """Rename the receipt into another folder on the other side."""
        place = f"{self.place}/{'done' if understood else 'quarantine'}"
        self._run(
            [
                f'-mkdir "{place}"',
                f'-rm "{place}/{waiting.name}"',
                f'rename "{self.place}/inbox/{waiting.name}" "{place}/{waiting.name}"',
            ]
        )

    def _run(self, commands: list[str]) -> None:
        options = {
            "BatchMode": "yes",
            "StrictHostKeyChecking": "yes",
            "UserKnownHostsFile": str(self.keys / "known_hosts"),
            "IdentityFile": str(self.keys / "id"),
            "IdentitiesOnly": "yes",
            "ConnectTimeout": "15",
        }
        arguments = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        try:
            run = subprocess.run(  # noqa: S603 -- the words are ours and those of the settings
                [PROGRAM, "-F", "none", *arguments, "-P", str(self.port), "-b", "-", f"{self.user}@{self.host}"],
                input="\n".join([*commands, "bye", ""]),
                capture_output=True,
                text=True,
                timeout=TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PassingTrouble(f"sftp: {error}") from error
        if run.returncode:
            raise PassingTrouble((run.stderr.strip().splitlines() or ["sftp failed"])[-1][:300])
