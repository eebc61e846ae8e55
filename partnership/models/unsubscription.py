"""Letters that are not necessary, and who does not want them."""

from __future__ import annotations

from django.db import models
from django.db.models import OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.models.person import Person


class UnsubscriptionQuerySet(models.QuerySet["Unsubscription"]):
    def of(self, kind: str) -> UnsubscriptionQuerySet:
        """Of the people that a query asks about, by their column `person`, those who want no letters of the kind."""
        return self.filter(person=OuterRef("person"), kind=kind)


class Unsubscription(models.Model):
    """A person does not want letters of this kind. Invitations, receipts, invoices and codes cannot be stopped."""

    class Kind(models.TextChoices):
        REMINDERS = "reminders", _("reminders about events")
        DIGEST = "digest", _("the coordinator's weekly mail")

    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("person"), related_name="unsubscriptions")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = UnsubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("stopped letters")
        verbose_name_plural = _("stopped letters")
        ordering = ["person", "kind"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="unsubscription_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.person.name}: {self.get_kind_display()}"
