"""What the clock and the doorbell start in this room."""

from celery import shared_task

from billing.services.runs import carry_out_runs


@shared_task(name="billing.tasks.issue_requested_runs")
def issue_requested_runs() -> int:
    """Issue what the secretariat has asked for."""
    return carry_out_runs()
