"""Letters that came back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership.models.letter import Letter


class BounceQuerySet(models.QuerySet["Bounce"]):
    def open(self) -> BounceQuerySet:
        """Hard bounces that nobody has dealt with."""
        return self.filter(kind=Bounce.Kind.HARD, settled_at__isnull=True)


class Bounce(models.Model):
    """A report that a letter could not be delivered.

    A hard one is open until the letter is sent again or somebody sets it aside; soft ones are counted.
    """

    class Kind(models.TextChoices):
        HARD = "hard", _("the address does not take it")
        SOFT = "soft", _("a passing fault")

    letter = models.ForeignKey(Letter, models.PROTECT, verbose_name=_("letter"), related_name="bounces")
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    status = models.CharField(_("status code"), max_length=12)
    diagnostic = models.CharField(_("what the mail server said"), max_length=500, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    received_at = models.DateTimeField(_("came back"))
    settled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    objects = BounceQuerySet.as_manager()

    class Meta:
        verbose_name = _("returned letter")
        verbose_name_plural = _("returned letters")
        ordering = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "digest"], name="bounce_is_counted_once")]

    def __str__(self) -> str:
        return f"{self.letter.to_email}: {self.status}"
