"""Tell how the outbox is doing."""

from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.command import PortalCommand
from partnership.models import Letter
from partnership.text import day_time


class Command(PortalCommand):
    help = "Count the letters of the outbox by state, and tell since when the oldest unsent one has been due."
    reports = True

    def handle(self, *args: Any, **options: Any) -> None:
        counts = dict.fromkeys(Letter.Status.values, 0)
        counts |= dict(Letter.objects.order_by().values_list("status").annotate(Count("pk")))
        oldest = Letter.objects.due(timezone.now()).aggregate(oldest=Min("not_before"))["oldest"]
        data = {"counts": counts, "oldest_due": oldest.isoformat() if oldest else None}
        labels = dict(Letter.Status.choices)
        text = "\n".join(f"{labels[status]}: {count}" for status, count in counts.items())
        if oldest:
            text += "\n" + _("The oldest has been due since %(moment)s.") % {"moment": day_time(oldest)}
        self.report(data, text, as_json=options["json"])
