"""A real calendar program (khal) reads what the mail brings: a move and a cancellation change its one entry."""

import datetime as dt
import email
import email.policy
import os
import subprocess
import sys
from pathlib import Path

import pytest

from events.services.letters import calendar_attachment
from events.services.planning import change_event
from events.services.registrations import accept_invitation, cancel_registration
from partnership.services.letters import deliver_letters
from tests.events.factories import NOW, EventFactory, invitation_to

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
CONFIG = """[calendars]
[[own]]
path = {folder}/own
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Copenhagen
[sqlite]
path = {folder}/khal.db
"""


class CalendarProgram:
    """khal with one empty calendar."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "own").mkdir()
        (folder / "config").write_text(CONFIG.format(folder=folder))

    def run(self, *arguments: object) -> str:
        command = [Path(sys.executable).with_name("khal"), "-c", self.folder / "config", *arguments]
        environment = os.environ | {"XDG_CACHE_HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout

    def open(self, content: bytes) -> None:
        """Import a file, as pressing "Add" in the mail does."""
        path = self.folder / "file.ics"
        path.write_bytes(content)
        self.run("import", "--batch", "-a", "own", path)

    def entries(self) -> list[str]:
        """Return all that the calendar holds."""
        form = "{start} {end} {title} {location}{cancelled}"
        return [
            line
            for line in self.run("list", "--day-format", "", "--format", form, "2027-01-01", "31d").split("\n")
            if line
        ]


@pytest.fixture
def program(tmp_path) -> CalendarProgram:
    return CalendarProgram(tmp_path)


def invitations_in(folder: Path) -> list[bytes]:
    """Return the calendar part of each letter that was sent, the oldest first."""
    found = []
    for path in sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime_ns):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        found += [part.get_content().encode() for part in message.walk() if part.get_content_type() == "text/calendar"]
    return found


def test_the_move_and_the_cancellation_change_the_one_entry(program, settings) -> None:
    registration = accept_invitation(
        invitation_to(EventFactory(title="Opstart på Ærø", venue="Vejle", address="")), now=NOW
    )
    event = registration.event
    deliver_letters(clock=lambda: NOW)
    program.open(invitations_in(settings.MAIL_FOLDER)[-1])
    assert program.entries() == ["2027-01-12 09:30 2027-01-12 15:30 Opstart på Ærø Vejle"]
    day = dt.timedelta(days=1)
    change_event(event, changes={"starts_at": event.starts_at + day, "ends_at": event.ends_at + day}, now=NOW)
    program.open(calendar_attachment(event, registration=registration, method="REQUEST", now=NOW).content)
    assert program.entries() == ["2027-01-13 09:30 2027-01-13 15:30 Opstart på Ærø Vejle"]
    cancel_registration(registration, now=NOW)
    deliver_letters(clock=lambda: NOW)
    program.open(invitations_in(settings.MAIL_FOLDER)[-1])
    assert program.entries() == ["2027-01-13 09:30 2027-01-13 15:30 Opstart på Ærø VejleCANCELLED "]
    assert len(list(program.folder.glob("own/*.ics"))) == 1
