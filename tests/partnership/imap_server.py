"""A small IMAP server for tests: one user, one folder, mails with a flag for having been seen."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Mailbox(socketserver.ThreadingTCPServer):
    """What the folder holds, which mails have been seen, and what was asked."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mails: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails = mails
        self.seen: set[int] = set()
        self.asked: list[str] = []
        self.hangs_up_after: int | None = None

    @property
    def url(self) -> str:
        return f"imap://retur%40kl.example:hemmelig@127.0.0.1:{self.server_address[1]}/Retur"


class _Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        fetched = 0
        for raw in self.rfile:
            tag, _, command = raw.decode().strip().partition(" ")
            self.server.asked.append(command)
            words = command.upper().split()
            if words[0] == "LOGIN" and "hemmelig" not in command:
                self._answer(tag, "NO wrong password")
            elif words[:2] == ["UID", "SEARCH"]:
                unseen = [str(n) for n in range(1, len(self.server.mails) + 1) if n not in self.server.seen]
                self.wfile.write(f"* SEARCH {' '.join(unseen)}\r\n".encode())
                self._answer(tag, "OK done")
            elif words[:2] == ["UID", "FETCH"]:
                fetched += 1
                if self.server.hangs_up_after is not None and fetched > self.server.hangs_up_after:
                    return
                self._give(int(words[2]))
                self._answer(tag, "OK done")
            elif words[:2] == ["UID", "STORE"]:
                self.server.seen.add(int(words[2]))
                self._answer(tag, "OK done")
            elif words[0] == "CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
                self._answer(tag, "OK done")
            elif words[0] == "SELECT":
                self.wfile.write(f"* {len(self.server.mails)} EXISTS\r\n".encode())
                self._answer(tag, "OK done" if re.search(r'"?Retur"?$', command) else "NO no such folder")
            elif words[0] == "LOGOUT":
                self.wfile.write(b"* BYE\r\n")
                self._answer(tag, "OK done")
                return
            else:
                self._answer(tag, "OK done")

    def _give(self, number: int) -> None:
        content = self.server.mails[number - 1]
        self.wfile.write(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n".encode())
        self.wfile.write(content + b")\r\n")

    def _answer(self, tag: str, words: str) -> None:
        self.wfile.write(f"{tag} {words}\r\n".encode())


@contextmanager
def imap_server(*mails: bytes) -> Iterator[Mailbox]:
    """Run a server with these mails for as long as the block lasts."""
    with Mailbox(list(mails)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
