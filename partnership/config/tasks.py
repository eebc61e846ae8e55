"""What the clock starts and what asks every room."""

from celery import shared_task
from django.utils import timezone

from partnership.config.coordinator.digests import send_digests


@shared_task(name="partnership.config.tasks.send_weekly_digests")
def send_weekly_digests() -> int:
    """Tell coordinators once a week what their municipality owes."""
    return send_digests(now=timezone.now())
