"""The Celery app and the whole schedule.

Every task is a sweep over due rows, so a lost, late or doubled message costs nothing; `expires` keeps a pile from forming
while no worker runs.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_embedded_init, beat_init, worker_process_init

from partnership.config.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.config.settings")

app = Celery("partnership")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "pulse": {"task": "partnership.tasks.beat_pulse", "schedule": 15, "options": {"expires": 15}},
    "letters": {"task": "partnership.tasks.deliver_letters", "schedule": 10, "options": {"expires": 10}},
    "log-in traces": {
        "task": "partnership.tasks.forget_login_traces",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "invoice runs": {"task": "billing.tasks.issue_requested_runs", "schedule": 20, "options": {"expires": 20}},
    "e-invoices": {"task": "billing.tasks.send_e_invoices", "schedule": 60, "options": {"expires": 60}},
    "weekly digests": {
        "task": "partnership.config.tasks.send_weekly_digests",
        "schedule": 600,
        "options": {"expires": 600},
    },
    "accounts": {
        "task": "billing.tasks.purge_accounts",
        "schedule": crontab(hour="3", minute="20"),
        "options": {"expires": 3600},
    },
    "people": {
        "task": "partnership.config.tasks.forget_people",
        "schedule": crontab(hour="3", minute="40"),
        "options": {"expires": 3600},
    },
    "old digests": {"task": "partnership.tasks.forget_digests", "schedule": 3600, "options": {"expires": 3600}},
    "waiting lists": {"task": "events.tasks.promote_waiting_lists", "schedule": 60, "options": {"expires": 60}},
    "needs": {"task": "events.tasks.forget_needs", "schedule": 3600, "options": {"expires": 3600}},
    "seats": {"task": "events.tasks.follow_seats", "schedule": 60, "options": {"expires": 60}},
    "planned invitations": {
        "task": "events.tasks.send_planned_invitations",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "reminders": {"task": "events.tasks.send_reminders", "schedule": 300, "options": {"expires": 300}},
    "returned mail": {"task": "partnership.tasks.fetch_bounces", "schedule": 300, "options": {"expires": 300}},
    "evaluations": {"task": "events.tasks.tend_evaluations", "schedule": 600, "options": {"expires": 600}},
    "assessments": {
        "task": "partnership.tasks.remind_of_assessments",
        "schedule": 600,
        "options": {"expires": 600},
    },
    "practices": {"task": "tracks.tasks.ask_authors", "schedule": 3600, "options": {"expires": 3600}},
    "enquiries": {"task": "tracks.tasks.purge_enquiries", "schedule": 3600, "options": {"expires": 3600}},
    "nominations": {"task": "partnership.tasks.tend_nominations", "schedule": 600, "options": {"expires": 600}},
}


@worker_process_init.connect
@beat_embedded_init.connect
def leave_no_orphan(**kwargs: Any) -> None:
    """Let no pool process and no embedded beat outlive the worker that started it."""
    die_with_parent()


@beat_init.connect
def show_a_pulse_at_once(**kwargs: Any) -> None:
    """Let the first sign of life be seen as soon as a worker is ready, not a whole interval later.

    A message rather than a row: it proves the same as all later ones, that beat can speak and a worker hears. On a connection
    of its own, since an embedded beat is a fork whose inherited connections are closed.
    """
    pulse = app.conf.beat_schedule["pulse"]
    with app.connection_for_write() as connection:
        app.send_task(pulse["task"], connection=connection, **pulse["options"])
