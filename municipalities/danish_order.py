"""Danish alphabetical order that every database sorts alike."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db import models

# Æ, ø and å come after z, and aa counts as å (Retskrivningsordbogen section 3). A digit after z makes no pair of letters
# that a collation moves, as "zza" followed by a would.
_LAST = str.maketrans({"z": "z0", "æ": "z1", "ø": "z2", "å": "z3"})


def sort_key(name: str) -> str:
    """Return a text of a-z and 0-9 that sorts as the name does in Danish, under any collation.

    Signs and accents are dropped first, since some collations skip them; so the key never holds `aa` either, which Danish
    collations would move to the end of the alphabet.
    """
    lowered = unicodedata.normalize("NFC", name).lower()
    plain = "".join(sign if sign in "æøå" else _without_accent(sign) for sign in lowered)
    kept = re.sub(r"[^a-z0-9æøå]", "", plain)
    return kept.replace("aa", "å").translate(_LAST)


def _without_accent(sign: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", sign) if not unicodedata.combining(part))


class DanishOrderField(models.CharField):  # type: ignore[type-arg] # generic in the stubs, not when it runs
    """Holds the sort key of the field named by `source`, and follows it whenever the row is saved."""

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **{**kwargs, "editable": False, "blank": True})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the key of the source as it is now."""
        key = sort_key(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, key)
        return key
