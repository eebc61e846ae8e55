"""One table of a programme file, read key by key; what is wrong is noted with its line, and reading goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of the file; line 0 is the file as a whole."""

    line: int
    key: str
    message: str

    def __str__(self) -> str:
        parts = [_("Line %(line)d") % {"line": self.line}] if self.line else []
        parts += [self.key] if self.key else []
        return ": ".join([*([", ".join(parts)] if parts else []), self.message])


class ProgrammeRefused(Exception):
    """The file has faults, so nothing of it was loaded."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class Section:
    """A table with the faults found in it. A key that is wrong yields a harmless value of the right type."""

    def __init__(self, values: dict[str, Any], *, line: int, faults: list[Fault]) -> None:
        self.values = values
        self.line = line
        self.faults = faults
        self._read: set[str] = set()

    def fault(self, key: str, message: str) -> None:
        """Note what is wrong with a key."""
        self.faults.append(Fault(self.line, key, message))

    def has(self, key: str) -> bool:
        """Tell whether the key is there."""
        return key in self.values

    def text(self, key: str, *, longest: int | None = None, optional: bool = False) -> str:
        """Return a text that is not empty; an empty one where an optional key is missing."""
        value = self._value(key, str, _("a text in quotation marks"), optional=optional)
        if value is None:
            return ""
        value = value.strip()
        if not value:
            self.fault(key, _("The text is empty."))
        elif longest is not None and len(value) > longest:
            self.fault(key, _("The text is longer than %(longest)d characters.") % {"longest": longest})
        return str(value)

    def texts(self, key: str) -> list[str]:
        """Return a list of texts."""
        value = self._value(key, list, _("a list of texts"))
        if value is None:
            return []
        if not value or not all(isinstance(text, str) and text.strip() for text in value):
            self.fault(key, _("The list needs texts, none of them empty."))
            return []
        return [text.strip() for text in value]

    def choice(self, key: str, options: Collection[str]) -> str:
        """Return one of the options."""
        value = self.text(key)
        if value and value not in options:
            message = _("“%(value)s” is not one of: %(options)s.")
            self.fault(key, message % {"value": value, "options": ", ".join(options)})
        return value

    def whole(self, key: str, *, least: int = 0) -> int:
        """Return a whole number."""
        value = self._value(key, int, _("a whole number"))
        return self._at_least(key, value, least) if value is not None else least

    def optional_whole(self, key: str, *, least: int = 0) -> int | None:
        """Return a whole number, or None where the key is missing."""
        value = self._value(key, int, _("a whole number"), optional=True)
        return self._at_least(key, value, least) if value is not None else None

    def amount(self, key: str, *, above: Decimal, up_to: Decimal) -> Decimal:
        """Return a number with at most two decimals within the bounds."""
        value = self._value(key, (Decimal, int), _("a number such as 65000.00"))
        if value is None:
            return up_to
        amount = Decimal(value)
        if not amount.is_finite() or not above < amount <= up_to or amount != amount.quantize(Decimal("0.01")):
            message = _("Write a number above %(above)s, at most %(most)s and with at most two decimals.")
            self.fault(key, message % {"above": above, "most": up_to})
            return up_to
        return amount

    def clock(self, key: str) -> dt.time:
        """Return a time of day."""
        value = self._value(key, dt.time, _("a time such as 09:30:00"))
        return value if isinstance(value, dt.time) else dt.time()

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is missing."""
        return bool(self._value(key, bool, _("true or false"), optional=True))

    def close(self) -> None:
        """Note the keys that nobody asked for: most of them are misspelt."""
        for key in self.values.keys() - self._read:
            self.fault(key, _("This key is not known here. Is it misspelt?"))

    def _value(self, key: str, kind: Any, wanted: str, *, optional: bool = False) -> Any:
        self._read.add(key)
        if key not in self.values:
            if not optional:
                self.fault(key, _("The key is missing."))
            return None
        value = self.values[key]
        # To Python true is a number; to a reader it is not.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.fault(key, _("Write %(wanted)s.") % {"wanted": wanted})
            return None
        return value

    def _at_least(self, key: str, value: int, least: int) -> int:
        if not least <= value <= 30_000:  # a small integer in every database
            self.fault(key, _("Write a whole number from %(least)d to 30000.") % {"least": least})
            return least
        return value
