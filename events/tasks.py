"""What the clock and the doorbell start in this room."""

from celery import shared_task
from django.utils import timezone

from events.services.evaluations import tend_evaluations as tend
from events.services.needs import forget_needs as forget
from events.services.reminders import send_reminders as remind
from events.services.sendings import send_planned
from events.services.succession import follow_seats as follow
from events.services.waiting_list import promote_all_waiting


@shared_task(name="events.tasks.promote_waiting_lists")
def promote_waiting_lists() -> int:
    """Give free places to those who wait."""
    return promote_all_waiting(now=timezone.now())


@shared_task(name="events.tasks.follow_seats")
def follow_seats() -> int:
    """Let events follow seats: withdraw who has left one by the day of the event, invite who holds it then."""
    followed = follow(now=timezone.now())
    return followed.left + followed.invited


@shared_task(name="events.tasks.send_reminders")
def send_reminders() -> int:
    """Remind those who have not answered, and tell the registered the practical facts."""
    return remind(now=timezone.now())


@shared_task(name="events.tasks.forget_needs")
def forget_needs() -> int:
    """Delete what people stated about food and access when it is for no event any more."""
    return forget(now=timezone.now())


@shared_task(name="events.tasks.send_planned_invitations")
def send_planned_invitations() -> int:
    """Send the invitations whose time has come."""
    return send_planned(now=timezone.now())


@shared_task(name="events.tasks.tend_evaluations")
def tend_evaluations() -> int:
    """Open evaluations of what is over, ask those who were there, and remind the silent once."""
    return tend(now=timezone.now())
