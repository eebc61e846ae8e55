"""Personal links: a way in for one person and one purpose, of which only a hash is stored."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models.person import Person


def new_salt() -> str:
    """Return 128 random bits as text."""
    return secrets.token_urlsafe(16)


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    def valid_at(self, now: dt.datetime) -> PersonalLinkQuerySet:
        """Links that open: not expired, not revoked, and of a person who is still welcome."""
        return self.filter(
            Q(revoked_at__isnull=True) | Q(revoked_at__gt=now), expires_at__gt=now, person__is_active=True
        )


class PersonalLink(models.Model):
    """A link in a letter. The token is an HMAC of the salt under SECRET_KEY: neither this table nor the outbox holds it."""

    class Purpose(models.TextChoices):
        PARTICIPANT = "participant", _("own page")
        APPROVER = "approver", _("approval of nominations")
        CALENDAR = "calendar", _("calendar")

    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("person"), related_name="links")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="personal_link_expires_after_it_is_made"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person.name}: {self.get_purpose_display()} ({self.pk})"
