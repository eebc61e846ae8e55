"""A reminder's way to the municipality: the invoice's own, where the municipality receives what a reminder is written in."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from billing.documents.markup import parse, short
from billing.models import FeeYear, InvoiceDocument, PaymentReminder, Transmission
from billing.services.reminders import send_reminder
from billing.services.transmissions import deliver_by_hand, receive, send_again, send_e_invoices
from partnership.roles import Role
from tests.billing.factories import NOW, coordinator_of, electronically_issued
from tests.billing.test_budget import client_of
from tests.billing.test_transmissions import news

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
OVERDUE = "/admin/billing/paymentreminder/overdue/"
LATE = NOW + dt.timedelta(days=41)


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.EINVOICE_FOLDER, settings.EINVOICE_TRANSPORT, settings.EINVOICE_LIVE = str(tmp_path), "folder", True
    return tmp_path


def reminded(fee_year: FeeYear, format_: str) -> PaymentReminder:
    """Return the first reminder of an invoice whose municipality receives the format."""
    return send_reminder(electronically_issued(fee_year, preferred_format=format_), sequence=1, by=None, now=LATE)


@pytest.fixture
def transmission(folder, fee_year) -> Transmission:
    return Transmission.objects.get(document__reminder=reminded(fee_year, "oioubl_21"))


def test_it_leaves_with_its_own_key_and_comes_back_as_delivered(transmission, folder) -> None:
    reminder = transmission.document.reminder
    assert (transmission.number, str(transmission.key)) == ("R2027-00001", reminder.said().uuid)
    assert send_e_invoices(clock=lambda: LATE) == 2
    content = (folder / "outbox" / f"{transmission.key}.xml").read_bytes()
    assert short(parse(content)) == "Reminder"
    assert content == transmission.document.document.file.read_bytes()
    assert json.loads((folder / "outbox" / f"{transmission.key}.json").read_text())["number"] == "R2027-00001"
    receive(news(transmission, "delivered"), now=LATE)
    receive(news(transmission, "accepted"), now=LATE)
    transmission.refresh_from_db()
    assert (transmission.status, transmission.reached) == ("accepted", True)


def test_a_rejected_one_is_sent_again_as_the_same_bytes_or_delivered_by_hand(transmission, folder) -> None:
    send_e_invoices(clock=lambda: LATE)
    place = folder / "outbox" / f"{transmission.key}.xml"
    before = hashlib.sha256(place.read_bytes()).hexdigest()
    place.unlink()
    receive(news(transmission, "rejected", code="receiver_unknown"), now=LATE)
    transmission.refresh_from_db()
    assert send_again(transmission, by=None, now=LATE)
    assert send_e_invoices(clock=lambda: LATE) == 1
    assert hashlib.sha256(place.read_bytes()).hexdigest() == before == transmission.sha256
    transmission.refresh_from_db()
    assert deliver_by_hand(transmission, evidence="Tastet i Virk", file=None, by=None, now=LATE)
    assert Transmission.objects.get(pk=transmission.pk).reached


def test_in_test_mode_it_reaches_nobody(transmission, folder, settings) -> None:
    settings.EINVOICE_LIVE = False
    send_e_invoices(clock=lambda: LATE)
    assert (folder / "test" / f"{transmission.key}.xml").exists()
    assert not (folder / "outbox").exists()


def test_the_pages_show_it_to_staff_and_to_its_municipality_alone(transmission, fee_year) -> None:
    receive(news(transmission, "rejected", code="receiver_unknown"), now=LATE)
    invoice = transmission.document.reminder.invoice
    finance = client_of(Role.FINANCE)
    listed = finance.get("/admin/billing/transmission/").content.decode()
    assert "R2027-00001" in listed
    assert "F2027-00001" not in listed
    change = finance.get(f"/admin/billing/transmission/{transmission.pk}/change/").content.decode()
    assert reverse("billing:reminder-xml", args=[transmission.document.reminder_id]) in change
    told = finance.get(f"/admin/billing/paymentreminder/{transmission.document.reminder_id}/change/").content.decode()
    assert "Få EAN-nummeret kontrolleret" in told
    coordinator = coordinator_of(invoice)
    page = coordinator.get(reverse("billing:invoice", args=[invoice.pk])).content.decode()
    assert page.count(transmission.receiver) == 3
    assert (
        Transmission.objects.visible_to(invoice.agreement.municipality.coordinatorships.get().person)
        .filter(pk=transmission.pk)
        .exists()
    )
    stranger = electronically_issued(fee_year).agreement.municipality.coordinatorships.get().person
    assert not Transmission.objects.visible_to(stranger).filter(pk=transmission.pk).exists()


def test_peppol_has_no_reminder_so_nothing_is_queued_and_the_pages_say_so(folder, fee_year) -> None:
    invoice = electronically_issued(fee_year, now=timezone.now() - dt.timedelta(days=60))
    finance = client_of(Role.FINANCE)
    form = {"invoice": f"{invoice.pk}:1"}
    assert "Peppol, som ikke har rykkere" in finance.post(OVERDUE, form).content.decode()
    finance.post(OVERDUE, form | {"confirm": "x"})
    reminder = PaymentReminder.objects.get()
    assert InvoiceDocument.objects.filter(reminder=reminder).exists()
    assert not Transmission.objects.filter(document__reminder=reminder).exists()
    told = finance.get(f"/admin/billing/paymentreminder/{reminder.pk}/change/").content.decode()
    assert "denne er kun sendt som mail" in told
