"""A real calendar program (khal) reads what the mail brings: a move and a cancellation change its one entry."""

import datetime as dt
import email
import email.policy
import os
import subprocess
import sys
from pathlib import Path

import pytest

from events.services.cancelling import cancel_event, restore_event
from events.services.planning import change_event
from events.services.registrations import accept_invitation, cancel_registration
from partnership.services.deliveries import deliver_letters
from tests.events.factories import NOW, EventFactory, invitation_to
from tests.partnership.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough, pytest.mark.once]
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


class Inbox:
    """The mail folder, and which of its files were opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: set[Path] = set()

    def arriving(self) -> bytes:
        """Send what is due, and return the calendar file of the one letter that comes."""
        deliver_letters(clock=lambda: NOW)
        (path,) = set(self.folder.glob("*.eml")) - self.opened
        self.opened.add(path)
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        return bytes(part.get_content(), "utf-8")


def test_moving_cancelling_and_restoring_an_event_change_the_one_entry(program, settings) -> None:
    inbox = Inbox(settings.MAIL_FOLDER)
    event = EventFactory(title="Opstart på Ærø", venue="Vejle", address="")
    accept_invitation(invitation_to(event), now=NOW)
    program.open(inbox.arriving())
    assert program.entries() == ["2027-01-12 09:30 2027-01-12 15:30 Opstart på Ærø Vejle"]
    day, staff = dt.timedelta(days=1), PersonFactory(is_staff=True)
    change_event(event, changes={"starts_at": event.starts_at + day, "ends_at": event.ends_at + day}, now=NOW)
    program.open(inbox.arriving())
    assert program.entries() == ["2027-01-13 09:30 2027-01-13 15:30 Opstart på Ærø Vejle"]
    cancel_event(event, reason="Sne", by=staff, now=NOW)
    program.open(inbox.arriving())
    assert program.entries() == ["2027-01-13 09:30 2027-01-13 15:30 Aflyst: Opstart på Ærø VejleCANCELLED "]
    restore_event(event, by=staff, now=NOW)
    program.open(inbox.arriving())
    assert program.entries() == ["2027-01-13 09:30 2027-01-13 15:30 Opstart på Ærø Vejle"]
    assert len(list(program.folder.glob("own/*.ics"))) == 1


def test_who_cancels_and_registers_again_has_one_entry(program, settings) -> None:
    inbox = Inbox(settings.MAIL_FOLDER)
    invitation = invitation_to(EventFactory(title="Opstart", venue="Vejle", address=""))
    registration = accept_invitation(invitation, now=NOW)
    program.open(inbox.arriving())
    cancel_registration(registration, now=NOW)
    program.open(inbox.arriving())
    assert program.entries() == ["2027-01-12 09:30 2027-01-12 15:30 Opstart VejleCANCELLED "]
    accept_invitation(invitation, now=NOW)
    program.open(inbox.arriving())
    assert program.entries() == ["2027-01-12 09:30 2027-01-12 15:30 Opstart Vejle"]
