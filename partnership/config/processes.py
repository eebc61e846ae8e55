"""Children that do not outlive their parents (Linux; elsewhere only a starter that is stopped in order takes them along)."""

import ctypes
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
