"""The weekly digest: which coordinator's week has been looked at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality
from partnership.models.letter import Letter
from partnership.models.person import Person


class Digest(models.Model):
    """A coordinator's municipality in one ISO week: the letter that listed what it owed, or none when it owed nothing.

    The row is what keeps a week from being mailed twice, and from being mailed late when something is first owed after it was
    looked at.
    """

    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("person"), related_name="digests")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipality"), related_name="digests"
    )
    year = models.PositiveSmallIntegerField(_("ISO year"))
    week = models.PositiveSmallIntegerField(_("ISO week"))
    letter = models.OneToOneField(
        Letter, models.PROTECT, verbose_name=_("letter"), related_name="digest", null=True, blank=True
    )
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("weekly digest")
        verbose_name_plural = _("weekly digests")
        ordering = ["-year", "-week", "municipality__sort_key", "person__name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "municipality", "year", "week"], name="digest_once_a_week"),
            models.CheckConstraint(condition=Q(week__gte=1, week__lte=53), name="digest_week_is_of_the_calendar"),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}, {self.municipality}, {self.year}-W{self.week:02d}"
