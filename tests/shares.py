"""Run pytest in several processes that share the tests: `python -m tests.shares 2 -m "not browser"`.

The first process is heard while it runs, the others when it is over; pytest's own closing lines come last.
"""

from __future__ import annotations

import subprocess
import sys
import threading


class Share:
    """One of the processes, and what it has said."""

    def __init__(self, number: int, of: int, arguments: list[str]) -> None:
        self.name = f"{number}/{of}"
        self.aloud = number == 1
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "--share", self.name, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if self.aloud:
                sys.stdout.write(line)
                sys.stdout.flush()

    def closing_line(self) -> str:
        """Return pytest's last line."""
        said = [line.strip() for line in self.lines if line.strip()]
        return said[-1] if said else "pytest said nothing"


def main(arguments: list[str]) -> int:
    """Run the shares side by side and return the first exit status that is not 0."""
    count = int(arguments[0])
    shares = [Share(number, count, arguments[1:]) for number in range(1, count + 1)]
    for share in shares:
        share.listener.join()
    statuses = [share.process.wait() for share in shares]
    for share in shares[1:]:
        sys.stdout.writelines(share.lines)
    for share in shares:
        sys.stdout.write(f"pytest {share.name}: {share.closing_line()}\n")
    return next((status for status in statuses if status), 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
