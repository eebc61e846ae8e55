"""The doorbell: after commit, once, and never in the way."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import transaction

from partnership.config.celery import app
from partnership.doorbell import ring


@pytest.fixture
def rung(tmp_path, monkeypatch) -> list[str]:
    """The names of the tasks that were sent to a broker."""
    names: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, **options: names.append(name))
    return names


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_once_after_commit(rung) -> None:
    with transaction.atomic():
        ring("letters")
        ring("letters")
        ring("invoice runs")
        assert rung == []
    assert rung == ["partnership.tasks.deliver_letters", "billing.tasks.issue_requested_runs"]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_rings_nothing(rung) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        ring("letters")
        raise RuntimeError
    assert rung == []


def test_a_broker_that_is_down_fails_no_request(tmp_path) -> None:
    """In a process of its own, since Celery reads its settings once."""
    code = "import django; django.setup(); from partnership.doorbell import _Ring; _Ring('partnership.tasks.deliver_letters')()"
    environment = {
        **os.environ,
        "PORTAL_DATA": str(tmp_path),
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DJANGO_SETTINGS_MODULE": "partnership.config.settings",
    }
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0
    assert "was not heard" in run.stderr
