"""How often a log-in code has been tried."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoginAttempt(models.Model):
    """One request for a code, and the tries that were evaluated against what was sent for it.

    allauth counts in the session, which parallel requests each load before the others save; this row they share.
    """

    #: Most tries of one attempt that are looked at.
    MOST_TRIES = 3

    key = models.CharField(max_length=64, unique=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("log-in attempt")
        verbose_name_plural = _("log-in attempts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(tries__lte=3), name="login_attempt_has_three_tries_at_most")
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.tries}"
