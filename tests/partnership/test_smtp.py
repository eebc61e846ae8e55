"""Delivery against a real mail server that misbehaves."""

import datetime as dt
import email
import email.policy
import socket
from collections.abc import Callable, Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from partnership.letter_texts import LetterText
from partnership.models import Letter
from partnership.services.deliveries import PATIENCE, deliver_letters
from partnership.services.letters import store_letter

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


class Server:
    """A mail server whose answer to a message's data is chosen by the test."""

    def __init__(self) -> None:
        self.accepted: list[email.message.EmailMessage] = []
        self.recipient_answer: Callable[[str], str] = lambda address: "250 OK"
        self.data_answer: Callable[[], str] = lambda: "250 OK"
        self.connections = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):
        answer = self.recipient_answer(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.data_answer()
        if answer.startswith("250"):
            self.accepted.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return answer


@pytest.fixture
def server(settings) -> Iterator[Server]:
    server = Server()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield server
    controller.stop()


def write(count: int = 1) -> None:
    for number in range(count):
        text = LetterText(f"Hej {number}", "Kære Bo\n", "")
        store_letter(text, kind="k", key=f"k:{number}", to_email=f"bo{number}@kommune.example", now=NOW)


def statuses() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("status", flat=True))


def test_all_letters_go_over_one_connection(server) -> None:
    write(5)
    assert deliver_letters(clock=lambda: NOW).sent == 5
    assert [message["Subject"] for message in server.accepted] == [f"Hej {number}" for number in range(5)]
    assert server.connections == 1


def test_a_4xx_answer_is_tried_again_later_with_the_same_message_id(server) -> None:
    write()
    server.data_answer = lambda: "451 Try again"
    assert deliver_letters(clock=lambda: NOW).retried == 1
    letter = Letter.objects.get()
    assert (letter.status, letter.not_before) == (Letter.Status.QUEUED, NOW + dt.timedelta(minutes=1))
    server.data_answer = lambda: "250 OK"
    assert deliver_letters(clock=lambda: NOW).sent == 0
    assert deliver_letters(clock=lambda: NOW + dt.timedelta(minutes=1)).sent == 1
    assert server.accepted[0]["Message-ID"] == letter.message_id


def test_pauses_grow_and_after_48_hours_a_human_decides(server) -> None:
    write()
    server.data_answer = lambda: "451 Try again"
    now, pauses = NOW, []
    while Letter.objects.get().status == Letter.Status.QUEUED:
        deliver_letters(clock=lambda now=now: now)
        pauses.append(Letter.objects.get().not_before - now)
        now = max(Letter.objects.get().not_before, now + dt.timedelta(minutes=1))
    minutes = [pause.total_seconds() / 60 for pause in pauses[:-1]]
    assert minutes[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 240]
    assert statuses() == [Letter.Status.HELD]
    assert now - NOW >= PATIENCE


def test_a_5xx_answer_fails_that_letter_and_no_other(server) -> None:
    write(3)
    server.recipient_answer = lambda address: "550 No such user" if address.startswith("bo1") else "250 OK"
    delivery = deliver_letters(clock=lambda: NOW)
    assert (delivery.sent, delivery.failed) == (2, 1)
    assert statuses() == [Letter.Status.SENT, Letter.Status.FAILED, Letter.Status.SENT]
    assert "550 No such user" in Letter.objects.get(key="k:1").last_error


def test_a_4xx_for_one_recipient_lets_the_others_through(server) -> None:
    write(3)
    server.recipient_answer = lambda address: "450 Greylisted" if address.startswith("bo0") else "250 OK"
    delivery = deliver_letters(clock=lambda: NOW)
    assert (delivery.sent, delivery.retried) == (2, 1)


def test_a_server_that_is_down_costs_one_attempt_of_one_letter(server, settings) -> None:
    write(3)
    settings.EMAIL_PORT = 1
    delivery = deliver_letters(clock=lambda: NOW)
    assert (delivery.sent, delivery.retried) == (0, 1)
    assert sorted(Letter.objects.values_list("attempt", flat=True)) == [0, 0, 1]


def test_a_server_that_closes_with_421_stops_the_pass(server) -> None:
    write(3)
    server.data_answer = lambda: "421 Closing"
    delivery = deliver_letters(clock=lambda: NOW)
    assert (delivery.sent, delivery.retried) == (0, 1)
