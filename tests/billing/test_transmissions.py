"""E-invoices on their way: the machine, retries with the same bytes, receipts, and test mode."""

import datetime as dt
import hashlib
import json
import uuid
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from billing.models import FeeYear, Invoice, Transmission, TransmissionEvent
from billing.services.credit_notes import credit_invoice
from billing.services.transmissions import claim, deliver_by_hand, receive, send_again, send_e_invoices
from billing.transports.choice import chosen_transport, submit
from billing.transports.parcel import Parcel, Receipt, RefusedForGood
from partnership.machine import WrongStatus
from tests.billing.factories import NOW, electronically_issued

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
Status = Transmission.Status


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.EINVOICE_FOLDER, settings.EINVOICE_TRANSPORT, settings.EINVOICE_LIVE = str(tmp_path), "folder", True
    return tmp_path


@pytest.fixture
def invoice(fee_year: FeeYear) -> Invoice:
    return electronically_issued(fee_year)


@pytest.fixture
def transmission(folder, invoice) -> Transmission:
    return Transmission.objects.get()


def news(transmission: Transmission, status: str, event: str = "", **said: str) -> Receipt:
    body = {"event": event or uuid.uuid4().hex, "key": str(transmission.key), "status": status, "at": NOW.isoformat()}
    return Receipt.read(json.dumps(body | said).encode())


def test_the_preferred_format_of_each_voucher_is_queued_with_the_issue(folder, fee_year) -> None:
    invoice = electronically_issued(fee_year, preferred_format="oioubl_21")
    credit_invoice(invoice, reason="Aftalt", by=None, now=NOW)
    rows = Transmission.objects.order_by("pk")
    assert [row.document.format for row in rows] == ["oioubl_21", "oioubl_21"]
    assert [row.number for row in rows] == ["F2027-00001", "K2027-00001"]
    assert {str(row.key) for row in rows} == {invoice.said().uuid, invoice.credit_notes.get().said().uuid}


STEPS = ("deliver", "accept", "reject", "again", "by_hand")
#: Stored status -> what each step makes of it; "-" is a refusal.
TABLE = {
    "queued": ("delivered", "accepted", "rejected", "queued", "delivered"),
    "submitted": ("delivered", "accepted", "rejected", "-", "delivered"),
    "delivered": ("delivered", "accepted", "rejected", "-", "delivered"),
    "accepted": ("-", "accepted", "-", "-", "-"),
    "rejected": ("-", "-", "rejected", "queued", "delivered"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", TABLE)
def test_the_machine(transmission, status, step) -> None:
    Transmission.objects.update(status=status, delivered_at=NOW, code="other")
    transmission.refresh_from_db()
    verbs = {
        "deliver": lambda: transmission.deliver(at=NOW),
        "accept": lambda: transmission.accept(at=NOW),
        "reject": lambda: transmission.reject(code="reference", reason=""),
        "again": lambda: transmission.queue_again(at=NOW),
        "by_hand": lambda: transmission.deliver_by_hand(on=NOW, evidence="Sendt i Virk", file=None),
    }
    expected = TABLE[status][STEPS.index(step)]
    if expected == "-":
        with pytest.raises(WrongStatus):
            verbs[step]()
        expected = status
    else:
        verbs[step]()
    assert Transmission.objects.get().status == expected


def test_the_outbox_holds_the_issued_bytes_and_a_label(transmission, folder) -> None:
    assert send_e_invoices(clock=lambda: NOW) == 1
    assert send_e_invoices(clock=lambda: NOW + MINUTE) == 0
    content = (folder / "outbox" / f"{transmission.key}.xml").read_bytes()
    label = json.loads((folder / "outbox" / f"{transmission.key}.json").read_text())
    assert hashlib.sha256(content).hexdigest() == transmission.sha256 == label["sha256"]
    assert (label["number"], label["receiver"]["id"], label["test"]) == ("F2027-00001", transmission.receiver, False)
    transmission.refresh_from_db()
    assert (transmission.status, transmission.transport, transmission.attempt) == ("submitted", "folder", 1)


def test_a_worker_that_dies_leaves_the_same_bytes_under_the_same_key_to_the_next(transmission, folder) -> None:
    dead = claim(chosen_transport(), now=NOW)
    assert claim(chosen_transport(), now=NOW + MINUTE) is None
    assert send_e_invoices(clock=lambda: NOW + 5 * MINUTE) == 1
    assert [path.stem for path in (folder / "outbox").glob("*.xml")] == [str(dead.key)]
    transmission.refresh_from_db()
    assert (transmission.attempt, transmission.key) == (2, dead.key)


def test_bytes_that_were_changed_since_the_issue_are_not_sent(transmission, folder) -> None:
    transmission.document.document.file.write_bytes(b"<Invoice/>")
    assert send_e_invoices(clock=lambda: NOW) == 0
    transmission.refresh_from_db()
    assert (transmission.status, transmission.code) == ("rejected", "changed")
    assert not (folder / "outbox").exists()


def test_a_passing_trouble_is_tried_again_after_growing_pauses(transmission, folder) -> None:
    (folder / "outbox").write_text("in the way")
    for minutes in (0, 1, 3):
        assert send_e_invoices(clock=lambda minutes=minutes: NOW + minutes * MINUTE) == 0
    transmission.refresh_from_db()
    assert (transmission.status, transmission.attempt) == ("queued", 3)
    assert Transmission.objects.needing_somebody().get() == transmission
    (folder / "outbox").unlink()
    assert send_e_invoices(clock=lambda: NOW + 10 * MINUTE) == 1
    assert not Transmission.objects.needing_somebody().exists()


def test_receipts_in_the_inbox_are_read_once_and_bad_ones_set_aside(transmission, folder) -> None:
    send_e_invoices(clock=lambda: NOW)
    inbox = folder / "inbox"
    inbox.mkdir()
    body = {"event": "e1", "key": str(transmission.key), "status": "delivered", "at": NOW.isoformat()}
    (inbox / "1.json").write_text(json.dumps(body))
    (inbox / "2.json").write_text(json.dumps(body | {"event": "e2", "key": str(uuid.uuid4())}))
    (inbox / "3.json").write_text("{" + "[" * 70_000)
    (inbox / "4.json").write_text(json.dumps(body))
    send_e_invoices(clock=lambda: NOW)
    transmission.refresh_from_db()
    assert (transmission.status, transmission.delivered_at) == ("delivered", NOW)
    assert sorted(path.name for path in (folder / "done").iterdir()) == ["1.json", "4.json"]
    assert sorted(path.name for path in (folder / "quarantine").iterdir()) == ["2.json", "3.json"]
    assert TransmissionEvent.objects.filter(what="delivered").count() == 1


def test_news_out_of_order_takes_nothing_back(transmission) -> None:
    assert receive(news(transmission, "accepted"), now=NOW)
    assert receive(news(transmission, "delivered"), now=NOW)
    assert receive(news(transmission, "rejected", code="other"), now=NOW)
    assert Transmission.objects.get().status == "accepted"
    assert send_e_invoices(clock=lambda: NOW) == 0


def test_a_rejection_says_why_in_words_and_is_sent_again_on_a_press(transmission, in_english) -> None:
    receive(news(transmission, "rejected", code="reference", text="Ukendt ordrenummer"), now=NOW)
    transmission.refresh_from_db()
    assert transmission.why.startswith("A reference is missing or wrong.")
    assert transmission.why.endswith("Ukendt ordrenummer")
    assert Transmission.objects.needing_somebody().exists()
    send_again(transmission, by=None, now=NOW)
    assert send_e_invoices(clock=lambda: NOW) == 1


def test_by_hand_takes_evidence(transmission, folder) -> None:
    deliver_by_hand(transmission, evidence="Tastet i Virk, kvittering 17", file=b"%PDF-1.4\n%%EOF", by=None, now=NOW)
    stored = Transmission.objects.get()
    assert (stored.status, stored.transport, stored.reached) == ("delivered", "manual", True)
    assert stored.evidence_file.file.read_bytes().startswith(b"%PDF")
    with pytest.raises(IntegrityError, match="transmission_by_hand_has_evidence"), transaction.atomic():
        Transmission.objects.update(evidence="")


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"key": uuid.uuid4()}, {"receiver": "5790000000005"}])
def test_the_database_keeps_bytes_key_and_receiver(transmission, change) -> None:
    with pytest.raises(IntegrityError, match="billing_transmission_unchanged"), transaction.atomic():
        Transmission.objects.update(**change)


def test_in_test_mode_a_remote_way_reaches_listed_receivers_alone(transmission, settings) -> None:
    settings.EINVOICE_TRANSPORT, settings.EINVOICE_URL, settings.EINVOICE_LIVE = "http", "http://127.0.0.1:9/", False
    assert send_e_invoices(clock=lambda: NOW) == 0
    assert Transmission.objects.get().attempt == 0
    parcel = Parcel("k", "F1", "peppol_bis3", transmission.receiver, "", b"", is_test=True)
    with pytest.raises(RefusedForGood):
        submit(chosen_transport(), parcel)
    settings.EINVOICE_TEST_RECEIVERS = [transmission.receiver]
    send_e_invoices(clock=lambda: NOW)
    assert Transmission.objects.get().attempt == 1


def test_in_test_mode_the_folder_lies_apart_and_nothing_counts_as_delivered(transmission, folder, settings) -> None:
    settings.EINVOICE_LIVE = False
    send_e_invoices(clock=lambda: NOW)
    assert not (folder / "outbox").exists()
    assert json.loads((folder / "test" / f"{transmission.key}.json").read_text())["test"] is True
    receive(news(transmission, "delivered"), now=NOW)
    tried = Transmission.objects.get()
    assert (tried.status, tried.reached) == ("delivered", False)
    settings.EINVOICE_LIVE = True
    send_again(tried, by=None, now=NOW)
    assert send_e_invoices(clock=lambda: NOW) == 1
    assert (folder / "outbox" / f"{transmission.key}.xml").exists()


def test_where_people_send_nothing_leaves_by_itself(transmission, settings) -> None:
    settings.EINVOICE_TRANSPORT = "manual"
    assert send_e_invoices(clock=lambda: NOW) == 0
