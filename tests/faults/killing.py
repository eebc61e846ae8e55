"""Kill whoever issues invoices or deletes accounts, again and again, and ask after each time whether all is well."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from billing.invariants import INVARIANTS
from billing.models import (
    BankEntry,
    BankFile,
    CreditNote,
    Expense,
    FeeYear,
    Invoice,
    InvoiceDocument,
    InvoiceRun,
    InvoiceRunResult,
    Payment,
    PaymentReminder,
    Receipt,
)
from billing.services.purging import purge_accounts
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


def kill_a_purge() -> dict[str, Any]:
    """Delete old accounts in processes that die before a query or after a file; return what each death left, and the end."""
    now, before = timezone.now(), _accounts()
    assert min(before.values()) > 0, before
    torn, kills = [], 0
    deaths = [("query", 10), ("query", 40), ("file", 1), ("file", 4)]
    for what, number in deaths:
        connections.close_all()
        worker = os.fork()
        if worker == 0:
            _die_after(what, number)
            purge_accounts(now=now)
            os._exit(0)
        _pid, status = os.waitpid(worker, 0)
        kills += os.WIFSIGNALED(status)
        if (left := _accounts()) != before:
            torn.append([what, number, left])
    purged = purge_accounts(now=now)
    return {
        "tries": len(deaths),
        "kills": kills,
        "torn": torn,
        "purged": {name: getattr(purged, name) for name in ("invoices", "reminders", "bank_files")},
        "left": [name for name, count in _accounts().items() if count],
    }


def _die_after(what: str, number: int) -> None:
    """Let this process die, as in a power cut, at its so-manieth query, or when so many files are deleted."""
    count = itertools.count(1)

    def at_query(execute: Any, *arguments: Any) -> Any:
        if next(count) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)

    def at_file(event: str, _arguments: object) -> None:
        if event == "os.remove" and next(count) > number:
            os.kill(os.getpid(), signal.SIGKILL)

    if what == "query":
        connections[DEFAULT_DB_ALIAS].execute_wrappers.append(at_query)
    else:
        sys.addaudithook(at_file)


def _accounts() -> dict[str, int]:
    models = (Invoice, CreditNote, Payment, PaymentReminder, Expense, Receipt, BankFile, BankEntry, InvoiceDocument)
    return {model._meta.model_name or "": model._default_manager.count() for model in models}
