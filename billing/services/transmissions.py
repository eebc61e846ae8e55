"""Send e-invoices from their rows, and read back what became of them.

Claim by lease, hand over, settle with the attempt number as fence: after a crash the same bytes go out under the same key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from billing.models import InvoiceDocument, Transmission, TransmissionEvent
from billing.reminder_snapshot import ReminderSnapshot
from billing.snapshot import InvoiceSnapshot
from billing.transports.choice import chosen_transport, reachable_receivers, submit
from billing.transports.parcel import BadReceipt, Parcel, PassingTrouble, Receipt, RefusedForGood, Transport
from partnership.doorbell import ring
from partnership.machine import WrongStatus
from partnership.models import Person, StoredDocument
from partnership.services.documents import store_document

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=3)
LONGEST_PAUSE = dt.timedelta(hours=4)
#: A sweep hands over so many at most.
BATCH = 200
Status = Transmission.Status


class UnknownDocument(Exception):
    """A receipt is about a document that we have not sent."""


def queue_transmission(
    document: InvoiceDocument, snapshot: InvoiceSnapshot | ReminderSnapshot, *, now: dt.datetime
) -> Transmission:
    """Put an electronic voucher on its way, inside the transaction that issues it. The voucher's own identifier is the key."""
    ring("e-invoices")
    return Transmission.objects.create(
        document=document,
        number=snapshot.number,
        receiver=snapshot.buyer.ean,
        key=UUID(snapshot.uuid),
        sha256=document.document.sha256,
        created_at=now,
        not_before=now,
    )


def send_e_invoices(*, clock: Callable[[], dt.datetime] = timezone.now) -> int:
    """Hand over what is due and read the receipts that lie ready; returns how many were handed over."""
    transport = chosen_transport()
    if transport is None:
        return 0
    sent = 0
    for _number in range(BATCH):
        transmission = claim(transport, now=clock())
        if transmission is None:
            break
        sent += _hand_over(transmission, transport, now=clock())
    read_receipts(transport, now=clock())
    return sent


@transaction.atomic
def claim(transport: Transport, *, now: dt.datetime) -> Transmission | None:
    """Lease the oldest due document to the caller. What test mode must not reach stays where it is."""
    due = Transmission.objects.due(now).order_by("not_before", "pk")
    receivers = reachable_receivers(transport)
    if receivers is not None:
        due = due.filter(receiver__in=receivers)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    transmission = due.select_related("document__document").first()
    if transmission is not None:
        transmission.attempt += 1
        transmission.lease_until = now + LEASE
        transmission.save(update_fields=["attempt", "lease_until"])
    return transmission


@transaction.atomic
def receive(receipt: Receipt, *, now: dt.datetime) -> bool:
    """Record what became of a document; False for news that was told before. News that comes late takes nothing back.

    Raises UnknownDocument.
    """
    try:
        transmission = Transmission.objects.select_for_update().get(key=UUID(receipt.key))
    except (ValueError, Transmission.DoesNotExist) as error:
        raise UnknownDocument(receipt.key) from error
    if TransmissionEvent.objects.filter(event=receipt.event).exists():
        return False
    said = " ".join(part for part in (receipt.code, receipt.text) if part)
    TransmissionEvent.objects.create(
        transmission=transmission, at=receipt.at, what=receipt.status, text=said, event=receipt.event
    )
    at = min(receipt.at, now)
    try:
        match receipt.status:
            case "delivered":
                transmission.deliver(at=at)
            case "accepted":
                transmission.accept(at=at)
            case "rejected":
                transmission.reject(code=receipt.code, reason=receipt.text)
    except WrongStatus:
        logger.info("Late news of transmission %s: %s", transmission.pk, receipt.status)
    return True


def read_receipts(transport: Transport, *, now: dt.datetime) -> int:
    """Take in the receipts that lie ready; those that nobody understands are set aside. Returns how many were taken in."""
    taken = 0
    try:
        for waiting in transport.receipts():
            try:
                receive(Receipt.read(waiting.content), now=now)
            except (BadReceipt, UnknownDocument) as error:
                logger.warning("A receipt was set aside: %s", error)
                transport.put_away(waiting, understood=False)
            else:
                transport.put_away(waiting, understood=True)
                taken += 1
    except PassingTrouble as trouble:
        logger.warning("Receipts could not be read: %s", trouble)
    return taken


@transaction.atomic
def send_again(transmission: Transmission, *, by: Person | None, now: dt.datetime) -> bool:
    """Queue a rejected document once more: the same bytes under the same key. Raises WrongStatus."""
    changed = transmission.queue_again(at=now)
    if changed:
        TransmissionEvent.objects.create(transmission=transmission, at=now, what=Status.QUEUED, by=by)
        ring("e-invoices")
    return changed


@transaction.atomic
def deliver_by_hand(
    transmission: Transmission, *, evidence: str, file: bytes | None, by: Person | None, now: dt.datetime
) -> bool:
    """Note that people delivered the document another way, with what proves it. Raises WrongStatus."""
    stored: StoredDocument | None = None
    if file:
        path = f"transmissions/{transmission.pk}/{hashlib.sha256(file).hexdigest()[:16]}.pdf"
        stored = StoredDocument.objects.filter(path=path).first() or store_document(
            path, content=file, media_type="application/pdf", now=now
        )
    changed = transmission.deliver_by_hand(on=now, evidence=evidence, file=stored)
    if changed:
        TransmissionEvent.objects.create(
            transmission=transmission, at=now, what=Status.DELIVERED, text=evidence[:500], by=by
        )
    return changed


def _hand_over(transmission: Transmission, transport: Transport, *, now: dt.datetime) -> int:
    try:
        external_id = submit(transport, _parcel(transmission))
    except RefusedForGood as refusal:
        _settle(
            transmission,
            now,
            what=Status.REJECTED,
            status=Status.REJECTED,
            code=refusal.code or "other",
            reason=str(refusal),
        )
    except PassingTrouble as trouble:
        pause = min(dt.timedelta(minutes=2 ** min(transmission.attempt - 1, 10)), LONGEST_PAUSE)
        _settle(transmission, now, what="trouble", not_before=now + pause, last_error=str(trouble)[:500])
    else:
        handed = {"status": Status.SUBMITTED, "submitted_at": now, "external_id": external_id, "last_error": ""}
        _settle(
            transmission,
            now,
            what=Status.SUBMITTED,
            transport=transport.name,
            is_test=not settings.EINVOICE_LIVE,
            **handed,
        )
        return 1
    return 0


def _parcel(transmission: Transmission) -> Parcel:
    """Return the document as it was issued. Raises RefusedForGood when its bytes are others now."""
    try:
        content = transmission.document.document.file.read_bytes()
    except OSError as error:
        raise PassingTrouble(error.strerror or str(error)) from error
    if hashlib.sha256(content).hexdigest() != transmission.sha256:
        logger.error("The stored file of transmission %s has changed", transmission.pk)
        raise RefusedForGood("changed", "")
    return Parcel(
        key=str(transmission.key),
        number=transmission.number,
        format=transmission.document.format,
        receiver=transmission.receiver,
        sha256=transmission.sha256,
        content=content,
        is_test=not settings.EINVOICE_LIVE,
    )


@transaction.atomic
def _settle(transmission: Transmission, now: dt.datetime, *, what: str, **changes: object) -> None:
    """Record what came of a try, unless somebody else has taken the document since or its receipt was quicker."""
    held = Transmission.objects.filter(pk=transmission.pk, attempt=transmission.attempt, status=Status.QUEUED)
    if held.update(lease_until=None, **changes):
        text = str(changes.get("last_error") or changes.get("reason") or "")
        TransmissionEvent.objects.create(transmission=transmission, at=now, what=what, text=text[:500])
