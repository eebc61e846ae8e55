"""What the clock starts and what asks every room."""

from celery import shared_task
from django.utils import timezone

from partnership.config.coordinator.digests import send_digests
from partnership.config.forgetting import forget_people as forget


@shared_task(name="partnership.config.tasks.send_weekly_digests")
def send_weekly_digests() -> int:
    """Tell coordinators once a week what their municipality owes."""
    return send_digests(now=timezone.now())


@shared_task(name="partnership.config.tasks.forget_people")
def forget_people() -> int:
    """Delete and anonymise what is known of people and kept no longer."""
    return sum(forget(now=timezone.now()).values())
