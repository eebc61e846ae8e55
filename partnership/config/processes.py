"""What a process of the portal asks of the machine: to end with its parent (Linux), and to leave alone what it has loaded."""

import ctypes
import gc
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
# Looked up on import: between fork and exec nothing but the call itself may happen.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


def die_with_parent(sign: signal.Signals = signal.SIGKILL, *, parent: int | None = None) -> None:
    """Have the kernel send this process a signal when its parent dies, however it dies.

    `parent` is the parent's process id where it is known, so that a death before this call is noticed as well. What counts as
    the parent is the thread that forked: only a thread that lives as long as its process may start such children.
    """
    if _LIBC is None:
        return
    expected = os.getppid() if parent is None else parent
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    if os.getppid() != expected:
        os.kill(os.getpid(), sign)


def spare_what_is_loaded() -> None:
    """Take all that is loaded by now out of the collector's rounds, and let it look at what is new in larger heaps.

    Measured: while a request makes 16,000 rows, each round through Django's own objects costs more than the rows; a third of
    the time of a large sending.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
