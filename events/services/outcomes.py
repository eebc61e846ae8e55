"""What a change of an event did, or would do: a dry run is the change itself, carried out and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction

from events.models import Event
from partnership.letter_texts import LetterText


@dataclass(frozen=True)
class Outcome:
    """Counts of what happened. Who is told is registered (and asked to confirm again), waiting, or silent."""

    registered: int = 0
    waiting: int = 0
    silent: int = 0
    #: Invitations that rest on a seat which is somebody else's on the new day, and those that went out in their place.
    withdrawn: int = 0
    invited: int = 0
    promoted: int = 0
    asks_to_confirm: bool = False
    #: Whom the portal cannot tell: the place, which hears it by telephone, and people whose address is no address.
    venues: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    #: The letter to the first who is told, and to whom.
    sample: LetterText | None = field(default=None, compare=False)
    sample_to: str = field(default="", compare=False)

    @property
    def told(self) -> int:
        """How many people hear of the change itself."""
        return self.registered + self.waiting + self.silent

    @property
    def letters(self) -> int:
        """How many letters that makes with those about withdrawn and new invitations, and new places."""
        return self.told + self.withdrawn + self.invited + self.promoted

    @property
    def to_confirm(self) -> int:
        """How many are asked to confirm again."""
        return self.registered if self.asks_to_confirm else 0

    @property
    def agreed(self) -> str:
        """What somebody agrees to who presses the button: when it has changed meanwhile, the page asks again."""
        counts = (self.registered, self.waiting, self.silent, self.withdrawn, self.invited, self.promoted)
        return "-".join(str(count) for count in counts)


def to_be_rung(*events: Event) -> tuple[str, ...]:
    """Return whom the secretariat has to tell itself: the venues, and the municipalities that are hosts; each once."""
    hosts = [event.host.official_name if event.host else "" for event in events]
    return tuple(dict.fromkeys(filter(None, [*(event.venue for event in events), *hosts])))


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo all that is written inside; nothing rings and no letter stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
