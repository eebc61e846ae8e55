"""What the clock and the doorbell start in this room."""

from celery import shared_task
from django.utils import timezone

from billing.services.purging import purge_accounts as purge
from billing.services.run_requests import start_due_runs
from billing.services.runs import carry_out_runs
from billing.services.transmissions import send_e_invoices


@shared_task(name="billing.tasks.issue_requested_runs")
def issue_requested_runs() -> int:
    """Begin the runs whose day has come, and issue what has been asked for."""
    start_due_runs(now=timezone.now())
    return carry_out_runs()


@shared_task(name="billing.tasks.send_e_invoices")
def send_due_e_invoices() -> int:
    """Hand over the e-invoices that are due, and read their receipts."""
    return send_e_invoices()


@shared_task(name="billing.tasks.purge_accounts")
def purge_accounts() -> int:
    """Delete accounts that are kept no longer."""
    return purge(now=timezone.now()).files
