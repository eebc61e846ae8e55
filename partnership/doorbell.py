"""Ask a worker to look at due rows, after commit, and never let a broker that is down fail a request."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

#: What may be rung for -> the task that sweeps it.
TASKS = {
    "letters": "partnership.tasks.deliver_letters",
    "invoice runs": "billing.tasks.issue_requested_runs",
    "e-invoices": "billing.tasks.send_e_invoices",
    "waiting lists": "events.tasks.promote_waiting_lists",
    "seats": "events.tasks.follow_seats",
}


def ring(bell: str) -> None:
    """Have the task of a bell run soon after the surrounding transaction commits.

    A lost ring costs until the next beat, never work: the rows are the queue.
    """
    task = TASKS[bell]
    connection = transaction.get_connection()
    already = any(getattr(hook[1], "rings", None) == task for hook in connection.run_on_commit)
    if not already:
        transaction.on_commit(_Ring(task))


class _Ring:
    def __init__(self, task: str) -> None:
        self.rings = task

    def __call__(self) -> None:
        try:
            current_app.send_task(self.rings, expires=60, retry=False, ignore_result=True)
        except (OperationalError, OSError) as error:
            logger.warning("The bell for %s was not heard: %s", self.rings, error)
