"""A power cut in the middle of an invoice run leaves one invoice each, numbers without gaps, and one letter each."""

import pytest

from tests.faults.portal import a_portal, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db]
MUNICIPALITIES = 24
KILLS = 3
SWEEP = "billing.tasks.issue_requested_runs"

REQUEST = """
from django.utils import timezone
from billing.models import FeeYear
from billing.services.run_requests import request_run
request_run(FeeYear.objects.get(number=1), by=None, now=timezone.now())
"""
STATE = """
from billing.models import Invoice, InvoiceRun
from partnership.models import Letter
print(json.dumps({
    "sequences": list(Invoice.objects.issued().order_by("sequence").values_list("sequence", flat=True)),
    "finished": InvoiceRun.objects.filter(finished_at__isnull=False).count(),
    "letters": Letter.objects.filter(kind="invoice").values("key").distinct().count(),
    "recipients": Letter.objects.filter(kind="invoice").count(),
}))
"""
# The dead worker's lease lasts seconds; time is moved on for it, as the clock would.
EXPIRE = """
from billing.models import InvoiceRun
print(json.dumps(InvoiceRun.objects.update(lease_until=None)))
"""


def test_a_worker_killed_in_an_invoice_run_loses_nothing_and_doubles_nothing(tmp_path) -> None:
    with a_portal(tmp_path) as portal:
        portal.manage("seed_demo", "--municipalities", str(MUNICIPALITIES))
        portal.run(REQUEST)
        documents = tmp_path / "documents"
        for _ in range(KILLS):
            before = len(list(documents.rglob("*.pdf")))
            worker = portal.start_worker()
            portal.ring(SWEEP)
            wait_until(lambda before=before: len(list(documents.rglob("*.pdf"))) > before + 1)
            portal.kill_worker(worker)
            assert portal.ask(STATE)["finished"] == 0, "the run was over before the kill"
            portal.ask(EXPIRE)
        portal.start_worker()
        portal.ring(SWEEP)
        wait_until(lambda: portal.ask(STATE)["finished"] == 1)
        state = portal.ask(STATE)
        assert state["sequences"] == list(range(1, MUNICIPALITIES + 1))
        assert state["letters"] == state["recipients"] >= MUNICIPALITIES
        portal.manage("check_invariants")
