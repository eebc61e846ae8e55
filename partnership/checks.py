"""What `manage.py check` says about the machine that the portal runs on."""

import ctypes
import sys
from typing import Any

from django.core import checks
from django.utils.translation import gettext as _

#: What WeasyPrint opens. By name rather than with `find_library`, which starts compilers where the library is missing.
_HARFBUZZ_SUBSET = {"darwin": "libharfbuzz-subset.0.dylib", "win32": "libharfbuzz-subset-0.dll"}


def fast_subsetting(**kwargs: Any) -> list[checks.CheckMessage]:
    """Warn when HarfBuzz cannot cut fonts: each PDF then takes about four times as long."""
    if can_open(_HARFBUZZ_SUBSET.get(sys.platform, "libharfbuzz-subset.so.0")):
        return []
    return [
        checks.Warning(
            _("The library harfbuzz-subset is missing, so each PDF takes about four times as long."),
            hint=_("Install the Debian package %(package)s.") % {"package": "libharfbuzz-subset0"},
            id="partnership.W001",
        )
    ]


def can_open(library: str) -> bool:
    """Tell whether the system finds a shared library by its file name."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
