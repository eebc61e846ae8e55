"""Kill whoever issues invoices again and again, at any moment, and ask after each time whether all is well."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from billing.invariants import INVARIANTS
from billing.models import FeeYear, Invoice, InvoiceRun, InvoiceRunResult
from billing.services.run_requests import request_run
from billing.services.runs import carry_out_runs
from partnership.models import Letter


def kill_a_run(*, kills: int, longest: float, seed: int = 1) -> dict[str, Any]:
    """Issue a fee year in processes of which so many are killed within `longest` seconds; return what came of it.

    A dead worker's lease lasts seconds; time is moved on for it, as the clock would.
    """
    rng = Random(seed)
    request_run(FeeYear.objects.get(number=1), by=None, now=timezone.now())
    killed, torn, faults = 0, 0, []
    while killed < kills:
        assert InvoiceRun.objects.unfinished().exists(), f"the run was over after {killed} kills"
        connections.close_all()
        worker = os.fork()
        if worker == 0:
            carry_out_runs()
            os._exit(0)
        time.sleep(rng.uniform(0.01, longest))
        os.kill(worker, signal.SIGKILL)
        _pid, status = os.waitpid(worker, 0)
        killed += os.WIFSIGNALED(status)
        InvoiceRun.objects.update(lease_until=None)
        faults += _faults()
        torn += _stored_files() > Invoice.objects.issued().count()
    while InvoiceRun.objects.unfinished().exists():
        carry_out_runs()
    return {
        "kills": killed,
        "kills between file and commit": torn,
        "faults": faults + _faults(),
        "sequences": list(Invoice.objects.issued().order_by("sequence").values_list("sequence", flat=True)),
        "results": InvoiceRunResult.objects.count(),
        "letters": Letter.objects.filter(kind="invoice").count(),
        "keys": Letter.objects.filter(kind="invoice").values("key").distinct().count(),
    }


def _faults() -> list[str]:
    checked = [check() for check in INVARIANTS]
    return [f"{rule.name}: {rule.detail}" for rule in checked if not rule.ok]


def _stored_files() -> int:
    return len(list(Path(settings.DOCUMENTS, "invoices").rglob("*.pdf")))
