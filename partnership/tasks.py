"""What the clock and the doorbell start in this room."""

from celery import shared_task
from django.utils import timezone

from partnership.services.approval_letters import remind_approvers
from partnership.services.assessment_reminders import remind_of_assessments as remind_assessments
from partnership.services.deliveries import deliver_letters as deliver
from partnership.services.digests import forget_digests as forget_old_digests
from partnership.services.login_attempts import forget_login_traces as forget
from partnership.services.nominations import withdraw_orphaned_nominations
from partnership.services.pulses import record_pulse
from partnership.services.returned_mail import fetch_bounces as fetch


@shared_task(name="partnership.tasks.beat_pulse")
def beat_pulse() -> None:
    """Show that beat and a worker are alive."""
    record_pulse("beat", now=timezone.now())


@shared_task(name="partnership.tasks.deliver_letters")
def deliver_letters() -> int:
    """Send what is due in the outbox."""
    return deliver().sent


@shared_task(name="partnership.tasks.forget_login_traces")
def forget_login_traces() -> int:
    """Delete what is left of log-ins and sessions that are over."""
    return forget(now=timezone.now())


@shared_task(name="partnership.tasks.forget_digests")
def forget_digests() -> int:
    """Delete what is known of weekly digests that are more than thirteen months old."""
    return forget_old_digests(now=timezone.now())


@shared_task(name="partnership.tasks.tend_nominations")
def tend_nominations() -> int:
    """Remind approvers who are silent, and withdraw what nobody can approve any more."""
    now = timezone.now()
    return withdraw_orphaned_nominations(now=now) + remind_approvers(now=now)


@shared_task(name="partnership.tasks.remind_of_assessments")
def remind_of_assessments() -> int:
    """Remind municipalities whose assessment of the success criteria is not sent in."""
    return remind_assessments(now=timezone.now())


@shared_task(name="partnership.tasks.fetch_bounces")
def fetch_bounces() -> int:
    """Read which letters came back."""
    return fetch(now=timezone.now())
