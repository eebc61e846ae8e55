"""The logbook: staff read what staff did with other people's data."""

from __future__ import annotations

import datetime as dt

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from municipalities.readonly import ReadOnly
from partnership.models import LogbookEntry
from partnership.text import clock, join_names


@admin.register(LogbookEntry)
class LogbookEntryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("at", "who", "kind", "whom", "reason")
    list_filter = ("kind",)
    list_select_related = ("actor", "person")
    search_fields = ("actor__name", "actor__email", "person__name", "person__email", "reason")
    date_hierarchy = "at"
    fields = ("at", "actor", "kind", "person", "reason", "in_words")

    @admin.display(description=gettext_lazy("who"), ordering="actor__name")
    def who(self, entry: LogbookEntry) -> str:
        return entry.by

    @admin.display(description=pgettext_lazy("logbook", "whom"), ordering="person__name")
    def whom(self, entry: LogbookEntry) -> str:
        return entry.person.name if entry.person else "–"

    @admin.display(description=gettext_lazy("details"))
    def in_words(self, entry: LogbookEntry) -> str:
        data = entry.data
        match entry.kind:
            case LogbookEntry.Kind.VIEWING_STARTED:
                until = clock(dt.datetime.fromisoformat(data["until"]))
                return _("at most until %(time)s; the coordinator was told by e-mail") % {"time": until}
            case LogbookEntry.Kind.PEOPLE_EXPORTED:
                return _("%(people)d people of %(municipalities)d municipalities") % {
                    "people": data["people"],
                    "municipalities": len(data["municipalities"]),
                }
            case LogbookEntry.Kind.PEOPLE_MERGED:
                said = data["before"][str(data["leftover"])]
                moved = join_names([f"{count} {kind}" for kind, count in data["moved"].items()]) or _("nothing")
                return _("from %(name)s, %(email)s; moved: %(moved)s; %(dropped)d rows that both had were dropped") % {
                    "name": said["name"],
                    "email": said["email"],
                    "moved": moved,
                    "dropped": len(data["dropped"]),
                }
            case LogbookEntry.Kind.CASE_FILE_FETCHED:
                return str(data["about"])
            case LogbookEntry.Kind.PLACE_OVERBOOKED:
                return str(data["event"])
            case LogbookEntry.Kind.EVENT_CHANGED | LogbookEntry.Kind.EVENT_CANCELLED | LogbookEntry.Kind.EVENT_RESTORED:
                return _("%(event)s; letters: %(letters)d") % {"event": data["event"], "letters": data["letters"]}
        return "–"
