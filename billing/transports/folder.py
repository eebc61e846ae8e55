"""An outbox folder, which an access point's own program empties: the document, then its label, and receipts read back."""

from __future__ import annotations

from pathlib import Path

from billing.transports.parcel import LONGEST_RECEIPT, Parcel, PassingTrouble, Waiting
from partnership.mailbox import write_atomically


class FolderTransport:
    """`outbox/<key>.xml` with `outbox/<key>.json` beside it; in test mode under `test/`, which nobody empties.

    Receipts are JSON files in `inbox/`; those read move to `done/`, those that nobody understands to `quarantine/`.
    """

    name = "folder"
    is_remote = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def submit(self, parcel: Parcel) -> str:
        """Write both files whole, the label last: it says that the document is there."""
        place = self.folder / ("test" if parcel.is_test else "outbox")
        try:
            write_atomically(place / f"{parcel.key}.xml", parcel.content)
            write_atomically(place / f"{parcel.key}.json", parcel.label())
        except OSError as error:
            raise PassingTrouble(error.strerror or str(error)) from error
        return ""

    def receipts(self) -> list[Waiting]:
        """Return what lies in the inbox; of a file that is too long only so much that it is known for one."""
        try:
            found = []
            for path in sorted((self.folder / "inbox").glob("*.json")):
                with path.open("rb") as file:
                    found.append(Waiting(path.name, file.read(LONGEST_RECEIPT + 1)))
        except OSError as error:
            raise PassingTrouble(error.strerror or str(error)) from error
        return found

    def put_away(self, waiting: Waiting, *, understood: bool) -> None:
        """Move the file to `done/` or `quarantine/`."""
        place = self.folder / ("done" if understood else "quarantine")
        try:
            place.mkdir(parents=True, exist_ok=True)
            (self.folder / "inbox" / waiting.name).replace(place / waiting.name)
        except OSError as error:
            raise PassingTrouble(error.strerror or str(error)) from error
