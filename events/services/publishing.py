"""Events become visible."""

import datetime as dt

from django.db import transaction

from events.models import Event


@transaction.atomic
def publish_event(event: Event, *, now: dt.datetime) -> bool:
    """Show the event to the public and let people be invited; False when it already is."""
    published = Event.objects.filter(pk=event.pk, published_at__isnull=True).update(published_at=now)
    event.refresh_from_db(fields=["published_at"])
    return bool(published)
