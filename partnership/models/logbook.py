"""The logbook: what staff did with other people's data that leaves no other trace; written once, never changed."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.models.person import Person
from partnership.text import day_time


class LogbookEntry(models.Model):
    """Who did what to whom, when and why. Database triggers refuse to change an entry, and to delete it for five years."""

    class Kind(models.TextChoices):
        VIEWING_STARTED = "viewing_started", _("looks at the portal as a coordinator")
        VIEWING_STOPPED = "viewing_stopped", _("stopped looking as a coordinator")
        PEOPLE_EXPORTED = "people_exported", _("fetched a list of people")
        PEOPLE_MERGED = "people_merged", _("merged two records of a person")
        PLACE_OVERBOOKED = "place_overbooked", _("gave a place beyond the limit")
        EVENT_CHANGED = "event_changed", _("moved an event or changed where it is held")
        EVENT_CANCELLED = "event_cancelled", _("cancelled an event")
        EVENT_RESTORED = "event_restored", _("took the cancellation of an event back")
        CASE_FILE_FETCHED = "case_file_fetched", _("fetched papers for the case system")
        ACCOUNTS_PURGED = "accounts_purged", _("deleted accounts that are kept no longer")
        PEOPLE_FORGOTTEN = "people_forgotten", _("deleted what was known of people and is kept no longer")

    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(Person, models.PROTECT, verbose_name=_("who"), related_name="+", null=True, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name=pgettext_lazy("logbook", "whom"), related_name="+", null=True, blank=True
    )
    reason = models.CharField(_("why"), max_length=300, blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("logbook entry")
        verbose_name_plural = _("logbook")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind__in=["viewing_started", "viewing_stopped", "people_merged"])
                | models.Q(person__isnull=False),
                name="logbook_entry_names_whom_it_is_about",
            ),
            models.CheckConstraint(
                condition=models.Q(actor__isnull=False) | models.Q(kind__in=["accounts_purged", "people_forgotten"]),
                name="logbook_entry_names_who_it_was",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="viewing_started") | ~models.Q(reason=""),
                name="logbook_entry_viewing_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.get_kind_display()} ({day_time(self.at)})"

    @property
    def by(self) -> str:
        """Who it was: the portal itself where nobody is named."""
        return self.actor.name if self.actor else str(_("the portal"))
