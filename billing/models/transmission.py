"""The way of an e-invoice to its receiver, and what became of it."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from billing.models.document import InvoiceDocument
from municipalities.models import Municipality
from partnership.machine import transition
from partnership.models import Person, StoredDocument

#: After so many tries in vain somebody should look at it.
TRIES_BEFORE_ALARM = 3


class TransmissionQuerySet(models.QuerySet["Transmission"]):
    def due(self, now: dt.datetime) -> TransmissionQuerySet:
        """Queued ones whose time has come and that no worker is at."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.filter(free, status=Transmission.Status.QUEUED, not_before__lte=now)

    def needing_somebody(self) -> TransmissionQuerySet:
        """Rejected ones, and those that were tried several times in vain."""
        stuck = Q(status=Transmission.Status.QUEUED, attempt__gte=TRIES_BEFORE_ALARM) & ~Q(last_error="")
        return self.filter(stuck | Q(status=Transmission.Status.REJECTED))

    def visible_to(self, person: Person) -> TransmissionQuerySet:
        """Staff see all; coordinators those of their municipalities."""
        if person.is_staff:
            return self
        own = Municipality.objects.coordinated_by(person, on=timezone.localdate())
        invoices = Q(document__invoice__agreement__municipality__in=own)
        credit_notes = Q(document__credit_note__invoice__agreement__municipality__in=own)
        return self.filter(invoices | credit_notes | Q(document__reminder__invoice__agreement__municipality__in=own))


class Transmission(models.Model):
    """One e-invoice, credit note or payment reminder on its way, written in the transaction that issues it.

    queued -> submitted (a transport took it) -> delivered -> accepted; rejected from any of the first three, and from there back
    to queued when somebody sends it again. By hand it is delivered straight away, with evidence. News may come late or out
    of order and takes nothing back. Key and hash never change: a second try sends the same bytes under the same key.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("transmission", "waits to be sent")
        SUBMITTED = "submitted", pgettext_lazy("transmission", "handed over")
        DELIVERED = "delivered", pgettext_lazy("transmission", "delivered")
        ACCEPTED = "accepted", pgettext_lazy("transmission", "accepted")
        REJECTED = "rejected", pgettext_lazy("transmission", "rejected")

    document = models.OneToOneField(
        InvoiceDocument, models.PROTECT, verbose_name=gettext_lazy("e-invoice"), related_name="transmission"
    )
    number = models.CharField(gettext_lazy("number"), max_length=20)
    receiver = models.CharField(gettext_lazy("EAN number"), max_length=13)
    key = models.UUIDField(gettext_lazy("key"), unique=True)
    sha256 = models.CharField(gettext_lazy("checksum (SHA-256)"), max_length=64)
    status = models.CharField(
        gettext_lazy("status"), max_length=10, choices=Status, default=Status.QUEUED, editable=False
    )
    created_at = models.DateTimeField(gettext_lazy("written"))
    not_before = models.DateTimeField(gettext_lazy("not before"))
    attempt = models.PositiveIntegerField(gettext_lazy("attempts"), default=0)
    lease_until = models.DateTimeField(gettext_lazy("leased until"), null=True, blank=True)
    last_error = models.CharField(gettext_lazy("last error"), max_length=500, blank=True)
    transport = models.CharField(gettext_lazy("sent by"), max_length=10, blank=True)
    is_test = models.BooleanField(gettext_lazy("test only"), default=False)
    external_id = models.CharField(gettext_lazy("the access point's id"), max_length=100, blank=True)
    submitted_at = models.DateTimeField(gettext_lazy("handed over"), null=True, blank=True)
    delivered_at = models.DateTimeField(gettext_lazy("delivered"), null=True, blank=True)
    code = models.CharField(gettext_lazy("reason code"), max_length=40, blank=True)
    reason = models.CharField(gettext_lazy("reason in the sender's words"), max_length=500, blank=True)
    evidence = models.CharField(gettext_lazy("evidence"), max_length=500, blank=True)
    evidence_file = models.ForeignKey(
        StoredDocument,
        models.PROTECT,
        verbose_name=gettext_lazy("evidence as a file"),
        related_name="+",
        null=True,
        blank=True,
    )

    objects = TransmissionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("sending of an e-invoice")
        verbose_name_plural = gettext_lazy("sending of e-invoices")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["delivered", "accepted"]) | Q(delivered_at__isnull=False),
                name="transmission_delivered_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(code="") | ~Q(reason=""), name="transmission_rejected_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(transport="manual") | ~Q(evidence=""), name="transmission_by_hand_has_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} → {self.receiver}"

    def deliver(self, *, at: dt.datetime) -> bool:
        """Note that the document lies with its receiver. Raises WrongStatus."""
        Status = self.Status  # noqa: N806
        return transition(self, allowed={Status.QUEUED, Status.SUBMITTED}, to=Status.DELIVERED, delivered_at=at)

    def accept(self, *, at: dt.datetime) -> bool:
        """Note that the receiver takes the document for good. Raises WrongStatus."""
        Status = self.Status  # noqa: N806
        allowed = {Status.QUEUED, Status.SUBMITTED, Status.DELIVERED}
        return transition(self, allowed=allowed, to=Status.ACCEPTED, delivered_at=self.delivered_at or at)

    def reject(self, *, code: str, reason: str) -> bool:
        """Note that the document was not taken, and why. Raises WrongStatus."""
        Status = self.Status  # noqa: N806
        allowed = {Status.QUEUED, Status.SUBMITTED, Status.DELIVERED}
        said = {"code": code or "other", "reason": reason, "lease_until": None}
        return transition(self, allowed=allowed, to=Status.REJECTED, **said)

    def queue_again(self, *, at: dt.datetime) -> bool:
        """Let a rejected document be sent once more, or one that has only been tried. Raises WrongStatus."""
        Status = self.Status  # noqa: N806
        allowed = {Status.REJECTED, *((Status.SUBMITTED, Status.DELIVERED, Status.ACCEPTED) if self.is_test else ())}
        fresh = {"not_before": at, "attempt": self.attempt + 1, "lease_until": None, "last_error": "", "is_test": False}
        return transition(self, allowed=allowed, to=Status.QUEUED, code="", reason="", delivered_at=None, **fresh)

    def deliver_by_hand(self, *, on: dt.datetime, evidence: str, file: StoredDocument | None) -> bool:
        """Note that people delivered it another way, with what proves it. Raises WrongStatus."""
        Status = self.Status  # noqa: N806
        said = {"transport": "manual", "evidence": evidence, "evidence_file": file, "delivered_at": on, "code": ""}
        allowed = {Status.QUEUED, Status.SUBMITTED, Status.REJECTED}
        return transition(
            self, allowed=allowed, to=Status.DELIVERED, reason="", is_test=False, lease_until=None, **said
        )

    @property
    def reached(self) -> bool:
        """Whether the document lies with its real receiver."""
        return self.status in {self.Status.DELIVERED, self.Status.ACCEPTED} and not self.is_test

    @property
    def why(self) -> str:
        """Why it was rejected, as a sentence that says what to do, and in the other side's words."""
        if self.status != self.Status.REJECTED:
            return ""
        return " ".join(part for part in (sentence_of(self.code), self.reason) if part)


class TransmissionEvent(models.Model):
    """A try, a receipt or a press on the way of a document; never changed. A receipt's own name is taken once."""

    transmission = models.ForeignKey(
        Transmission, models.PROTECT, verbose_name=gettext_lazy("sending"), related_name="events"
    )
    at = models.DateTimeField(gettext_lazy("when"))
    what = models.CharField(gettext_lazy("what"), max_length=20)
    text = models.CharField(gettext_lazy("details"), max_length=500, blank=True)
    event = models.CharField(gettext_lazy("receipt"), max_length=100, null=True, blank=True, unique=True)
    by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=gettext_lazy("who"), related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = gettext_lazy("event on the way")
        verbose_name_plural = gettext_lazy("events on the way")
        ordering = ["transmission", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.transmission}: {self.what}"


def sentence_of(code: str) -> str:
    """Return a reason's sentence for the secretariat; codes that we do not know are told as they are."""
    sentences = {
        "receiver_unknown": _("The receiver is not registered for e-invoices. Have the EAN number checked."),
        "reference": _(
            "A reference is missing or wrong. Have the billing information corrected, and return the invoice."
        ),
        "validation": _("The access point found the document invalid. Look at its words, and write to the developers."),
        "duplicate": _("The receiver has a document with this number already."),
        "amount": _("The receiver does not agree with the amount. Talk to the municipality."),
        "test_mode": _("Test mode: nothing is sent to real receivers. Switch EINVOICE_LIVE on to send."),
        "changed": _("The stored file is not the one that was issued. Restore it from the backup, and send again."),
        "other": "",
    }
    return sentences.get(code, code)
