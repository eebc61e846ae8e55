"""Whom this room still needs; see `partnership.services.forgetting`. Accounts themselves go with `purge_accounts`."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from billing.models import (
    BankFile,
    CreditNote,
    Dispute,
    Expense,
    InvoiceRun,
    Payment,
    PaymentReminder,
    Receipt,
    SettingAside,
    TransmissionEvent,
)
from partnership.retention import first_kept

#: Who did what in the accounts: part of the trail that bogføringsloven wants as long as the accounts themselves.
_ACTS = (
    (BankFile, "imported_by"),
    (SettingAside, "made_by"),
    (SettingAside, "lifted_by"),
    (Expense, "entered_by"),
    (Receipt, "added_by"),
    (CreditNote, "issued_by"),
    (PaymentReminder, "issued_by"),
    (Payment, "made_by"),
    (Dispute, "made_by"),
    (Dispute, "lifted_by"),
    (TransmissionEvent, "by"),
)


def still_needed(now: dt.datetime) -> list[Q | Exists]:
    """Return the conditions on people, any of which keeps a person: who acted in accounts that are kept."""
    kept = dt.datetime.combine(first_kept(now.astimezone(dt.UTC).date()), dt.time(), tzinfo=dt.UTC)
    runs = InvoiceRun.objects.filter(requested_at__gte=kept)
    by = ("requested_by", "approved_by", "declined_by")
    return [
        *(Exists(model._default_manager.filter(**{name: OuterRef("pk")})) for model, name in _ACTS),
        *(Exists(runs.filter(**{name: OuterRef("pk")})) for name in by),
    ]
