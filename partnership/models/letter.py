"""The outbox: every letter the portal sends is a row first."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models.link import PersonalLink
from partnership.models.person import Person


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: dt.datetime) -> LetterQuerySet:
        """Letters that a worker may take: queued and due, or taken by a worker whose lease ran out."""
        queued = Q(status=Letter.Status.QUEUED, not_before__lte=now)
        abandoned = Q(status=Letter.Status.SENDING, lease_until__lte=now)
        return self.filter(queued | abandoned)

    def most_urgent_first(self) -> LetterQuerySet:
        return self.order_by("priority", "not_before", "pk")


class Letter(models.Model):
    """One message to one person, rendered and stored before anything is sent.

    queued -> sending (leased) -> sent; sending -> queued (a passing error, tried again later) | failed (refused for good)
    | held (given up on, or set aside, until a person of the secretariat decides); failed, held -> queued.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        HELD = "held", _("on hold")

    class Priority(models.IntegerChoices):
        CODE = 0, _("log-in code")
        PERSONAL = 5, _("personal")
        BULK = 9, _("bulk")

    key = models.CharField(
        _("key"), max_length=150, unique=True, help_text=_("What makes this letter the only one of its kind.")
    )
    kind = models.SlugField(_("kind"), max_length=40)
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("person"), related_name="letters", null=True, blank=True
    )
    to_email = models.EmailField(_("to address"))
    to_name = models.CharField(_("to name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Person.Language, default=Person.Language.DANISH)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    link = models.ForeignKey(
        PersonalLink, models.PROTECT, verbose_name=_("personal link"), related_name="letters", null=True, blank=True
    )
    confidential = models.BooleanField(
        _("confidential"), default=False, help_text=_("The text is erased as soon as the letter is sent.")
    )
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.PERSONAL)
    message_id = models.CharField(_("Message-ID"), max_length=150, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    created_at = models.DateTimeField(_("written"))
    queued_at = models.DateTimeField(_("in the queue since"), help_text=_("From here the 48 hours of patience count."))
    not_before = models.DateTimeField(_("not before"))
    attempt = models.PositiveIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    erased_at = models.DateTimeField(_("text deleted"), null=True, blank=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "priority", "not_before"], name="letter_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="letter_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(lease_until__isnull=False), name="letter_sending_has_a_lease"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | (~Q(status__in=["queued", "sending"]) & Q(text="", html="", to_name="")),
                name="letter_erased_is_empty_and_goes_nowhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_email}"


class LetterAttachment(models.Model):
    """A file that goes with a letter."""

    letter = models.ForeignKey(Letter, models.CASCADE, verbose_name=_("letter"), related_name="attachments")
    name = models.CharField(_("file name"), max_length=150)
    media_type = models.CharField(_("media type"), max_length=100)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "name"], name="letter_attachment_name_is_used_once")]

    def __str__(self) -> str:
        return self.name
