"""A power cut in the middle of a mail batch loses nothing, and doubles at most the letter in the air."""

import asyncio
import email
import email.policy
import socket
from collections import Counter

import pytest
from aiosmtpd.controller import Controller

from tests.faults.portal import a_portal, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db]
LETTERS = 40
KILLS = 3

WRITE = f"""
from django.utils import timezone
from partnership.letter_texts import LetterText
from partnership.services.letters import store_letter
for n in range({LETTERS}):
    text, now = LetterText(f"Hej {{n}}", "Kære Bo", ""), timezone.now()
    store_letter(text, kind="k", key=f"k:{{n}}", to_email=f"bo{{n}}@kommune.example", now=now)
"""
COUNT = """
from partnership.models import Letter
print(json.dumps({"sent": Letter.objects.filter(status="sent").count(), "all": Letter.objects.count()}))
"""
# Leases of the dead last two minutes; time is moved on for them, as the clock would.
EXPIRE = """
from django.utils import timezone
from partnership.models import Letter
print(json.dumps(Letter.objects.filter(status="sending").update(lease_until=timezone.now())))
"""


class HesitantServer:
    """A mail server that has the letters, but from a certain number on does not say so until it is told to."""

    def __init__(self) -> None:
        self.message_ids: list[str] = []
        self.silent_from: float = 0

    async def handle_DATA(self, server, session, envelope) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.message_ids.append(message["Message-ID"])
        number = len(self.message_ids)
        while number >= self.silent_from:  # noqa: ASYNC110 -- the number is set in another thread
            await asyncio.sleep(0.02)
        return "250 OK"


def test_a_worker_killed_in_a_mail_batch_loses_nothing_and_doubles_at_most_the_letter_in_the_air(tmp_path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    post = HesitantServer()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with a_portal(tmp_path) as portal:
            portal.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
            portal.run(WRITE)
            for _ in range(KILLS):
                post.silent_from = len(post.message_ids) + 5
                worker = portal.start_worker()
                portal.ring("partnership.tasks.deliver_letters")
                wait_until(lambda: len(post.message_ids) >= post.silent_from)
                portal.kill_worker(worker)
                portal.ask(EXPIRE)
            post.silent_from = float("inf")
            portal.start_worker()
            portal.ring("partnership.tasks.deliver_letters")
            wait_until(lambda: portal.ask(COUNT)["sent"] == LETTERS)
            assert portal.ask(COUNT)["all"] == LETTERS
    finally:
        controller.stop()
    copies = Counter(post.message_ids)
    assert len(copies) == LETTERS
    # Two processes of a worker deliver side by side, so each kill can catch two letters in the air.
    assert sum(copies.values()) - LETTERS <= 2 * KILLS
    assert max(copies.values()) <= 2
