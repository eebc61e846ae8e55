"""The ways to an access point: HTTP with a key and a signed webhook, and the SFTP program."""

import json
import os
import stat
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import FeeYear, Transmission
from billing.services.transmissions import send_e_invoices
from billing.transports.http import HttpTransport, is_signed, signature_of
from billing.transports.parcel import Parcel, PassingTrouble, RefusedForGood
from billing.transports.sftp import SftpTransport
from partnership.text import day
from tests.billing.factories import NOW, electronically_issued

PARCEL = Parcel("the-key", "F2027-00001", "peppol_bis3", "5799990001016", "abc", b"<Invoice/>", is_test=False)


class AccessPoint:
    """A small access point on this machine that answers as it is told and remembers what came."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes]] = []
        self.requests: list[tuple[dict[str, str], bytes]] = []
        point = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                point.requests.append((dict(self.headers), body))
                status, answer = point.answers.pop(0)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/documents"


@pytest.fixture
def access_point() -> Iterator[AccessPoint]:
    point = AccessPoint()
    thread = threading.Thread(target=point.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield point
    point.server.shutdown()
    point.server.server_close()
    thread.join()


def test_a_document_is_posted_under_its_key(access_point) -> None:
    access_point.answers = [(202, b'{"id": "ap-1"}')]
    assert HttpTransport(access_point.url, token="t0ken").submit(PARCEL) == "ap-1"
    ((headers, body),) = access_point.requests
    assert (headers["Idempotency-Key"], headers["Authorization"]) == ("the-key", "Bearer t0ken")
    assert (headers["X-Receiver"], body) == ("0088:5799990001016", b"<Invoice/>")


@pytest.mark.parametrize("status", [302, 401, 408, 409, 429, 500, 503])
def test_passing_answers_are_tried_again(access_point, status) -> None:
    access_point.answers = [(status, b"")]
    with pytest.raises(PassingTrouble):
        HttpTransport(access_point.url, token="").submit(PARCEL)


def test_a_refusal_is_for_good_and_bears_the_reason(access_point) -> None:
    access_point.answers = [(422, b'{"code": "receiver_unknown", "text": "no such participant"}')]
    with pytest.raises(RefusedForGood, match="no such participant") as refusal:
        HttpTransport(access_point.url, token="").submit(PARCEL)
    assert refusal.value.code == "receiver_unknown"


def test_an_access_point_that_is_away_is_tried_again() -> None:
    with pytest.raises(PassingTrouble):
        HttpTransport("http://127.0.0.1:9/", token="").submit(PARCEL)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"secret": "other"}, False),
        ({"now": 1301.0}, False),
        ({"body": b"{ }"}, False),
        ({"secret": ""}, False),
    ],
    ids=["right", "secret", "stale", "body", "none"],
)
def test_a_webhook_is_signed_fresh_and_whole(change, expected) -> None:
    header = f"t=1000,v1={signature_of(b'{}', at=1000, secret='s')}"
    said = {"body": b"{}", "secret": "s", "now": 1010.0} | change
    assert is_signed(said.pop("body"), header=header, **said) is expected
    assert not is_signed(b"{}", header="v1=æ,t=²", secret="s", now=1000)


@pytest.mark.django_db
def test_from_issue_over_http_to_the_webhook_and_the_coordinators_page(
    access_point, fee_year: FeeYear, settings
) -> None:
    settings.EINVOICE_TRANSPORT, settings.EINVOICE_URL, settings.EINVOICE_LIVE = "http", access_point.url, True
    settings.EINVOICE_SECRETS = {"token": "t", "webhook": "a secret"}
    invoice = electronically_issued(fee_year)
    access_point.answers = [(500, b""), (201, b'{"id": "ap-7"}')]
    assert [send_e_invoices(clock=lambda at=at: at) for at in (NOW, NOW.replace(hour=9))] == [0, 1]
    first, second = access_point.requests
    assert first[1] == second[1]
    assert first[0]["Idempotency-Key"] == second[0]["Idempotency-Key"]
    transmission = Transmission.objects.get()
    body = {"event": "e1", "key": str(transmission.key), "status": "delivered", "at": NOW.isoformat()}
    content, at = json.dumps(body).encode(), int(time.time())

    def told(header: str, content: bytes = content) -> int:
        client = Client(enforce_csrf_checks=True)
        return client.post(
            reverse("billing:e-invoice-news"), content, "application/json", headers={"Webhook-Signature": header}
        ).status_code

    good = f"t={at},v1={signature_of(content, at=at, secret='a secret')}"
    assert [told("t=1,v1=0"), told(good, b"{}"), told(good), told(good)] == [400, 400, 200, 409]
    stranger = json.dumps(body | {"key": str(uuid.uuid4()), "event": "e2"}).encode()
    assert told(f"t={at},v1={signature_of(stranger, at=at, secret='a secret')}", stranger) == 400
    when = " ".join(day(Transmission.objects.get().delivered_at).split())
    page = Client()
    page.force_login(invoice.agreement.municipality.coordinatorships.get().person)
    assert f"leveret til jeres EAN-nummer {transmission.receiver} den {when}" in " ".join(
        page.get(reverse("billing:invoice", args=[invoice.pk])).content.decode().split()
    )


#: Stands in for OpenSSH's program: the same commands on a folder, the same answer to a failure.
PROGRAM = """#!{python}
import glob, os, shlex, shutil, sys
sys.argv[-1] == "portal@ap.example" or sys.exit("who?")
for line in sys.stdin:
    words = shlex.split(line)
    if not words or words[0] == "bye":
        continue
    mild, command = words[0].startswith("-"), words[0].lstrip("-")
    try:
        match command:
            case "mkdir": os.mkdir(words[1])
            case "put": shutil.copy(words[1], words[2])
            case "rm": os.remove(words[1])
            case "rename": os.path.exists(words[2]) and sys.exit("exists") or os.rename(words[1], words[2])
            case "get": [shutil.copy(path, words[2]) for path in glob.glob(words[1])]
    except OSError as error:
        mild or sys.exit(str(error))
"""


@pytest.fixture
def sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SftpTransport:
    program = tmp_path / "bin" / "sftp"
    program.parent.mkdir()
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "there" / "inbox").mkdir(parents=True)
    return SftpTransport(f"sftp://portal@ap.example:2222{tmp_path}/there", keys=tmp_path / "ssh")


def test_sftp_puts_both_files_whole_and_brings_receipts_back(sftp, tmp_path) -> None:
    there = tmp_path / "there"
    for _again in range(2):
        sftp.submit(PARCEL)
    assert sorted(path.name for path in (there / "outbox").iterdir()) == ["the-key.json", "the-key.xml"]
    assert sftp.receipts() == []
    (there / "inbox" / "r.json").write_text("{}")
    (waiting,) = sftp.receipts()
    assert (waiting.name, waiting.content) == ("r.json", b"{}")
    sftp.put_away(waiting, understood=True)
    assert [path.name for path in (there / "done").iterdir()] == ["r.json"]
    assert sftp.receipts() == []


def test_sftp_that_fails_is_tried_again(sftp, tmp_path) -> None:
    (tmp_path / "there" / "outbox").write_text("in the way")
    with pytest.raises(PassingTrouble, match="Not a directory"):
        sftp.submit(PARCEL)
