"""What the clock and the doorbell start in this room."""

from celery import shared_task
from django.utils import timezone

from events.services.waiting_list import promote_all_waiting


@shared_task(name="events.tasks.promote_waiting_lists")
def promote_waiting_lists() -> int:
    """Give free places to those who wait."""
    return promote_all_waiting(now=timezone.now())
